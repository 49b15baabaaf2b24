// FirmSettings.

export function FirmSettings() {
  return <h1>FirmSettings</h1>;
}
