// The address of a report: what its lines are, which days, beside which others.

import { addDays } from "~/features/calendar/zone";

export const TIMES = ["day", "week", "month"] as const;
export const WORKS = ["channel", "agent", "person", "employee"] as const;
export const SALES = ["service", "tour", "source"] as const;
export const COSTS = ["model"] as const;
export const BYS = [...TIMES, ...WORKS, ...SALES, ...COSTS] as const;
export type By = (typeof BYS)[number];

export const COMPARES = ["previous", "year", "none"] as const;
export type Compare = (typeof COMPARES)[number];

/** The most days a report has. */
export const MOST_DAYS = 366;

export interface ReportSearch {
  by?: By | undefined;
  from?: string | undefined;
  to?: string | undefined;
  compare?: Compare | undefined;
  branch?: string | undefined;
}

const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

export function readReport(search: Record<string, unknown>): ReportSearch {
  const read: ReportSearch = {};
  const by = BYS.find((one) => one === search.by);
  if (by && by !== "day") read.by = by;
  const { from, to, branch } = search;
  if (typeof from === "string" && typeof to === "string" && DATE.test(from) && DATE.test(to) && from <= to) {
    read.from = from;
    read.to = to;
  }
  const compare = COMPARES.find((one) => one === search.compare);
  if (compare && compare !== "previous") read.compare = compare;
  if (typeof branch === "string" && /^[0-9a-f-]{36}$/.test(branch)) read.branch = branch;
  return read;
}

export const PRESETS = ["week", "month", "quarter", "year", "this_month", "last_month"] as const;
export type Preset = (typeof PRESETS)[number];

/** Days of a preset, today among them where it is not over yet. */
export function presetDays(preset: Preset, today: string): { from: string; to: string } {
  const first = `${today.slice(0, 8)}01`;
  const last = (count: number) => ({ from: addDays(today, 1 - count), to: today });
  switch (preset) {
    case "week":
      return last(7);
    case "month":
      return last(30);
    case "quarter":
      return last(90);
    case "year":
      return last(365);
    case "this_month":
      return { from: first, to: today };
    case "last_month": {
      const to = addDays(first, -1);
      return { from: `${to.slice(0, 8)}01`, to };
    }
  }
}

export function presetOf(days: { from: string; to: string }, today: string): Preset | undefined {
  return PRESETS.find((preset) => {
    const known = presetDays(preset, today);
    return known.from === days.from && known.to === days.to;
  });
}
