// What somebody waits for, in words: days and hours, and how long an offer still stands.

import type { TFunction } from "i18next";
import { shortDay } from "~/app/format";

/** Parts of a day that are offered to choose from; hours of one's own are any others. */
export const PARTS = {
  any: ["00:00", "24:00"],
  morning: ["00:00", "12:00"],
  noon: ["12:00", "17:00"],
  evening: ["17:00", "24:00"],
} as const;
export type Part = keyof typeof PARTS;

export function partOf(from: string, until: string): Part | undefined {
  return (Object.keys(PARTS) as Part[]).find((part) => PARTS[part][0] === from && PARTS[part][1] === until);
}

/** The middle of a civil day, which is that day wherever one reads it as UTC. */
const noon = (date: string) => `${date}T12:00:00Z`;

export function daysText(t: TFunction, from: string, until: string): string {
  if (from === until) return shortDay(noon(from), "UTC");
  return t("waitlist:days", { from: shortDay(noon(from), "UTC"), until: shortDay(noon(until), "UTC") });
}

export function hoursText(t: TFunction, from: string, until: string): string {
  const part = partOf(from, until);
  if (part) return t(`waitlist:part.${part}`);
  if (until === "24:00") return t("waitlist:hours_from", { from });
  if (from === "00:00") return t("waitlist:hours_until", { until });
  return t("waitlist:hours", { from, until });
}

/** Whole minutes an offer still stands; the last one begun counts. */
export function minutesLeft(expiresAt: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(expiresAt) - now) / 60_000));
}

/** A civil day so many days later. */
export function plusDays(date: string, days: number): string {
  return new Date(Date.parse(noon(date)) + days * 86_400_000).toISOString().slice(0, 10);
}

/** What the server calls wrong, before it is asked; the key of the text. */
export function faultOf(wish: {
  from: string;
  until: string;
  fromTime: string;
  untilTime: string;
}): "days" | "hours" | undefined {
  if (!wish.from || !wish.until || wish.until < wish.from || plusDays(wish.from, 92) < wish.until) return "days";
  return wish.fromTime < wish.untilTime ? undefined : "hours";
}
