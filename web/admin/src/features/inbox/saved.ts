// Views of the inbox that were saved under a name: everybody's and one's own, with their counts. The menu at the side opens them too.

import { client } from "@samovar/client/client.gen";
import { queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { live } from "~/app/live";
import { queryClient } from "~/app/query";
import type { Filter } from "./wire";

export type SavedFilter = Omit<Filter, "contact_id">;

export interface SavedView {
  id: string;
  name: string;
  is_shared: boolean;
  filter: SavedFilter;
  /** Up to 100. */
  count?: number;
  /** What it names and is no more. */
  missing: ("team" | "connection")[];
}

export const savedQuery = queryOptions({
  queryKey: ["inbox", "saved"],
  queryFn: async () => (await ask<{ items: SavedView[] }>(client.get({ url: "/api/v1/inbox-views" }) as never)).items,
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

live.events(({ kind }) => {
  if (kind === "inbox_view.changed" || kind === "team.changed" || kind === "connection.removed")
    void queryClient.invalidateQueries({ queryKey: savedQuery.queryKey });
});

const headers = { "Content-Type": "application/json" };
async function changed<T>(answer: Promise<T>): Promise<T> {
  const done = await answer;
  await queryClient.invalidateQueries({ queryKey: savedQuery.queryKey });
  return done;
}

export const saveView = (body: { name: string; filter: SavedFilter; is_shared: boolean }) =>
  changed(ask<SavedView>(client.post({ url: "/api/v1/inbox-views", body, headers }) as never));

export interface ViewPatch {
  name?: string;
  filter?: SavedFilter;
  is_shared?: boolean;
  position?: number;
}
export const changeView = (id: string, body: ViewPatch) =>
  changed(ask<SavedView>(client.patch({ url: `/api/v1/inbox-views/${id}`, body, headers }) as never));
export const removeView = (id: string) =>
  changed(ask<unknown>(client.delete({ url: `/api/v1/inbox-views/${id}` }) as never));

/** What is kept of the present filter; whose customer is looked at is not. */
export function keptOf({ view, q, connection_id, tag, unread, team_id }: Filter): SavedFilter {
  return {
    view,
    ...(q && { q }),
    ...(connection_id && { connection_id }),
    ...(tag && { tag }),
    ...(unread && { unread }),
    ...(team_id && { team_id }),
  };
}

export function isSame(a: Filter, b: Filter): boolean {
  const [one, two] = [keptOf(a), keptOf(b)];
  return JSON.stringify(one) === JSON.stringify(two) && !a.contact_id && !b.contact_id;
}

/** The saved view that is shown now. */
export function shownView(views: SavedView[] | undefined, filter: Filter): SavedView | undefined {
  return views?.find((view) => isSame(view.filter, filter));
}

export const countText = ({ count }: SavedView): string =>
  count === undefined ? "" : count >= 100 ? "99+" : String(count);

/** A view chosen outside of the inbox, until the inbox takes it. */
let wanted: Filter | undefined;
const waiting = new Set<() => void>();
export function wantView(view: SavedView): void {
  wanted = keptOf(view.filter);
  for (const wake of waiting) wake();
}
export function takeWanted(): Filter | undefined {
  const filter = wanted;
  wanted = undefined;
  return filter;
}
export function onWanted(wake: () => void): () => void {
  waiting.add(wake);
  return () => waiting.delete(wake);
}
