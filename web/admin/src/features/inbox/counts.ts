// How many conversations are in each view; kept fresh by the socket.

import { queryOptions } from "@tanstack/react-query";

export interface Counts {
  all: number;
  mine: number;
  unassigned: number;
  waiting: number;
  agent: number;
  snoozed: number;
  closed: number;
  unread: number;
}

export const countsQuery = queryOptions({
  queryKey: ["conversations", "counts"],
  queryFn: async (): Promise<Counts> => {
    const response = await fetch("/api/v1/conversations/counts");
    if (!response.ok) throw new Error(`counts: ${response.status}`);
    return (await response.json()) as Counts;
  },
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});
