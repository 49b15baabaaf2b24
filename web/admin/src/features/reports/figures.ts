// What a figure of a report reads like, and how it stands beside that of the other period.

import { money, number, tinyMoney } from "~/app/format";
import { change } from "~/features/dashboard/compare";
import type { Report } from "./queries";

export type Column = Report["columns"][number];
export type Row = Report["rows"][number];

/** Fewer of these is better. */
const WORSE = new Set(["cancelled", "no_show", "lost", "failures", "handed_over", "cost"]);

export function figure(value: number | null | undefined, kind: Column["kind"], currency: string): string {
  if (value == null) return "—";
  switch (kind) {
    case "money":
      return money(value, currency);
    case "cost":
      return tinyMoney(value, currency);
    case "share":
      return `${number(value / 100, 1)} %`;
    case "rating":
      return number(value / 100, 2);
    default:
      return number(value);
  }
}

/** How many of a figure's own units make one that people count in. */
export const SCALE = { count: 1, money: 100, cost: 1_000_000, share: 100, rating: 100 } as const;

/** As a chart draws it. */
export function drawn(value: number | null | undefined, kind: Column["kind"]): number {
  return (value ?? 0) / SCALE[kind];
}

export interface Difference {
  text: string;
  isGood: boolean;
}

/** Of shares in points, of marks in marks, of all else in percent; undefined where nothing can be said. */
export function difference(
  now: number | null | undefined,
  before: number | null | undefined,
  column: Column,
): Difference | undefined {
  if (now == null || before == null || now === before) return undefined;
  const isGood = now > before !== WORSE.has(column.key);
  const sign = now > before ? "+" : "−";
  const by = Math.abs(now - before);
  if (column.kind === "share") return { text: `${sign}${number(by / 100, 1)}`, isGood };
  if (column.kind === "rating") return { text: `${sign}${number(by / 100, 2)}`, isGood };
  const percent = change(now, before);
  return percent === undefined || percent === 0 ? undefined : { text: `${sign}${number(Math.abs(percent))} %`, isGood };
}

/** Lines by one of the columns, or as they came. */
export function sorted(rows: Row[], by: { column: number; isUp: boolean } | undefined): Row[] {
  if (!by) return rows;
  const value = (row: Row) => row.values[by.column] ?? Number.NEGATIVE_INFINITY;
  return [...rows].sort((a, b) => (by.isUp ? value(a) - value(b) : value(b) - value(a)));
}

export const isEmpty = (report: Report): boolean =>
  [...report.totals.values, ...(report.totals.before ?? [])].every((value) => !value);
