// AgentSettings.

export function AgentSettings() {
  return <h1>AgentSettings</h1>;
}
