// SecuritySettings.

export function SecuritySettings() {
  return <h1>SecuritySettings</h1>;
}
