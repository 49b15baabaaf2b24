// The state of the board and of the list is their address: what is filtered can be kept as a bookmark and sent to a colleague.

import { dayBounds } from "~/features/calendar/zone";

export const SORTS = ["updated", "created", "amount", "stage_since", "expected"] as const;
export type SortBy = (typeof SORTS)[number];
export type Sort = SortBy | `-${SortBy}`;
export const USUAL_SORT: Sort = "-updated";

/** Days after which a deal that stands still is worth a look. */
export const STALE_DAYS = [7, 14, 30, 60] as const;

export interface DealsSearch {
  pipeline?: string | undefined;
  view?: "list" | undefined;
  q?: string | undefined;
  /** A member's id, or `none`. */
  owner?: string | undefined;
  tag?: string | undefined;
  status?: "open" | "won" | "lost" | undefined;
  /** Sums in whole units of money, as people type them. */
  min?: number | undefined;
  max?: number | undefined;
  /** The first and the last day when the deal was made, in the firm's zone. */
  from?: string | undefined;
  to?: string | undefined;
  no_task?: true | undefined;
  stale?: number | undefined;
  order?: Sort | undefined;
  /** The open stage on a phone, the stage of the list on a desk. */
  stage?: string | undefined;
  /** The deal at the side. */
  deal?: string | undefined;
}

export interface DealQuery {
  pipeline?: string;
  stage?: string;
  status?: "open" | "won" | "lost";
  owner_id?: string;
  tag?: string;
  q?: string;
  amount_from?: number;
  amount_to?: number;
  created_from?: string;
  created_to?: string;
  no_task?: boolean;
  stale_days?: number;
}

const ID = /^[0-9a-f-]{36}$/;
const KEY = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
const MOST = 100_000_000;

/** What the server would refuse is left out. */
export function readSearch(search: Record<string, unknown>): DealsSearch {
  const read: DealsSearch = {};
  const text = (name: string, most: number): string | undefined => {
    const value = search[name];
    // A phone in the address is read as a number.
    const said = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
    return said === "" ? undefined : [...said].slice(0, most).join("");
  };
  const sum = (name: string): number | undefined => {
    const value = Number(search[name] ?? Number.NaN);
    return search[name] !== "" && Number.isFinite(value) && value >= 0 && value <= MOST ? value : undefined;
  };
  const [pipeline, stage, q, tag, owner, deal] = [
    text("pipeline", 64),
    text("stage", 64),
    text("q", 100),
    text("tag", 40),
    text("owner", 36),
    text("deal", 36),
  ];
  if (pipeline && KEY.test(pipeline)) read.pipeline = pipeline;
  if (stage && KEY.test(stage)) read.stage = stage;
  if (q) read.q = q;
  if (tag) read.tag = tag;
  if (owner && (owner === "none" || ID.test(owner))) read.owner = owner;
  if (deal && ID.test(deal)) read.deal = deal;
  if (search.view === "list") read.view = "list";
  if (search.status === "open" || search.status === "won" || search.status === "lost") read.status = search.status;
  const [min, max] = [sum("min"), sum("max")];
  if (min !== undefined) read.min = min;
  if (max !== undefined) read.max = max;
  for (const name of ["from", "to"] as const) {
    const day = text(name, 10);
    if (day && isDay(day)) read[name] = day;
  }
  if (search.no_task === true || search.no_task === "true" || search.no_task === 1) read.no_task = true;
  const stale = Number(search.stale);
  if (Number.isInteger(stale) && stale >= 1 && stale <= 365) read.stale = stale;
  const order = text("order", 20);
  const by = order?.replace(/^-/, "");
  if (order && order !== USUAL_SORT && SORTS.includes(by as SortBy)) read.order = order as Sort;
  return read;
}

/** `digits`: of the minor units of the firm's money. */
export function toQuery(search: DealsSearch, zone: string, digits = 2): DealQuery {
  const minor = (sum: number) => Math.round(sum * 10 ** digits);
  return {
    ...(search.pipeline ? { pipeline: search.pipeline } : {}),
    ...(search.q ? { q: search.q } : {}),
    ...(search.tag ? { tag: search.tag } : {}),
    ...(search.owner ? { owner_id: search.owner } : {}),
    ...(search.status ? { status: search.status } : {}),
    ...(search.min !== undefined ? { amount_from: minor(search.min) } : {}),
    ...(search.max !== undefined ? { amount_to: minor(search.max) } : {}),
    ...(search.from ? { created_from: new Date(dayBounds(search.from, zone)[0]).toISOString() } : {}),
    ...(search.to ? { created_to: new Date(dayBounds(search.to, zone)[1]).toISOString() } : {}),
    ...(search.no_task ? { no_task: true } : {}),
    ...(search.stale ? { stale_days: search.stale } : {}),
  };
}

const FILTERS = ["owner", "tag", "status", "min", "max", "from", "to", "no_task", "stale"] as const;
/** Filters with the search and, in the list, the stage taken away. */
export const CLEAR: DealsSearch = {
  q: undefined,
  stage: undefined,
  ...Object.fromEntries(FILTERS.map((name) => [name, undefined])),
};

export const isFiltered = (search: DealsSearch): boolean =>
  Boolean(search.q) || FILTERS.some((name) => search[name] !== undefined);

/** How many filters are at work; the two ends of a span are one. */
export function countOf(search: DealsSearch): number {
  const on = [search.owner, search.tag, search.status, search.min ?? search.max, search.from ?? search.to];
  return [...on, search.no_task, search.stale].filter((value) => value !== undefined).length;
}

/** The order after a press on a column's head: the other way round when it is in force already. */
export function turned(sort: Sort, by: SortBy): Sort {
  return sort === `-${by}` ? by : `-${by}`;
}
