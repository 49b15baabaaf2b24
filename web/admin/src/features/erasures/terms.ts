// The terms an owner may choose for data nobody works with, and how much of it is older.

import { dueErasures, type StaleView } from "@samovar/client";
import { queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";

export type Rule = "contact_months" | "trace_days" | "audit_months";
export type Rules = Partial<Record<Rule, number | null>>;

/** Months are counted as 31 days, so that none is cut short. */
export const RULES: { rule: Rule; terms: number[] }[] = [
  { rule: "contact_months", terms: [12, 24, 36, 60, 120] },
  { rule: "trace_days", terms: [30, 90, 180, 365] },
  { rule: "audit_months", terms: [12, 24, 36, 60] },
];

/** The usual terms and the one that is set, in order. */
export function withValue(terms: number[], value: number | null | undefined): number[] {
  return value && !terms.includes(value) ? [...terms, value].sort((a, b) => a - b) : terms;
}

function asked(rules: Rules): Record<string, number> {
  return Object.fromEntries(Object.entries(rules).filter((entry): entry is [string, number] => Boolean(entry[1])));
}

export const dueNow = (rules: Rules): Promise<StaleView> => ask(dueErasures({ query: asked(rules) }));

export const dueQuery = (rules: Rules) =>
  queryOptions({ queryKey: ["erasures", "due", asked(rules)] as const, queryFn: () => dueNow(rules) });
