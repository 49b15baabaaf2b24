// Civil time of a branch: which instants a day spans there and what the clock on the wall shows. The browser's own zone
// plays no part, and days of 23 and 25 hours are days too.

export const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** Clocks are put forward and back at quarters of an hour only. */
const QUARTER = 15 * MINUTE;

const clocks = new Map<string, { format: Intl.DateTimeFormat; offsets: Map<number, number> }>();

function offsetAt(at: number, zone: string): number {
  let clock = clocks.get(zone);
  if (!clock) {
    const numeric = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;
    const format = new Intl.DateTimeFormat("en-US", { ...numeric, hourCycle: "h23", timeZone: zone });
    clock = { format, offsets: new Map() };
    clocks.set(zone, clock);
  }
  const quarter = Math.floor(at / QUARTER) * QUARTER;
  const known = clock.offsets.get(quarter);
  if (known !== undefined) return known;
  const shown: Record<string, number> = {};
  for (const { type, value } of clock.format.formatToParts(quarter)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = shown;
  const offset = Date.UTC(year, month - 1, day, hour, minute) - quarter;
  clock.offsets.set(quarter, offset);
  return offset;
}

export interface Wall {
  /** `2026-11-21` */
  date: string;
  /** Since midnight, as the clock shows it. */
  minutes: number;
}

export function wallOf(at: number, zone: string): Wall {
  const local = at + offsetAt(at, zone);
  return {
    date: new Date(local).toISOString().slice(0, 10),
    minutes: Math.floor((((local % DAY) + DAY) % DAY) / MINUTE),
  };
}

/** The first of two equal times when the clock is put back; in the hour that is skipped, as much later. */
export function instantOf(date: string, minutes: number, zone: string): number {
  const local = Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE;
  const before = local - offsetAt(local - DAY, zone);
  const after = local - offsetAt(local + DAY, zone);
  const matches = [before, after].filter((at) => at + offsetAt(at, zone) === local);
  return matches.length > 0 ? Math.min(...matches) : before;
}

/** From midnight to midnight there. */
export function dayBounds(date: string, zone: string): [start: number, end: number] {
  return [instantOf(date, 0, zone), instantOf(addDays(date, 1), 0, zone)];
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** 1 = Monday … 7 = Sunday. */
export function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}

export function weekOf(date: string): string[] {
  const monday = addDays(date, 1 - weekdayOf(date));
  return Array.from({ length: 7 }, (_, day) => addDays(monday, day));
}

/** Whole weeks that hold the month of `date`. */
export function monthOf(date: string): string[] {
  const first = addDays(`${date.slice(0, 7)}-01`, 0);
  const next = addMonths(first, 1);
  const dates: string[] = [];
  for (let day = weekOf(first)[0] ?? first; day < next || weekdayOf(day) !== 1; day = addDays(day, 1)) dates.push(day);
  return dates;
}

/** The same day of another month, or its last. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}

/** 14:05 from minutes since midnight. */
export function clock(minutes: number): string {
  const rest = ((minutes % 1440) + 1440) % 1440;
  return `${String(Math.floor(rest / 60)).padStart(2, "0")}:${String(rest % 60).padStart(2, "0")}`;
}
