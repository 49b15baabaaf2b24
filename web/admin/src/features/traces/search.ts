// What is looked for among the turns, as it stands in the address; days are of the firm's zone.

import { dayBounds } from "~/features/calendar/zone";

export interface Search {
  q?: string;
  verdict?: "answered" | "handed_over";
  reason?: string;
  agent?: string;
  channel?: string;
  from?: string;
  to?: string;
  only?: Only[];
  conversation?: string;
  /** The open turn. */
  turn?: string;
}
export const ONLY = ["model", "failed", "slow"] as const;
export type Only = (typeof ONLY)[number];
/** A customer notices an answer that took longer. */
export const SLOW_MS = 3_000;

export const REASONS = [
  "asked",
  "complaint",
  "injury",
  "medical",
  "refund",
  "discount",
  "threat",
  "not_understood",
  "tool_failed",
  "too_late",
  "late",
  "attachment",
] as const;

const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What of an address makes sense. */
export function readSearch(raw: Record<string, unknown>): Search {
  const matching = (value: unknown, form: RegExp) =>
    typeof value === "string" && form.test(value) ? value : undefined;
  const [q, verdict, reason] = [raw.q, raw.verdict, raw.reason];
  const only = ONLY.filter((one) => (Array.isArray(raw.only) ? raw.only : [raw.only]).includes(one));
  const found: Search = {
    ...(typeof q === "string" && q.trim() ? { q: q.slice(0, 200) } : {}),
    ...(verdict === "answered" || verdict === "handed_over" ? { verdict } : {}),
    ...(REASONS.some((known) => known === reason) ? { reason: reason as string } : {}),
    ...(only.length > 0 ? { only } : {}),
  };
  for (const [name, form] of [
    ["agent", ID],
    ["channel", ID],
    ["conversation", ID],
    ["turn", ID],
    ["from", DAY],
    ["to", DAY],
  ] as const) {
    const value = matching(raw[name], form);
    if (value) found[name] = value;
  }
  return found;
}

/** The same for the server. */
export function toQuery(search: Search, zone: string | undefined): Record<string, string> {
  const query: Record<string, string> = {};
  if (search.q) query.q = search.q;
  if (search.verdict) query.verdict = search.verdict;
  if (search.reason) query.reason = search.reason;
  if (search.agent) query.agent_id = search.agent;
  if (search.channel) query.connection_id = search.channel;
  if (search.conversation) query.conversation_id = search.conversation;
  if (search.from) query.from = new Date(dayBounds(search.from, zone ?? "UTC")[0]).toISOString();
  if (search.to) query.to = new Date(dayBounds(search.to, zone ?? "UTC")[1]).toISOString();
  if (search.only?.includes("model")) query.with_model = "true";
  if (search.only?.includes("failed")) query.failed = "true";
  if (search.only?.includes("slow")) query.slower_ms = String(SLOW_MS);
  return query;
}

export function isNarrowed(search: Search): boolean {
  return Object.keys(search).some((key) => key !== "turn");
}
