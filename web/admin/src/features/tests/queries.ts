// Conversation tests of the firm: read, written, played; progress of a play of all comes by events.

import {
  createTests,
  getTests,
  listTests,
  playAllTestsRun,
  playTestsRun,
  previewConversationsTestPreview,
  removeTests,
  saveConversationsSaveAsTest,
  updateTests,
} from "@samovar/client";
import { queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import type { Mistake } from "./format";

export type Verdict = "passed" | "failed" | "broken";
export interface TestRun {
  at: string;
  verdict: Verdict;
  plays: number;
  failed: number;
  mistakes: Mistake[];
  log: string;
  catalog_version: number;
}
export interface DialogueTest {
  id: string;
  title: string;
  text: string;
  conversation_id?: string;
  last_run?: TestRun;
  created_at: string;
  updated_at: string;
}
export interface Preview {
  title: string;
  text: string;
  run: TestRun;
}

const LIST = ["tests", "list"] as const;

/** A firm has at most five hundred. */
export const testsQuery = queryOptions({
  queryKey: LIST,
  queryFn: async (): Promise<DialogueTest[]> => {
    const all: DialogueTest[] = [];
    let cursor: string | undefined;
    do {
      const page = await ask(listTests({ query: { limit: 100, ...(cursor ? { cursor } : {}) } }));
      all.push(...(page.items as DialogueTest[]));
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    return all;
  },
});
export const testQuery = (id: string) =>
  queryOptions({
    queryKey: ["tests", id],
    queryFn: async () => (await ask(getTests({ path: { id } }))) as DialogueTest,
    initialData: () => queryClient.getQueryData<DialogueTest[]>(LIST)?.find((test) => test.id === id),
    initialDataUpdatedAt: () => queryClient.getQueryState(LIST)?.dataUpdatedAt,
  });
export const previewQuery = (conversation: string) =>
  queryOptions({
    queryKey: ["tests", "preview", conversation],
    queryFn: async () => (await ask(previewConversationsTestPreview({ path: { id: conversation } }))) as Preview,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

/** Puts a test as it is now into what is shown. */
export function put(test: DialogueTest): DialogueTest {
  queryClient.setQueryData(["tests", test.id], test);
  queryClient.setQueryData<DialogueTest[]>(LIST, (all) =>
    all?.some(({ id }) => id === test.id) ? all.map((one) => (one.id === test.id ? test : one)) : all && [test, ...all],
  );
  return test;
}

export const create = async (title: string, text: string) =>
  put((await ask(createTests({ body: { title, text } }))) as DialogueTest);
export const update = async (id: string, title: string, text: string) =>
  put((await ask(updateTests({ path: { id }, body: { title, text } }))) as DialogueTest);
export const run = async (id: string) => put((await ask(playTestsRun({ path: { id } }))) as DialogueTest);
export const runAll = () => ask(playAllTestsRun());
export async function remove(id: string): Promise<void> {
  await ask(removeTests({ path: { id } }));
  queryClient.setQueryData<DialogueTest[]>(LIST, (all) => all?.filter((one) => one.id !== id));
}
export const saveConversation = async (conversation: string, title: string, text: string) =>
  put((await ask(saveConversationsSaveAsTest({ path: { id: conversation }, body: { title, text } }))) as DialogueTest);

export const refreshList = () => queryClient.invalidateQueries({ queryKey: LIST });
