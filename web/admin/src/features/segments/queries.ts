// Segments as the server has them, and who a filter would show.

import {
  type ContactPage,
  countContacts,
  createSegments,
  listSegments,
  removeSegments,
  type SegmentView,
  searchContacts,
  updateSegments,
} from "@samovar/client";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";
import type { Sort } from "~/features/contacts/search";
import type { Filter } from "./filter";

export type Segment = Omit<SegmentView, "filter"> & { filter: Filter };
export type SegmentDraft = Pick<Segment, "name" | "filter" | "is_shared">;

export const segmentsQuery = queryOptions({
  queryKey: ["segments"] as const,
  queryFn: async (): Promise<Segment[]> =>
    (await ask(listSegments({ query: { with_counts: true } }))).items as Segment[],
  staleTime: 60_000,
});

const again = () => queryClient.invalidateQueries({ queryKey: segmentsQuery.queryKey });

export function useSegmentsLive(): void {
  useLive(["segment."], () => void again());
}

export const countQuery = (filter: Filter | undefined) =>
  queryOptions({
    queryKey: ["segments", "count", filter] as const,
    queryFn: async (): Promise<number> => (filter ? (await ask(countContacts({ body: { filter } }))).count : 0),
    enabled: filter !== undefined,
    placeholderData: keepPreviousData,
  });

const PAGE = 60;
/** The list by a filter nobody has saved. Stands among the other lists of contacts, so that a change reaches its rows. */
export const filteredQuery = (filter: Filter, sort: Sort | undefined) =>
  infiniteQueryOptions({
    queryKey: ["contacts", "list", { filter, sort }] as const,
    queryFn: ({ pageParam, signal }): Promise<ContactPage> =>
      ask(
        searchContacts({
          body: { filter, limit: PAGE, ...(sort ? { sort } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });

export async function addSegment(draft: SegmentDraft): Promise<{ id: string }> {
  const made = await ask(createSegments({ body: draft }));
  await again();
  return made;
}
export async function changeSegment(id: string, change: Partial<SegmentDraft>): Promise<void> {
  await ask(updateSegments({ path: { id }, body: change }));
  // The same address shows other people now.
  void queryClient.invalidateQueries({ queryKey: ["contacts", "list"] });
  await again();
}
export async function dropSegment(id: string): Promise<void> {
  await ask(removeSegments({ path: { id } }));
  await again();
}
