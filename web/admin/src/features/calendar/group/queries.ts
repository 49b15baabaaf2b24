// Classes and workshops: what is asked of the server and what is written. The calendar's cache is patched with the answers.

import {
  type CreateGroupEvent,
  cancelGroupEvents,
  createGroupEvents,
  type GroupEventsDone,
  type GroupEventView,
  getGroupEvents,
  type UpdateGroupEvent,
  updateGroupEvents,
} from "@samovar/client";
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { patchViews, putGroup } from "../patch";
import { VIEWS_KEY } from "../queries";

export const groupQuery = (id: string) =>
  queryOptions({
    queryKey: ["calendar", "group", id] as const,
    queryFn: ({ signal }) => ask(getGroupEvents({ path: { id }, signal })),
  });

function keep(cache: QueryClient, done: GroupEventsDone): GroupEventsDone {
  for (const event of done.events) patchViews(cache, (view, range) => putGroup(view, range, event));
  void cache.invalidateQueries({ queryKey: ["calendar", "group"] });
  return done;
}

export async function planGroup(cache: QueryClient, body: CreateGroupEvent): Promise<GroupEventsDone> {
  return keep(cache, await ask(createGroupEvents({ body })));
}

export async function changeGroup(
  cache: QueryClient,
  group: GroupEventView,
  body: UpdateGroupEvent,
): Promise<GroupEventsDone> {
  const headers = { "If-Match": `"${group.version}"` };
  const done = keep(cache, await ask(updateGroupEvents({ path: { id: group.id }, headers, body })));
  // Everybody's visit has moved along.
  await cache.invalidateQueries({ queryKey: VIEWS_KEY });
  return done;
}

export async function cancelGroup(
  cache: QueryClient,
  group: GroupEventView,
  body: { reason: string; scope: "one" | "following" },
): Promise<GroupEventsDone> {
  const done = keep(cache, await ask(cancelGroupEvents({ path: { id: group.id }, body })));
  await cache.invalidateQueries({ queryKey: VIEWS_KEY });
  return done;
}
