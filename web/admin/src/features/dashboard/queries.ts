// Figures of a period, the feed of what happened lately, and pretended customers of a demo firm.

import { type DashboardView, getDashboard } from "@samovar/client";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask, send } from "~/app/api";

export type { DashboardView };

export const DAYS = [7, 30, 90] as const;
export type Days = (typeof DAYS)[number];

/** The last `days` days in the firm's zone; today is one of them. */
export function periodOf(days: number, zone: string | undefined, now: Date = new Date()): { from: string; to: string } {
  const key = (at: Date) =>
    new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone }).format(at);
  const to = key(now);
  const from = new Date(`${to}T12:00:00Z`);
  from.setUTCDate(from.getUTCDate() - days + 1);
  return { from: from.toISOString().slice(0, 10), to };
}

export const dashboardQuery = (days: number, zone: string | undefined, branch: string | undefined) =>
  queryOptions({
    queryKey: ["dashboard", days, branch ?? "all"],
    queryFn: () => ask(getDashboard({ query: { ...periodOf(days, zone), ...(branch ? { branch_id: branch } : {}) } })),
    enabled: zone !== undefined,
    placeholderData: keepPreviousData,
  });

export const UPDATE_KINDS = [
  "booked",
  "moved",
  "cancelled",
  "missed",
  "handed_over",
  "taken_over",
  "contact",
  "send_failed",
  "channel",
] as const;
export type UpdateKind = (typeof UPDATE_KINDS)[number];

export interface Update {
  id: string;
  kind: UpdateKind;
  created_at: string;
  contact?: { id: string; name?: string; phone?: string };
  conversation_id?: string;
  booking?: { id: string; starts_at: string; services?: string[] };
  employee?: string;
  by?: "person" | "agent" | "contact" | "key" | "system";
  person?: string;
  connection?: { id: string; connector: string; name: string };
  reason?: string;
}

interface Page {
  items: Update[];
  next_cursor?: string;
}

export const updatesQuery = (kind: UpdateKind | undefined) =>
  infiniteQueryOptions({
    queryKey: ["updates", kind ?? "all"],
    queryFn: ({ pageParam }) => {
      const query = new URLSearchParams({
        limit: "15",
        ...(kind ? { kind } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      });
      return send<Page>("GET", `/updates?${query}`);
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor || undefined,
  });

export interface Scenarios {
  is_demo: boolean;
  running: number;
  most: number;
  items: { key: string; title: string; title_en: string }[];
}
export const scenariosQuery = queryOptions({
  queryKey: ["demo", "scenarios"],
  queryFn: () => send<Scenarios>("GET", "/demo/scenarios"),
  staleTime: 5 * 60_000,
});
