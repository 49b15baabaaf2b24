// The address of a tour's page: which of its tabs is open.

export const TABS = ["departures", "about", "files", "agent"] as const;
export type Tab = (typeof TABS)[number];

export function readSearch(search: Record<string, unknown>): { tab?: Tab } {
  const tab = TABS.find((known) => known === search.tab);
  return tab ? { tab } : {};
}
