// NotificationSettings.

export function NotificationSettings() {
  return <h1>NotificationSettings</h1>;
}
