// ChannelsPage.

export function ChannelsPage() {
  return <h1>ChannelsPage</h1>;
}
