// Teams in the cache, and whether one is away.

import { queryOptions, useQuery } from "@tanstack/react-query";
import { live } from "~/app/live";
import { queryClient } from "~/app/query";
import { type Me, meQuery, useMe } from "~/app/session";
import { showProblem } from "~/ui";
import { listTeams, sayAway, type Team } from "./wire";

export const teamsQuery = queryOptions({
  queryKey: ["teams"],
  queryFn: async () => (await listTeams()).items,
  staleTime: 5 * 60_000,
  retry: false,
});

export const askAgain = () => queryClient.invalidateQueries({ queryKey: teamsQuery.queryKey });
live.events(({ kind }) => {
  if (kind.startsWith("team.")) void askAgain();
  // Somebody came or went: menus of people say who is away.
  if (kind.startsWith("member."))
    for (const queryKey of [["members"], ["inbox", "team"]]) void queryClient.invalidateQueries({ queryKey });
});

export function useTeams(): Team[] {
  return useQuery(teamsQuery).data ?? [];
}

/** Whether the person at work is away, and the switch of it: shown at once, taken back when refused. */
export function useAway(): [isAway: boolean, set: (isAway: boolean) => void] {
  const isAway = useMe().org?.is_away ?? false;
  const set = (next: boolean) => {
    const queryKey: readonly string[] = meQuery.queryKey;
    const before = queryClient.getQueryData<Me | null>(queryKey);
    if (before?.org) {
      const after: Me = { ...before, org: { ...before.org, is_away: next } };
      queryClient.setQueryData<Me | null>(queryKey, after);
    }
    sayAway(next).then(
      () => queryClient.invalidateQueries({ queryKey: ["members"] }),
      (error: unknown) => {
        queryClient.setQueryData(queryKey, before);
        showProblem(error);
      },
    );
  };
  return [isAway, set];
}
