// The organization at work: its zone and currency decide how times and prices look on every screen.

import { currentOrg, type OrgView } from "@samovar/client";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { ask } from "./api";

export const firmQuery = queryOptions({
  queryKey: ["firm"],
  queryFn: (): Promise<OrgView> => ask(currentOrg()),
  staleTime: 5 * 60_000,
  meta: { isKept: true },
});

export function useFirm(): OrgView | undefined {
  return useQuery(firmQuery).data;
}

/** The firm's zone; the browser's only until the firm is known. */
export function useZone(): string | undefined {
  return useFirm()?.timezone;
}
