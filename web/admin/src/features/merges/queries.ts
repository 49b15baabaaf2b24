// Two cards of one person: who looks alike, what joining them would do, and the way back.

import {
  type DuplicateView,
  dismissContactsDuplicates,
  duplicatesContacts,
  type MergeConflictView,
  type MergePreview,
  type MergeView,
  mergesContacts,
  previewContactsMergePreview,
  undoMerges,
  uniteContactsMerge,
} from "@samovar/client";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";

export type Pair = DuplicateView;
export type Reason = Pair["reasons"][number];
export type Conflict = MergeConflictView;
export type Preview = MergePreview;
export type Merge = MergeView;
export const MOVED = ["conversations", "bookings", "deals", "tasks", "notes", "facts", "identities"] as const;

export const PAIRS = ["merges", "pairs"] as const;
export const pairsQuery = infiniteQueryOptions({
  queryKey: PAIRS,
  queryFn: ({ pageParam, signal }) =>
    ask(duplicatesContacts({ query: { limit: 20, ...(pageParam ? { cursor: pageParam } : {}) }, signal })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next_cursor,
});

/** Who looks like this contact. */
export const alikeQuery = (contact: string) =>
  queryOptions({
    queryKey: [...PAIRS, contact] as const,
    queryFn: async (): Promise<Pair[]> =>
      (await ask(duplicatesContacts({ query: { limit: 5, contact_id: contact } }))).items,
    staleTime: 60_000,
  });

export const previewQuery = (kept: string, other: string) =>
  queryOptions({
    queryKey: ["merges", "preview", kept, other] as const,
    queryFn: () => ask(previewContactsMergePreview({ path: { id: kept }, query: { other_id: other } })),
    staleTime: 0,
  });

export const mergesKey = (contact: string) => ["merges", "of", contact] as const;
export const mergesQuery = (contact: string) =>
  queryOptions({
    queryKey: mergesKey(contact),
    queryFn: async (): Promise<Merge[]> => (await ask(mergesContacts({ path: { id: contact } }))).items,
  });

/** Nearly everything of both cards may have changed. */
function refresh(): void {
  void queryClient.invalidateQueries({ queryKey: ["contacts"] });
  void queryClient.invalidateQueries({ queryKey: ["merges"] });
}

export async function merge(kept: string, other: string, take: string[]): Promise<string> {
  const done = await ask(uniteContactsMerge({ path: { id: kept }, body: { other_id: other, take_other: take } }));
  queryClient.removeQueries({ queryKey: ["contacts", "card", other] });
  refresh();
  return done.merge_id;
}

export async function undoMerge(id: string): Promise<void> {
  await ask(undoMerges({ path: { id } }));
  refresh();
}

export async function dismiss(pair: Pair): Promise<void> {
  await ask(dismissContactsDuplicates({ body: { a_id: pair.a.id, b_id: pair.b.id } }));
  await queryClient.invalidateQueries({ queryKey: PAIRS });
}

/** A colleague joins or parts cards, or somebody new looks like somebody known. */
export function usePairsLive(): void {
  useLive(["contact.merged", "contact.unmerged", "contact.removed", "contact.erased"], () => {
    void queryClient.invalidateQueries({ queryKey: PAIRS });
  });
}
