// What was seen last, kept in the browser: without a network the app opens with the inbox and the conversations as they were. A query
// is kept when its `meta.isKept` says so, each under its own name, so that a conversation stays after the cache has let it go. `isOneOfMany`:
// only the latest of these stay. `trim`: what of the data is worth keeping. Everything is wiped when the person signs out.

import { type DehydratedState, dehydrate, hydrate, type Query, type QueryClient } from "@tanstack/react-query";
import { clear, createStore, delMany, entries, setMany } from "idb-keyval";

const store = createStore("samovar", "kept");
/** Bump when the shape of what is kept changes. */
const VERSION = 2;
const MOST_OF_MANY = 250;
const KEEP_MS = 7 * 86_400_000;
const PAUSE_MS = 2_000;

export interface Kept {
  version: number;
  at: number;
  isOneOfMany: boolean;
  query: DehydratedState["queries"][number];
}

const isKept = (query: Query) => query.state.status === "success" && query.meta?.isKept === true;

/** Which of them are still good, and the names of the others. */
export function sorted(all: readonly [string, Kept][], now: number): { good: Kept[]; bad: string[] } {
  const byAge = all.toSorted(([, a], [, b]) => (b?.at ?? 0) - (a?.at ?? 0));
  const good: Kept[] = [];
  const bad: string[] = [];
  let many = 0;
  for (const [name, kept] of byAge) {
    const isOld = kept?.version !== VERSION || now - kept.at > KEEP_MS;
    if (isOld || (kept.isOneOfMany && many >= MOST_OF_MANY)) bad.push(name);
    else {
      good.push(kept);
      if (kept.isOneOfMany) many += 1;
    }
  }
  return { good, bad };
}

export async function restore(client: QueryClient): Promise<void> {
  try {
    const { good, bad } = sorted(await entries<string, Kept>(store), Date.now());
    hydrate(client, { queries: good.map(({ query }) => query), mutations: [] });
    if (bad.length > 0) void delMany(bad, store).catch(() => {});
  } catch {
    // A private window has no storage; the app works without.
  }
}

export function keep(client: QueryClient): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const fresh = new Map<string, Query>();
  const write = async () => {
    clearTimeout(timer);
    timer = undefined;
    if (client.getQueryData(["me"]) == null) {
      fresh.clear();
      return wipe();
    }
    const at = Date.now();
    const wanted = new Map([...fresh].filter(([, query]) => isKept(query)));
    fresh.clear();
    if (wanted.size === 0) return;
    const shouldDehydrateQuery = ({ queryHash }: Query) => wanted.has(queryHash);
    const { queries } = dehydrate(client, { shouldDehydrateQuery, shouldDehydrateMutation: () => false });
    const rows = queries.map((query): [string, Kept] => {
      const { isOneOfMany = false, trim } = wanted.get(query.queryHash)?.meta ?? {};
      const data = typeof trim === "function" ? trim(query.state.data) : query.state.data;
      // A function cannot be put away.
      const meta = { isKept: true, isOneOfMany };
      const kept = { ...query, meta, state: { ...query.state, data } };
      return [query.queryHash, { version: VERSION, at, isOneOfMany: isOneOfMany === true, query: kept }];
    });
    await setMany(rows, store).catch(() => {});
  };
  client.getQueryCache().subscribe(({ query, type }) => {
    if (type !== "updated" || !isKept(query)) return;
    fresh.set(query.queryHash, query);
    timer ??= setTimeout(() => void write(), PAUSE_MS);
  });
  // A phone may end the app as soon as it is out of sight.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && fresh.size > 0) void write();
  });
}

export async function wipe(): Promise<void> {
  await clear(store).catch(() => {});
}
