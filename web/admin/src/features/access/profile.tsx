// ProfileSettings.

export function ProfileSettings() {
  return <h1>ProfileSettings</h1>;
}
