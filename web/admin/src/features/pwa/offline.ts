// What was seen last, kept in the browser: without a network the app opens with the inbox as it was. A query is kept when
// its `meta.isKept` says so. Everything is wiped when the person signs out.

import { dehydrate, hydrate, type Query, type QueryClient } from "@tanstack/react-query";
import { createStore, del, get, set } from "idb-keyval";

const store = createStore("samovar", "kept");
const KEY = "queries";
/** Bump when the shape of what is kept changes. */
const VERSION = 1;
const MOST_QUERIES = 60;
const KEEP_MS = 7 * 86_400_000;
const PAUSE_MS = 2_000;

const isKept = (query: Query) => query.state.status === "success" && query.meta?.isKept === true;

export async function restore(client: QueryClient): Promise<void> {
  try {
    const kept = await get(KEY, store);
    if (!kept || kept.version !== VERSION || Date.now() - kept.at > KEEP_MS) return;
    hydrate(client, kept.state);
  } catch {
    // A private window has no storage; the app works without.
  }
}

export function keep(client: QueryClient): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = async () => {
    timer = undefined;
    if (client.getQueryData(["me"]) == null) return wipe();
    const state = dehydrate(client, { shouldDehydrateQuery: isKept, shouldDehydrateMutation: () => false });
    state.queries.sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt);
    state.queries.length = Math.min(state.queries.length, MOST_QUERIES);
    await set(KEY, { version: VERSION, at: Date.now(), state }, store).catch(() => {});
  };
  client.getQueryCache().subscribe(({ query, type }) => {
    if (type !== "updated" || !isKept(query)) return;
    if (timer === undefined) timer = setTimeout(() => void write(), PAUSE_MS);
  });
}

export async function wipe(): Promise<void> {
  await del(KEY, store).catch(() => {});
}
