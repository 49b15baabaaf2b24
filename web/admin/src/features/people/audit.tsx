// AuditSettings.

export function AuditSettings() {
  return <h1>AuditSettings</h1>;
}
