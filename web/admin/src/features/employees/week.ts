// The week of an employee as an owner thinks of it: a day has hours and a lunch, and most days are alike. Pure functions
// between that and the API's flat list of shifts.

import type { ShiftView } from "./queries";

export interface Shift {
  branch_id: string;
  starts: string;
  ends: string;
  breaks: { starts: string; ends: string }[];
}
export interface WeekDay {
  weekday: number;
  shifts: Shift[];
}

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

export function toWeek(shifts: ShiftView[]): WeekDay[] {
  return WEEKDAYS.map((weekday) => ({
    weekday,
    shifts: shifts
      .filter((shift) => shift.weekday === weekday)
      .map(({ branch_id, starts, ends, breaks = [] }) => ({ branch_id, starts, ends, breaks }))
      .sort((a, b) => a.starts.localeCompare(b.starts)),
  }));
}

export function fromWeek(week: WeekDay[]): ShiftView[] {
  return week.flatMap(({ weekday, shifts }) => shifts.map((shift) => ({ weekday, ...shift })));
}

export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

/** Working minutes of the week, breaks not counted. */
export function total(week: WeekDay[]): number {
  const length = (span: { starts: string; ends: string }) => Math.max(0, minutesOf(span.ends) - minutesOf(span.starts));
  const shifts = week.flatMap((day) => day.shifts);
  return shifts.reduce(
    (sum, shift) => sum + length(shift) - shift.breaks.reduce((out, pause) => out + length(pause), 0),
    0,
  );
}

export type Fault = "order" | "overlap" | "break_outside" | "break_overlap";

/** What is wrong with a day; undefined when it can be saved. */
export function faultOf({ shifts }: WeekDay): Fault | undefined {
  for (const [at, shift] of shifts.entries()) {
    if (!shift.starts || !shift.ends || shift.starts >= shift.ends) return "order";
    const before = shifts[at - 1];
    if (before && before.ends > shift.starts) return "overlap";
    const breaks = [...shift.breaks].sort((a, b) => a.starts.localeCompare(b.starts));
    for (const [index, pause] of breaks.entries()) {
      if (!pause.starts || !pause.ends || pause.starts >= pause.ends) return "order";
      if (pause.starts < shift.starts || pause.ends > shift.ends) return "break_outside";
      if ((breaks[index - 1]?.ends ?? "") > pause.starts) return "break_overlap";
    }
  }
  return undefined;
}

/** The shifts of one day on other days too. */
export function copyTo(week: WeekDay[], from: number, days: number[]): WeekDay[] {
  const source = week.find(({ weekday }) => weekday === from)?.shifts ?? [];
  return week.map((day) =>
    days.includes(day.weekday)
      ? { ...day, shifts: source.map((shift) => ({ ...shift, breaks: shift.breaks.map((pause) => ({ ...pause })) })) }
      : day,
  );
}

/** A free hour in the middle of a shift, for a new break. */
export function middle(shift: Shift): { starts: string; ends: string } {
  const text = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  const [from, to] = [minutesOf(shift.starts), minutesOf(shift.ends)];
  const length = Math.min(60, Math.max(5, Math.floor((to - from) / 3 / 5) * 5));
  const starts = Math.floor((from + to - length) / 2 / 30) * 30;
  const safe = starts < from ? from : starts;
  return { starts: text(safe), ends: text(Math.min(to, safe + length)) };
}
