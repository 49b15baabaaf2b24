// How many conversations wait for a person: the number beside "Inbox". The inbox feature keeps the counts fresh.

import { useQuery } from "@tanstack/react-query";
import { countsQuery } from "~/features/inbox/counts";

export function useInboxBadge(): string | undefined {
  const { data } = useQuery(countsQuery);
  const waiting = data?.waiting ?? 0;
  if (waiting === 0) return undefined;
  return waiting > 99 ? "99+" : String(waiting);
}
