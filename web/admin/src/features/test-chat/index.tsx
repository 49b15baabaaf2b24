// TestChatPage.

export function TestChatPage() {
  return <h1>TestChatPage</h1>;
}
