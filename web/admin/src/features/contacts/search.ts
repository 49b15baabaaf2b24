// The list's state is its address: a filtered list can be kept as a bookmark and sent to a colleague.

import type { ListContactsData } from "@samovar/client";
import { dayBounds } from "~/features/calendar/zone";
import { type Filter as Built, readFilter } from "~/features/segments/filter";

export type ListQuery = NonNullable<ListContactsData["query"]>;
export type Sort = NonNullable<ListQuery["sort"]>;
export const SORTS = [
  "created",
  "name",
  "last_message",
  "next_visit",
  "last_visit",
  "visits",
] as const satisfies Sort[];

export interface ContactsSearch {
  q?: string | undefined;
  tag?: string | undefined;
  source?: string | undefined;
  /** The first and the last day when the contact was added, in the firm's zone. */
  from?: string | undefined;
  to?: string | undefined;
  visits?: "yes" | "no" | undefined;
  owner?: string | undefined;
  sort?: Sort | undefined;
  /** A saved segment, by its id. */
  segment?: string | undefined;
  /** Rules nobody has saved; the other filters stand back then. */
  filter?: Built | undefined;
}
export const FILTERS = ["tag", "source", "from", "to", "visits", "owner"] as const;
export type Filter = (typeof FILTERS)[number];

const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** What the server would refuse is left out. */
export function readSearch(search: Record<string, unknown>): ContactsSearch {
  const read: ContactsSearch = {};
  const text = (name: string, most: number): string | undefined => {
    const value = search[name];
    // A phone in the address is read as a number.
    const said = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
    return said === "" ? undefined : [...said].slice(0, most).join("");
  };
  const day = (name: string) => {
    const said = text(name, 10);
    return said && isDay(said) ? said : undefined;
  };
  const [q, tag, source, from, to] = [text("q", 100), text("tag", 40), text("source", 64), day("from"), day("to")];
  if (q) read.q = q;
  if (tag) read.tag = tag;
  if (source && source !== "test") read.source = source;
  if (from) read.from = from;
  if (to) read.to = to;
  if (search.visits === "yes" || search.visits === "no") read.visits = search.visits;
  const isId = (value: unknown): value is string => typeof value === "string" && /^[0-9a-f-]{36}$/.test(value);
  if (isId(search.owner)) read.owner = search.owner;
  if (isId(search.segment)) read.segment = search.segment;
  const built = readFilter(search.filter);
  if (built && !read.segment) read.filter = built;
  if (SORTS.includes(search.sort as Sort) && search.sort !== "created") read.sort = search.sort as Sort;
  return read;
}

export function toQuery(search: ContactsSearch, zone: string): ListQuery {
  return {
    ...(search.q ? { query: search.q } : {}),
    ...(search.tag ? { tag: search.tag } : {}),
    ...(search.source ? { source: search.source } : {}),
    ...(search.from ? { created_from: new Date(dayBounds(search.from, zone)[0]).toISOString() } : {}),
    ...(search.to ? { created_to: new Date(dayBounds(search.to, zone)[1]).toISOString() } : {}),
    ...(search.visits ? { has_visits: search.visits === "yes" } : {}),
    ...(search.owner ? { owner_id: search.owner } : {}),
    ...(search.sort ? { sort: search.sort } : {}),
    ...(search.segment ? { segment_id: search.segment } : {}),
  };
}

export const isFiltered = (search: ContactsSearch): boolean =>
  Boolean(search.q) ||
  search.segment !== undefined ||
  search.filter !== undefined ||
  FILTERS.some((name) => search[name] !== undefined);
