// The audit log page by page, and its filters as the server and the address of the export want them.

import { type AuditView, listAudit } from "@samovar/client";
import { infiniteQueryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { startOfDay } from "./diff";

export interface AuditFilters {
  /** `person:ID`, `key:ID`, or a kind alone: `agent`. */
  actor: string | null;
  noun: string | null;
  action: string | null;
  /** Days, both included. */
  from: string;
  until: string;
}
export const NO_FILTERS: AuditFilters = { actor: null, noun: null, action: null, from: "", until: "" };

const DAY_MS = 86_400_000;

export function toQuery(filters: AuditFilters, zone: string | undefined): Record<string, string> {
  const [kind, id] = (filters.actor ?? "").split(":");
  const next = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
  const query = {
    actor_kind: kind,
    actor_id: id,
    noun: filters.noun,
    action: filters.action,
    from: filters.from && startOfDay(filters.from, zone).toISOString(),
    until: filters.until && startOfDay(next(filters.until), zone).toISOString(),
  };
  return Object.fromEntries(Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1])));
}

export const auditQuery = (query: Record<string, string>) =>
  infiniteQueryOptions({
    queryKey: ["audit", query],
    queryFn: ({ pageParam }) =>
      ask(listAudit({ query: { ...query, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export type { AuditView };

export const NOUNS = [
  "session",
  "person",
  "member",
  "invitation",
  "api_key",
  "org",
  "conversation",
  "comment",
  "contact",
  "booking",
  "block",
  "service",
  "employee",
  "schedule",
  "branch",
  "resource",
  "faq",
  "connection",
  "send",
  "pack",
  "agent",
  "experiment",
  "script",
  "document",
  "category",
  "knowledge",
  "embedder",
  "fact",
  "note",
  "task",
  "deal",
  "pipeline",
  "product",
  "tour",
  "departure",
  "segment",
  "custom_field",
  "canned_reply",
  "team",
  "duplicate",
  "erasure",
  "test",
  "provider",
  "model_price",
  "model_limit",
  "sso",
  "gap",
];
export const ACTIONS = [
  "create",
  "update",
  "remove",
  "move",
  "log_in",
  "end",
  "join",
  "accept",
  "revoke",
  "change_role",
  "take_over",
  "give_back",
  "close",
  "say",
  "lock_out",
  "publish",
  "export",
  "merge",
  "erase",
];
