// Use of models over a period: sums by agent and by model, and the days one after another, those without use too.

import type { ModelUsageRow } from "@samovar/client";

export interface Sum {
  key: string;
  calls: number;
  failures: number;
  tokens: number;
  /** Millionths of the currency. */
  cost: number;
}

export function sumsBy(rows: ModelUsageRow[], key: (row: ModelUsageRow) => string): Sum[] {
  const sums = new Map<string, Sum>();
  for (const row of rows) {
    const name = key(row);
    const sum = sums.get(name) ?? { key: name, calls: 0, failures: 0, tokens: 0, cost: 0 };
    sum.calls += row.calls;
    sum.failures += row.failures;
    sum.tokens += row.input + row.output;
    sum.cost += row.cost;
    sums.set(name, sum);
  }
  return [...sums.values()].sort((a, b) => b.cost - a.cost || b.tokens - a.tokens);
}

export interface Day {
  date: string;
  tokens: number;
  cost: number;
}
export function days(rows: ModelUsageRow[], from: string, to: string): Day[] {
  const by = new Map(sumsBy(rows, ({ date }) => date).map((sum) => [sum.key, sum]));
  const all: Day[] = [];
  const end = Date.parse(`${to}T00:00:00Z`);
  for (let at = Date.parse(`${from}T00:00:00Z`); at <= end && all.length < 366; at += 86_400_000) {
    const date = new Date(at).toISOString().slice(0, 10);
    const sum = by.get(date);
    all.push({ date, tokens: sum?.tokens ?? 0, cost: sum?.cost ?? 0 });
  }
  return all;
}

/** A price as people type it, for a million tokens, in millionths; nothing where it does not read. */
export function micros(typed: string | number): number | undefined {
  const value = typeof typed === "number" ? typed : Number(typed.trim().replaceAll(/\s/g, "").replace(",", "."));
  if (typed === "" || !Number.isFinite(value) || value < 0 || value > 1_000_000) return undefined;
  return Math.round(value * 1_000_000);
}
