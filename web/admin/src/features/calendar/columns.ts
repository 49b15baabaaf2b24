// Cuts what the server sent into columns: an employee's day each.

import type { ColumnData } from "./column";
import { elapsedScale, hoursWindow, type Scale, type Span, wallScale } from "./layout";
import type { CalendarView, EmployeeView } from "./queries";

interface Timed {
  starts_at: string;
  ends_at: string;
}

const meets = (thing: Timed, { start, end }: Scale) =>
  Date.parse(thing.ends_at) > start && Date.parse(thing.starts_at) < end;
const spanOf = (thing: Timed, scale: Scale): Span => ({
  start: Math.max(0, scale.minuteOf(Date.parse(thing.starts_at))),
  end: Math.min(scale.minutes, scale.minuteOf(Date.parse(thing.ends_at))),
});

function columnOf(view: CalendarView, employee: string, scale: Scale, key: string, label: string): ColumnData {
  const isOwn = (one: Timed & { employee_id: string }) => one.employee_id === employee && meets(one, scale);
  return {
    key,
    employee,
    label,
    scale,
    visits: view.bookings.filter(isOwn),
    blocks: view.blocks.filter((block) => block.subject_id === employee && meets(block, scale)),
    holds: view.holds.filter(isOwn),
    working: view.working.filter(isOwn).map((one) => spanOf(one, scale)),
  };
}

export function dayColumns(view: CalendarView, employees: EmployeeView[], date: string, zone: string): ColumnData[] {
  const scale = elapsedScale(date, zone);
  return employees.map(({ id, name }) => columnOf(view, id, scale, id, name));
}

export function weekColumns(
  view: CalendarView,
  employee: EmployeeView,
  dates: { date: string; label: string }[],
  zone: string,
): ColumnData[] {
  return dates.map(({ date, label }) => columnOf(view, employee.id, wallScale(date, zone), date, label));
}

/** The hours the columns need. */
export function windowOf(columns: ColumnData[]): Span {
  const work = columns.flatMap((column) => column.working);
  const things = columns.flatMap(({ scale, visits, blocks, holds }) =>
    [...visits, ...blocks.filter((block) => !isWholeDay(block)), ...holds].map((thing) => spanOf(thing, scale)),
  );
  return hoursWindow(work, things, columns[0]?.scale.minutes);
}

/** A vacation or a day off says nothing about the hours worth showing. */
function isWholeDay(thing: Timed): boolean {
  return Date.parse(thing.ends_at) - Date.parse(thing.starts_at) >= 20 * 3_600_000;
}

/** Where the employee works at that time; where the visit is now, when that says nothing. */
export function branchAt(view: CalendarView, employee: EmployeeView | undefined, at: number, now: string): string {
  const own = view.working.filter((one) => one.employee_id === employee?.id);
  const then = own.find((one) => Date.parse(one.starts_at) <= at && Date.parse(one.ends_at) > at);
  if (then) return then.branch_id;
  return !employee || employee.branches.includes(now) ? now : (employee.branches[0] ?? now);
}

/** Those who work here, and whoever has visits all the same. In the order of the team. */
export function teamOf(
  employees: EmployeeView[],
  view: CalendarView | undefined,
  branch: string | undefined,
): EmployeeView[] {
  const busy = new Set(view?.bookings.map((visit) => visit.employee_id));
  for (const one of view?.working ?? []) busy.add(one.employee_id);
  const isHere = (one: EmployeeView) => one.is_active && (!branch || one.branches.includes(branch));
  return employees.filter((one) => isHere(one) || busy.has(one.id));
}
