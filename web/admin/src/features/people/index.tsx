// PeopleSettings.

export function PeopleSettings() {
  return <h1>PeopleSettings</h1>;
}
