// How long a deal has stood where it stands, and whether that is too long.

import type { Deal, Stage } from "./wire";

const DAY = 86_400_000;
/** Without a rule of the stage's own. */
export const STALE_AFTER = 14;

/** Whole days since; never below zero, whatever the clocks say. */
export function daysSince(at: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(at)) / DAY));
}

/** Only what is still open can stand too long. The days after which silence moves a deal on are the stage's own measure. */
export function isStale(deal: Deal, stage: Stage | undefined, now: number): boolean {
  if (deal.status !== "open") return false;
  const silence = stage?.rules.silence?.days;
  return daysSince(deal.stage_since, now) >= Math.min(STALE_AFTER, silence ?? STALE_AFTER);
}

/** The largest measure that says something: 40 minutes, 5 hours, 12 days. */
export function spanOf(seconds: number): { unit: "minutes" | "hours" | "days"; count: number } {
  if (seconds < 3_600) return { unit: "minutes", count: Math.max(1, Math.round(seconds / 60)) };
  if (seconds < 2 * 86_400) return { unit: "hours", count: Math.round(seconds / 3_600) };
  return { unit: "days", count: Math.round(seconds / 86_400) };
}

export function isLate(deal: Deal, now: number): boolean {
  return deal.next_task_at !== undefined && Date.parse(deal.next_task_at) < now;
}
