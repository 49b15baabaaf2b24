// Tasks as the server has them, and what it is asked about them.

import {
  countsTasks,
  createTasks,
  doneTasks,
  getTasks,
  listTasks as list,
  removeTasks,
  reopenTasks,
  updateTasks,
} from "@samovar/client";
import { ask } from "~/app/api";

export const VIEWS = ["mine", "all", "unassigned"] as const;
export type View = (typeof VIEWS)[number];

export interface Task {
  id: string;
  title: string;
  note: string;
  contact?: { id: string; name?: string | null } | null;
  deal?: { id: string; title?: string | null; stage: string } | null;
  conversation_id?: string | null;
  /** A member. */
  assignee_id?: string | null;
  due_at?: string | null;
  /** `due_at` is then the midnight that begins the day. */
  is_all_day: boolean;
  remind_at?: string | null;
  done_at?: string | null;
  cause: "person" | "agent" | "stage" | "rule";
  created_at: string;
  updated_at: string;
}

/** What is written of a task; null takes away. */
export interface TaskDraft {
  title?: string;
  note?: string;
  contact_id?: string | null;
  deal_id?: string | null;
  conversation_id?: string | null;
  assignee_id?: string | null;
  due_at?: string | null;
  is_all_day?: boolean;
  remind_at?: string | null;
}

export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

export interface Counts {
  overdue: number;
  today: number;
  week: number;
  undated: number;
  mine_open: number;
  unassigned: number;
}

/** What a task is about; the first that is given decides which tasks are listed. */
export interface Link {
  dealId?: string | undefined;
  contactId?: string | undefined;
  conversationId?: string | undefined;
}

export interface Ask {
  view?: View | undefined;
  when?: "done" | undefined;
  q?: string | undefined;
  contact_id?: string | undefined;
  deal_id?: string | undefined;
  conversation_id?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}

export const listTasks = (query: Ask): Promise<Page<Task>> =>
  ask(list({ query: Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) }));
export const countTasks = (): Promise<Counts> => ask(countsTasks());
export const getTask = (id: string): Promise<Task> => ask(getTasks({ path: { id } }));
export const createTask = (body: TaskDraft & { title: string }): Promise<Task> => ask(createTasks({ body }));
export const updateTask = (id: string, body: TaskDraft): Promise<Task> => ask(updateTasks({ path: { id }, body }));
export const removeTask = (id: string): Promise<unknown> => ask(removeTasks({ path: { id } }));
export const finishTask = (id: string): Promise<Task> => ask(doneTasks({ path: { id } }));
export const reopenTask = (id: string): Promise<Task> => ask(reopenTasks({ path: { id } }));
