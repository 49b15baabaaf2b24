// EmployeePage.

export function EmployeePage() {
  return <h1>EmployeePage</h1>;
}
