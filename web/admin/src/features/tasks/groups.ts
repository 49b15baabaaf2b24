// Tasks in the order of their urgency: what is late, today, this week, later, some day. Days are the firm's.

import { addDays, wallOf, weekdayOf } from "~/features/calendar/zone";
import type { Task } from "./wire";

export const GROUPS = ["overdue", "today", "week", "later", "undated"] as const;
export type Group = (typeof GROUPS)[number];
type Due = Pick<Task, "due_at" | "is_all_day" | "done_at">;

export function groupOf(task: Due, now: number, zone: string): Group {
  if (!task.due_at) return "undated";
  const due = Date.parse(task.due_at);
  const today = wallOf(now, zone).date;
  const { date } = wallOf(due, zone);
  if (task.is_all_day ? date < today : due < now) return "overdue";
  if (date === today) return "today";
  return date <= addDays(today, 7 - weekdayOf(today)) ? "week" : "later";
}

export const isOverdue = (task: Due, now: number, zone: string): boolean =>
  !task.done_at && groupOf(task, now, zone) === "overdue";

/** Soonest first; within a day what has a time before what has none, then the older. */
function compare(a: Task, b: Task, zone: string): number {
  const key = (task: Task) => {
    if (!task.due_at) return ["9999", 1441, task.created_at] as const;
    const { date, minutes } = wallOf(Date.parse(task.due_at), zone);
    return [date, task.is_all_day ? 1440 : minutes, task.created_at] as const;
  };
  const [one, other] = [key(a), key(b)];
  if (one[0] !== other[0]) return one[0] < other[0] ? -1 : 1;
  if (one[1] !== other[1]) return one[1] - other[1];
  return one[2] < other[2] ? -1 : 1;
}

export function inOrder(tasks: Task[], zone: string): Task[] {
  return [...tasks].sort((a, b) => compare(a, b, zone));
}

/** Groups that hold something, in order. */
export function grouped(tasks: Task[], now: number, zone: string): { group: Group; tasks: Task[] }[] {
  const sorted = inOrder(tasks, zone);
  return GROUPS.map((group) => ({ group, tasks: sorted.filter((task) => groupOf(task, now, zone) === group) })).filter(
    (part) => part.tasks.length > 0,
  );
}

/** The tasks of each of the days. */
export function byDay(tasks: Task[], dates: string[], zone: string): Map<string, Task[]> {
  const days = new Map<string, Task[]>(dates.map((date) => [date, []]));
  for (const task of inOrder(tasks, zone)) {
    if (task.due_at) days.get(wallOf(Date.parse(task.due_at), zone).date)?.push(task);
  }
  return days;
}

export const CHOICES = ["today", "tomorrow", "monday", "week"] as const;
export type Choice = (typeof CHOICES)[number];

/** The day a quick choice means. */
export function dayOf(choice: Choice, now: number, zone: string): string {
  const today = wallOf(now, zone).date;
  switch (choice) {
    case "today":
      return today;
    case "tomorrow":
      return addDays(today, 1);
    case "monday":
      return addDays(today, 8 - weekdayOf(today));
    case "week":
      return addDays(today, 7);
  }
}

/** The task on another day, at the same time of day. */
export function moved(task: Pick<Task, "due_at" | "is_all_day">, date: string, zone: string) {
  if (!task.due_at || task.is_all_day) return { date };
  return { date, minutes: wallOf(Date.parse(task.due_at), zone).minutes };
}
