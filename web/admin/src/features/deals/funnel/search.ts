// The address of the funnel report, and the two periods it compares.

import { addDays, dayBounds } from "~/features/calendar/zone";

export const SPANS = [30, 90, 365] as const;
export type Span = (typeof SPANS)[number];

export interface FunnelSearch {
  pipeline?: string | undefined;
  owner?: string | undefined;
  days?: Span | undefined;
}

export function readFunnel(search: Record<string, unknown>): FunnelSearch {
  const read: FunnelSearch = {};
  const { pipeline, owner } = search;
  if (typeof pipeline === "string" && /^[a-z0-9][a-z0-9_-]{0,63}$/.test(pipeline)) read.pipeline = pipeline;
  if (typeof owner === "string" && /^[0-9a-f-]{36}$/.test(owner)) read.owner = owner;
  const days = SPANS.find((span) => span === Number(search.days));
  if (days && days !== 30) read.days = days;
  return read;
}

/** Instants; `to` is the first that is not in it. */
export interface Period {
  from: string;
  to: string;
}

/** The last days of the firm with today among them, and as many before them. */
export function periods(days: number, today: string, zone: string): { now: Period; before: Period } {
  const midnight = (date: string) => new Date(dayBounds(date, zone)[0]).toISOString();
  const from = addDays(today, 1 - days);
  return {
    now: { from: midnight(from), to: midnight(addDays(today, 1)) },
    before: { from: midnight(addDays(from, -days)), to: midnight(from) },
  };
}
