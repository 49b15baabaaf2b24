// WidgetSettings.

export function WidgetSettings() {
  return <h1>WidgetSettings</h1>;
}
