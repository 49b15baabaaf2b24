// What the inbox asks for and keeps. Lists and threads are kept fresh by sync.ts from the socket, so they never grow stale.

import { listConnections, listMembers } from "@samovar/client";
import { infiniteQueryOptions, queryOptions, useQuery } from "@tanstack/react-query";
import { ask, Refusal } from "~/app/api";
import { queryClient } from "~/app/query";
import type { Me } from "~/app/session";
import { isWorthAsking } from "./model/found";
import { findRow, isBefore, type Pages, place } from "./model/list";
import { merge, startThread, type Thread } from "./model/thread";
import {
  type Comment,
  type Conversation,
  type Filter,
  getConversation,
  listComments,
  listConversations,
  newestMessages,
  PAGE,
  searchMessages,
} from "./wire";

const ALWAYS = Number.POSITIVE_INFINITY;
export const LISTS = ["conversations", "list"] as const;
export const threadKey = (id: string) => ["conversations", "thread", id] as const;
export const commentsKey = (id: string) => ["conversations", "comments", id] as const;
export const conversationKey = (id: string) => ["conversations", "one", id] as const;

/** The person at work, for the code that runs outside components. */
export function meNow(): string {
  return queryClient.getQueryData<Me | null>(["me"])?.person.id ?? "";
}

/** Conversations an event has touched lately: an answer that was on its way meanwhile may not know it. */
const touched = new Map<string, number>();
export function touch(id: string): void {
  touched.set(id, Date.now());
  if (touched.size > 500) touched.delete(touched.keys().next().value ?? "");
}
/** Moves on their way, by conversation: what the server says meanwhile may be from before them. */
const moving = new Map<string, number>();
export function moves(id: string, by: 1 | -1): void {
  const count = (moving.get(id) ?? 0) + by;
  if (count > 0) moving.set(id, count);
  else moving.delete(id);
  if (moving.size === 0) searchAgain();
}
/** Whether a row that comes back is what was searched for, only the server knows. */
function searchAgain(): void {
  void queryClient.invalidateQueries({
    queryKey: LISTS,
    predicate: ({ queryKey }) => Boolean((queryKey[2] as Filter).q),
  });
}
export const isMoving = (id: string): boolean => moving.has(id);
function touchedSince(moment: number): string[] {
  return [...touched].filter(([, at]) => at >= moment).map(([id]) => id);
}

/** Enough for the start without a network. */
const firstPages = ({ pages, pageParams }: { pages: unknown[]; pageParams: unknown[] }) => ({
  pages: pages.slice(0, 2),
  pageParams: pageParams.slice(0, 2),
});

export const listQuery = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: [...LISTS, filter] as const,
    queryFn: async ({ pageParam, signal }) => {
      const started = Date.now();
      const page = await listConversations(filter, pageParam, signal);
      for (const id of touchedSince(started)) refreshSoon(id);
      return page;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: ALWAYS,
    // Rows are replaced one by one; comparing ten thousand of them with each event would be felt.
    structuralSharing: false,
    meta: {
      isKept: (filter.view === "all" || filter.view === "mine") && Object.keys(filter).length === 1,
      trim: firstPages,
    },
  });

export const foundQuery = (filter: Filter) => {
  const { view: _, unread: __, ...asked } = filter;
  return infiniteQueryOptions({
    queryKey: ["conversations", "found", asked] as const,
    queryFn: ({ pageParam, signal }) => searchMessages(filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    enabled: isWorthAsking(filter.q),
    staleTime: 10_000,
  });
};

export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: conversationKey(id),
    queryFn: async () => {
      const started = Date.now();
      const row = await getConversation(id);
      if ((touched.get(id) ?? 0) >= started) refreshSoon(id);
      return row;
    },
    // The list has most of them already.
    initialData: () => knownRow(id),
    staleTime: ALWAYS,
    meta: { isKept: true, isOneOfMany: true },
  });

export const threadQuery = (id: string) =>
  queryOptions({
    queryKey: threadKey(id),
    queryFn: async (): Promise<Thread> => {
      const newest = await newestMessages(id);
      const known = queryClient.getQueryData<Thread>(threadKey(id));
      const oldest = newest.at(-1)?.seq ?? 0;
      const isJoined = known && oldest <= (known.messages.at(-1)?.seq ?? 0) + 1;
      return isJoined ? merge(known, newest) : startThread(newest, PAGE);
    },
    staleTime: ALWAYS,
    structuralSharing: false,
    meta: {
      isOneOfMany: true,
      get isKept() {
        return (queryClient.getQueryData<Thread>(threadKey(id))?.messages.length ?? 0) <= 4 * PAGE;
      },
    },
  });

export const commentsQuery = (id: string) =>
  queryOptions({
    queryKey: commentsKey(id),
    queryFn: async (): Promise<Comment[]> => (await listComments(id)).items,
    staleTime: ALWAYS,
    meta: { isKept: true, isOneOfMany: true },
  });

export const teamQuery = queryOptions({
  queryKey: ["inbox", "team"],
  queryFn: async () => (await ask(listMembers({ query: { limit: 200 } }))).items,
  staleTime: 5 * 60_000,
  meta: { isKept: true },
});
export interface Mate {
  person_id: string;
  name: string;
  is_away?: boolean;
}
export function useTeam(): Mate[] {
  return useQuery(teamQuery).data ?? [];
}
export const channelsQuery = queryOptions({
  queryKey: ["inbox", "channels"],
  queryFn: async () => (await ask(listConnections({ query: { limit: 100 } }))).items,
  staleTime: 5 * 60_000,
  meta: { isKept: true },
});

export function knownRow(id: string): Conversation | undefined {
  const one = queryClient.getQueryData<Conversation>(conversationKey(id));
  if (one) return one;
  for (const [, data] of queryClient.getQueriesData<Pages>({ queryKey: LISTS })) {
    const row = findRow(data, id);
    if (row) return row;
  }
  return undefined;
}

/** Puts a row as it is now into every list and view where it belongs. */
export function putRow(row: Conversation): void {
  queryClient.setQueryData(conversationKey(row.id), row);
  const me = meNow();
  for (const [key, data] of queryClient.getQueriesData<Pages>({ queryKey: LISTS })) {
    if (data) queryClient.setQueryData(key, place(data, row, key[2] as Filter, me));
  }
}

export function dropRow(id: string): void {
  queryClient.removeQueries({ queryKey: conversationKey(id) });
  for (const [key, data] of queryClient.getQueriesData<Pages>({ queryKey: LISTS })) {
    if (!data || !findRow(data, id)) continue;
    const pages = data.pages.map((page) => ({ ...page, items: page.items.filter((item) => item.id !== id) }));
    queryClient.setQueryData(key, { ...data, pages });
  }
}

const awaited = new Map<string, ReturnType<typeof setTimeout>>();
/** Asks for one row anew; many reasons at once are one question. */
export function refreshSoon(id: string): void {
  if (awaited.has(id)) return;
  const timer = setTimeout(async () => {
    awaited.delete(id);
    const started = Date.now();
    try {
      const row = await getConversation(id);
      if (row.is_test) return;
      const known = knownRow(id);
      // An event or somebody's hand was faster than this answer.
      const isLate = isMoving(id) || (touched.get(id) ?? 0) > started;
      if (isLate || (known && isBefore(known, row) && known.last_seq > row.last_seq)) {
        refreshSoon(id);
        return;
      }
      putRow(row);
    } catch (error) {
      if (error instanceof Refusal && error.status === 404) dropRow(id);
    }
  }, 60);
  awaited.set(id, timer);
}
