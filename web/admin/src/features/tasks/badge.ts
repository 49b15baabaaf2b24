// How many of one's tasks are late or for today: the number beside "Tasks".

import { useQuery } from "@tanstack/react-query";
import { countsQuery } from "./queries";

export function useTasksBadge(): string | undefined {
  const { data } = useQuery(countsQuery);
  const due = (data?.overdue ?? 0) + (data?.today ?? 0);
  if (due === 0) return undefined;
  return due > 99 ? "99+" : String(due);
}
