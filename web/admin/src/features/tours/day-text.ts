// A day of a departure in words; the year only where it is another one.

import { shortDay } from "~/app/format";

/** `сб, 10 июл.`, `сб, 10 июл. 2027` when `today` is in another year. */
export function dayText(day: string, today: string): string {
  const text = shortDay(day, "UTC");
  return day.slice(0, 4) === today.slice(0, 4) ? text : `${text} ${day.slice(0, 4)}`;
}
