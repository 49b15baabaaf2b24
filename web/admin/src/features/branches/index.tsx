// BranchesPage.

export function BranchesPage() {
  return <h1>BranchesPage</h1>;
}
