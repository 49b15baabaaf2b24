// The list of conversations as data: which view a row belongs to, where it stands, what an event changes in it.
// Pages come from the server by key; a changed row moves to its place and stands nowhere twice.

import type { Conversation, Filter, Message, Page, View } from "../wire";

export interface Pages {
  pages: Page<Conversation>[];
  pageParams: unknown[];
}

export function inView(row: Conversation, view: View, me: string): boolean {
  const isClosed = row.status === "closed";
  const isSnoozed = Boolean(row.snoozed_until);
  if (view === "closed") return isClosed;
  if (view === "snoozed") return isSnoozed && !isClosed;
  if (isClosed || isSnoozed) return false;
  switch (view) {
    case "all":
      return true;
    case "mine":
      return row.assignee_id === me;
    case "unassigned":
      return !row.assignee_id && row.mode !== "auto";
    case "waiting":
      return Boolean(row.waiting_since) && row.mode !== "auto";
    case "due":
      return Boolean(row.sla_due_at);
    case "agent":
      return row.mode === "auto";
  }
}

/** Whether a row is in a filtered list. `undefined`: only the server can tell (it searches in texts). */
export function fits(row: Conversation, filter: Filter, me: string): boolean | undefined {
  if (filter.contact_id) return row.contact_id === filter.contact_id;
  if (!inView(row, filter.view, me)) return false;
  if (filter.connection_id && row.connection_id !== filter.connection_id) return false;
  if (filter.tag && !row.contact.tags.includes(filter.tag)) return false;
  if (filter.team_id && row.team_id !== filter.team_id) return false;
  if (filter.unread && row.unread === 0) return false;
  return filter.q ? undefined : true;
}

/** Newest first, as the server's key is; what is due, the soonest first. */
export function isBefore(a: Conversation, b: Conversation, view?: View): boolean {
  if (view === "due") {
    const [first, second] = [a, b].map((row) =>
      row.sla_due_at ? Date.parse(row.sla_due_at) : Number.POSITIVE_INFINITY,
    );
    return first === second ? a.id < b.id : (first ?? 0) < (second ?? 0);
  }
  if (a.updated_at !== b.updated_at) return Date.parse(a.updated_at) > Date.parse(b.updated_at);
  return a.id > b.id;
}

export function flatten(data: Pages | undefined): Conversation[] {
  if (!data) return [];
  const [only] = data.pages;
  if (only && data.pages.length === 1) return only.items;
  const seen = new Set<string>();
  // A row that moved up between two pages comes with both.
  return data.pages.flatMap((page) => page.items.filter((row) => !seen.has(row.id) && seen.add(row.id)));
}

export function findRow(data: Pages | undefined, id: string): Conversation | undefined {
  for (const page of data?.pages ?? []) {
    const row = page.items.find((item) => item.id === id);
    if (row) return row;
  }
  return undefined;
}

/** Puts a row where it belongs now: in, out or to another place. */
export function place(data: Pages, row: Conversation, filter: Filter, me: string): Pages {
  const before = findRow(data, row.id);
  const wish = fits(row, filter, me) ?? before !== undefined;
  if (!before && !wish) return data;
  const isSettled =
    before !== undefined && wish && before.updated_at === row.updated_at && before.sla_due_at === row.sla_due_at;
  if (isSettled) return replace(data, row);
  const pages = data.pages.map((page) =>
    page.items.some((item) => item.id === row.id)
      ? { ...page, items: page.items.filter((item) => item.id !== row.id) }
      : page,
  );
  if (!wish) return { ...data, pages };
  for (const [number, page] of pages.entries()) {
    const index = page.items.findIndex((item) => isBefore(row, item, filter.view));
    if (index < 0) continue;
    pages[number] = { ...page, items: [...page.items.slice(0, index), row, ...page.items.slice(index)] };
    return { ...data, pages };
  }
  const last = pages.at(-1);
  // Below what is loaded: it comes with its page, unless there is no page left.
  if (last && !last.next_cursor) pages[pages.length - 1] = { ...last, items: [...last.items, row] };
  return { ...data, pages };
}

function replace(data: Pages, row: Conversation): Pages {
  const pages = data.pages.map((page) =>
    page.items.some((item) => item.id === row.id)
      ? { ...page, items: page.items.map((item) => (item.id === row.id ? row : item)) }
      : page,
  );
  return { ...data, pages };
}

/** The row after a message. Old news (a replayed event) changes nothing. */
export function withMessage(row: Conversation, message: Message, isRead: boolean): Conversation {
  if (message.seq <= row.last_seq && row.last_message && message.seq <= row.last_message.seq) return row;
  const isTheirs = message.author === "contact";
  const isAnswer = message.author === "agent" || message.author === "person";
  return {
    ...row,
    last_seq: Math.max(row.last_seq, message.seq),
    last_message: {
      seq: message.seq,
      author: message.author,
      person_id: message.person_id,
      text: message.text,
      attachments: message.attachments.length,
      delivery: message.delivery,
      created_at: message.created_at,
    },
    unread: isRead ? 0 : row.unread + (isTheirs ? 1 : 0),
    status: row.status === "closed" && isTheirs ? "open" : row.status,
    snoozed_until: isTheirs ? null : row.snoozed_until,
    waiting_since: isTheirs ? (row.waiting_since ?? message.created_at) : isAnswer ? null : row.waiting_since,
    draft: isTheirs || isAnswer ? null : row.draft,
    updated_at: Date.parse(message.created_at) > Date.parse(row.updated_at) ? message.created_at : row.updated_at,
  };
}

/**
 * How many rows the list must scroll to stay where the eye is. `seen` are the rows on the screen with their old places;
 * the shift most of them made is the list's own, a single row that moved elsewhere does not drag it along.
 */
export function shiftOf(seen: { id: string; index: number }[], places: Map<string, number>): number {
  const votes = new Map<number, number>();
  for (const { id, index } of seen) {
    const now = places.get(id);
    if (now !== undefined) votes.set(now - index, (votes.get(now - index) ?? 0) + 1);
  }
  let best = 0;
  let most = 0;
  for (const [shift, count] of votes) {
    if (count > most || (count === most && Math.abs(shift) < Math.abs(best))) {
      best = shift;
      most = count;
    }
  }
  return best;
}

/** The open conversation stays in the list where it stood, even when it has just left the view. */
export function keepSelected(rows: Conversation[], selected: Conversation | undefined, place: number): Conversation[] {
  if (!selected || place < 0 || rows.some((row) => row.id === selected.id)) return rows;
  const index = Math.min(place, rows.length);
  return [...rows.slice(0, index), selected, ...rows.slice(index)];
}

/** The row `step` away from the selected one; the first when nothing is selected. */
export function neighbour(rows: Conversation[], selected: string | undefined, step: 1 | -1): Conversation | undefined {
  const index = rows.findIndex((row) => row.id === selected);
  if (index < 0) return rows[0];
  return rows[index + step];
}
