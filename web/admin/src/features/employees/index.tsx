// EmployeesPage.

export function EmployeesPage() {
  return <h1>EmployeesPage</h1>;
}
