// Tasks in the cache: what the screens ask for, what is changed at once and taken back when refused, and the socket that
// makes lists old.

import { type InfiniteData, infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { live } from "~/app/live";
import { queryClient } from "~/app/query";
import { showProblem } from "~/ui";
import {
  countTasks,
  createTask,
  finishTask,
  getTask,
  type Link,
  listTasks,
  type Page,
  removeTask,
  reopenTask,
  type Task,
  type TaskDraft,
  updateTask,
  type View,
} from "./wire";

const ALL = ["tasks"] as const;
const LISTS = ["tasks", "list"] as const;
const MOST = 200;
type Pages = InfiniteData<Page<Task>, string | undefined>;

/** Many events at once are one question. */
const PAUSE_MS = 400;
let timer: ReturnType<typeof setTimeout> | undefined;
export function askSoon(): void {
  if (timer) return;
  timer = setTimeout(() => {
    timer = undefined;
    void queryClient.invalidateQueries({ queryKey: ALL });
  }, PAUSE_MS);
}
live.events(({ kind }) => {
  if (kind.startsWith("task.")) askSoon();
});

const pages = (key: readonly unknown[], asked: Parameters<typeof listTasks>[0]) =>
  infiniteQueryOptions({
    queryKey: [...LISTS, ...key] as const,
    queryFn: ({ pageParam }) => listTasks({ ...asked, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const openQuery = (view: View, q?: string) => pages(["open", view, q ?? ""], { view, q, limit: MOST });
export const doneQuery = (view: View, q?: string) =>
  pages(["done", view, q ?? ""], { view, q, when: "done", limit: 30 });
/** The tasks due between two instants. */
export const spanQuery = (view: View, from: string, to: string) =>
  pages(["span", view, from, to], { view, from, to, limit: MOST });

const linkOf = ({ dealId, contactId, conversationId }: Link) =>
  dealId ? { deal_id: dealId } : contactId ? { contact_id: contactId } : { conversation_id: conversationId };
/** The open tasks of a customer, a deal or a conversation. */
export const ofQuery = (link: Link) => pages(["of", linkOf(link)], { view: "all", ...linkOf(link), limit: MOST });

export const oneQuery = (id: string) =>
  queryOptions({ queryKey: [...ALL, "one", id] as const, queryFn: () => getTask(id) });

export const countsQuery = queryOptions({
  queryKey: [...ALL, "counts"] as const,
  queryFn: countTasks,
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

/** Changes a task wherever it is listed; undefined takes it out. */
export function patched(data: Pages, id: string, change: (task: Task) => Task | undefined): Pages {
  if (!data.pages.some((page) => page.items.some((task) => task.id === id))) return data;
  const all = data.pages.map((page) => ({
    ...page,
    items: page.items.flatMap((task) => (task.id === id ? (change(task) ?? []) : task)),
  }));
  return { ...data, pages: all };
}

function patch(id: string, change: (task: Task) => Task | undefined): () => void {
  const before = queryClient.getQueriesData<Pages>({ queryKey: LISTS });
  for (const [key, data] of before) if (data) queryClient.setQueryData(key, patched(data, id, change));
  return () => {
    for (const [key, data] of before) queryClient.setQueryData(key, data);
  };
}

/** Shown at once; true when the server agreed. */
async function change(id: string, foreseen: Partial<Task>, ask: () => Promise<Task>): Promise<boolean> {
  await queryClient.cancelQueries({ queryKey: LISTS });
  const undo = patch(id, (task) => ({ ...task, ...foreseen }));
  try {
    const after = await ask();
    patch(id, () => after);
    askSoon();
    return true;
  } catch (error) {
    undo();
    showProblem(error);
    return false;
  }
}

export const finish = (task: Task) => change(task.id, { done_at: new Date().toISOString() }, () => finishTask(task.id));
export const reopen = (task: Task) => change(task.id, { done_at: null }, () => reopenTask(task.id));
export const putOff = (task: Task, due: { due_at: string | null; is_all_day: boolean }) =>
  change(task.id, due, () => updateTask(task.id, due));

export async function save(task: Task | undefined, body: TaskDraft & { title: string }): Promise<Task> {
  const kept = await (task ? updateTask(task.id, body) : createTask(body));
  if (task) patch(task.id, () => kept);
  await queryClient.invalidateQueries({ queryKey: ALL });
  return kept;
}

export async function remove(task: Task): Promise<void> {
  await removeTask(task.id);
  patch(task.id, () => undefined);
  askSoon();
}
