// The calendar's state is its address: what one sees can be bookmarked and sent to a colleague.

export const VIEWS = ["day", "week", "month"] as const;
export type View = (typeof VIEWS)[number];

export interface CalendarSearch {
  view?: View | undefined;
  date?: string | undefined;
  branch?: string | undefined;
  /** Ids, separated by commas; all when absent. */
  employees?: string | undefined;
  cancelled?: boolean | undefined;
  /** A visit to show at once. */
  booking?: string | undefined;
}

const ID = /^[0-9a-f-]{36}$/;

export function readSearch(search: Record<string, unknown>): CalendarSearch {
  const read: CalendarSearch = {};
  const { view, date, branch, employees, cancelled, booking } = search;
  if (VIEWS.includes(view as View)) read.view = view as View;
  if (typeof date === "string" && /^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(date))) read.date = date;
  if (typeof branch === "string" && ID.test(branch)) read.branch = branch;
  if (typeof employees === "string") {
    const ids = employees.split(",").filter((id) => ID.test(id));
    if (ids.length > 0) read.employees = ids.join(",");
  }
  if (cancelled === true) read.cancelled = true;
  if (typeof booking === "string" && ID.test(booking)) read.booking = booking;
  return read;
}

const KEY = "samovar.calendar";

/** What one looked at last, for an address that says nothing; never the day, which would go stale. */
export function recall(): CalendarSearch {
  try {
    const { view, branch, cancelled } = readSearch(JSON.parse(localStorage.getItem(KEY) ?? "{}"));
    return { view, branch, cancelled };
  } catch {
    return {};
  }
}

export function remember({ view, branch, cancelled }: CalendarSearch): void {
  localStorage.setItem(KEY, JSON.stringify({ view, branch, cancelled }));
}
