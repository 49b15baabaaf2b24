// When to remind of a task: so long before its time; for a whole day, at an hour people are at work.

import { addDays, instantOf, MINUTE } from "~/features/calendar/zone";
import type { Moment } from "./when";

export const TIMED = ["at", "min15", "hour", "day"] as const;
export const WHOLE = ["morning", "eve"] as const;
export type Reminder = "none" | (typeof TIMED)[number] | (typeof WHOLE)[number] | "own";

const BEFORE: Record<(typeof TIMED)[number], number> = { at: 0, min15: 15, hour: 60, day: 1440 };
const MORNING = 9 * 60;
const EVENING = 18 * 60;

/** What can be chosen for a moment. */
export function remindersFor(when: Moment | undefined): Reminder[] {
  if (!when) return ["none"];
  return ["none", ...(when.minutes === undefined ? WHOLE : TIMED)];
}

export function remindAt(reminder: Reminder, when: Moment | undefined, zone: string): string | null {
  if (!when || reminder === "none" || reminder === "own") return null;
  const { date, minutes } = when;
  const at =
    reminder === "morning"
      ? instantOf(date, MORNING, zone)
      : reminder === "eve"
        ? instantOf(addDays(date, -1), EVENING, zone)
        : instantOf(date, minutes ?? 0, zone) - BEFORE[reminder] * MINUTE;
  return new Date(at).toISOString();
}

/** The choice an instant stands for; "own" for one that somebody else's program has set. */
export function reminderOf(at: string | null | undefined, when: Moment | undefined, zone: string): Reminder {
  if (!at) return "none";
  const instant = Date.parse(at);
  const known = remindersFor(when).find((choice) => {
    const meant = remindAt(choice, when, zone);
    return meant !== null && Date.parse(meant) === instant;
  });
  return known ?? "own";
}

/** A reminder that still makes sense when the moment has changed from a time to a whole day or back. */
export function keptFor(reminder: Reminder, when: Moment | undefined): Reminder {
  const choices = remindersFor(when);
  if (choices.includes(reminder)) return reminder;
  return reminder === "none" || !when ? "none" : (choices[1] ?? "none");
}
