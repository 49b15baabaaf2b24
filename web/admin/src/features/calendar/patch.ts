// Keeps what is on the screen true without asking again: events of the socket and answers to our own writes are put into
// every range of the cache they belong to.

import type { QueryClient } from "@tanstack/react-query";
import type { LiveEvent } from "~/app/live";
import type { BlockView, CalendarView, GroupEventView, HoldView, Range, Visit } from "./queries";
import { VIEWS_KEY } from "./queries";

interface Timed {
  id: string;
  starts_at: string;
  ends_at: string;
}

function meets(thing: Timed, range: Range): boolean {
  return Date.parse(thing.ends_at) > Date.parse(range.from) && Date.parse(thing.starts_at) < Date.parse(range.to);
}

function put<T extends Timed>(list: T[], thing: T, belongs: boolean): T[] {
  const at = list.findIndex((one) => one.id === thing.id);
  if (!belongs) return at < 0 ? list : list.filter((one) => one.id !== thing.id);
  if (at >= 0) return list.map((one) => (one.id === thing.id ? thing : one));
  const next = list.findIndex((one) => Date.parse(one.starts_at) > Date.parse(thing.starts_at));
  return next < 0 ? [...list, thing] : [...list.slice(0, next), thing, ...list.slice(next)];
}

/** An older version of a visit never replaces a newer one. */
export function putVisit(view: CalendarView, range: Range, visit: Visit): CalendarView {
  const known = view.bookings.find(({ id }) => id === visit.id);
  if (known && known.version > visit.version) return view;
  const isMine = meets(visit, range) && (!range.branch || range.branch === visit.branch_id);
  const belongs = isMine && (range.cancelled || visit.status !== "cancelled");
  const bookings = put(view.bookings, visit, belongs);
  return bookings === view.bookings ? view : { ...view, bookings };
}

export function putBlock(view: CalendarView, range: Range, block: BlockView, isGone = false): CalendarView {
  const isMine = meets(block, range) && (!range.branch || !block.branch_id || range.branch === block.branch_id);
  const blocks = put(view.blocks, block, isMine && !isGone);
  return blocks === view.blocks ? view : { ...view, blocks };
}

/** An older version of an event never replaces a newer one. */
export function putGroup(view: CalendarView, range: Range, group: GroupEventView): CalendarView {
  const known = view.groups.find(({ id }) => id === group.id);
  if (known && known.version > group.version) return view;
  const isMine = meets(group, range) && (!range.branch || range.branch === group.branch_id);
  const groups = put(view.groups, group, isMine && (range.cancelled || group.status !== "cancelled"));
  return groups === view.groups ? view : { ...view, groups };
}

export function putHold(view: CalendarView, range: Range, hold: HoldView): CalendarView {
  const holds = put(view.holds, hold, meets(hold, range) && (!range.branch || range.branch === hold.branch_id));
  return holds === view.holds ? view : { ...view, holds };
}

export function dropHold(view: CalendarView, id: string): CalendarView {
  return view.holds.some((hold) => hold.id === id)
    ? { ...view, holds: view.holds.filter((hold) => hold.id !== id) }
    : view;
}

/** The view after the event; the same object when it does not touch it. */
export function afterEvent(view: CalendarView, range: Range, { kind, subject_id, payload }: LiveEvent): CalendarView {
  if (kind.startsWith("booking.") && payload?.booking) return putVisit(view, range, payload.booking as Visit);
  if (kind.startsWith("group_event.") && payload?.group_event) {
    return putGroup(view, range, payload.group_event as GroupEventView);
  }
  if (kind === "hold.created" && payload?.hold) return putHold(view, range, payload.hold as HoldView);
  if (kind === "hold.removed") return dropHold(view, subject_id);
  if (kind === "block.removed" && payload?.id) return putBlock(view, range, payload as BlockView, true);
  if (kind.startsWith("block.") && payload?.id) return putBlock(view, range, payload as BlockView);
  return view;
}

/** Changes every cached range; returns whether any did. */
export function patchViews(client: QueryClient, change: (view: CalendarView, range: Range) => CalendarView): boolean {
  let isChanged = false;
  for (const [key, view] of client.getQueriesData<CalendarView>({ queryKey: VIEWS_KEY })) {
    const range = key[2] as Range | undefined;
    if (!view || !range) continue;
    const next = change(view, range);
    if (next === view) continue;
    isChanged = true;
    client.setQueryData(key, next);
  }
  return isChanged;
}
