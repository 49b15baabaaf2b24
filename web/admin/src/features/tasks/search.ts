// The address of the tasks: which ones, how they are shown, which week, what is looked for.

import { VIEWS, type View } from "./wire";

export interface TasksSearch {
  /** Mine when left out. */
  view?: Exclude<View, "mine">;
  mode?: "week";
  /** A day of the week that is shown. */
  date?: string;
  q?: string;
  /** Opened in full. */
  task?: string;
}

export function readSearch(search: Record<string, unknown>): TasksSearch {
  const read: TasksSearch = {};
  const view = VIEWS.find((known) => known === search.view);
  if (view && view !== "mine") read.view = view;
  if (search.mode === "week") read.mode = "week";
  const { date } = search;
  if (typeof date === "string" && /^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(date))) read.date = date;
  // The router reads a row of digits as a number.
  const q = String(search.q ?? "").trim();
  if (q) read.q = [...q].slice(0, 100).join("");
  if (typeof search.task === "string" && /^[\da-f-]{36}$/.test(search.task)) read.task = search.task;
  return read;
}
