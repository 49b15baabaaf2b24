// When a conversation that is put off comes back, in the firm's zone.

import dayjs from "dayjs";
import timezone from "dayjs/plugin/timezone";
import utc from "dayjs/plugin/utc";

dayjs.extend(utc);
dayjs.extend(timezone);

const EVENING = 18;
const MORNING = 9;

/** `2026-11-22 09:00:00` on the firm's clocks as a moment. */
export function inZone(local: string, zone: string | undefined): string {
  return (zone ? dayjs.tz(local, zone) : dayjs(local)).toISOString();
}

export function snoozeTimes(
  now: number,
  zone: string | undefined,
): { name: "hour" | "evening" | "tomorrow" | "monday"; at: string }[] {
  const here = zone ? dayjs(now).tz(zone) : dayjs(now);
  const on = (days: number, hour: number) =>
    inZone(`${here.add(days, "day").format("YYYY-MM-DD")} ${String(hour).padStart(2, "0")}:00:00`, zone);
  const times: ReturnType<typeof snoozeTimes> = [{ name: "hour", at: here.add(1, "hour").toISOString() }];
  if (here.hour() < EVENING - 1) times.push({ name: "evening", at: on(0, EVENING) });
  times.push({ name: "tomorrow", at: on(1, MORNING) });
  const toMonday = (8 - here.day()) % 7 || 7;
  if (toMonday > 1) times.push({ name: "monday", at: on(toMonday, MORNING) });
  return times;
}
