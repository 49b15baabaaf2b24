// KeysSettings.

export function KeysSettings() {
  return <h1>KeysSettings</h1>;
}
