// Read and taken for unread: which word is the last one, and what the row shows meanwhile.

import { beforeEach, expect, test, vi } from "vitest";
import { queryClient } from "~/app/query";
import { conversationKey } from "~/features/inbox/queries";
import { read, takeForUnread } from "~/features/inbox/reading";
import type { Conversation } from "~/features/inbox/wire";

const wire = vi.hoisted(() => ({ asked: [] as string[], answers: [] as ((fault?: Error) => void)[] }));
vi.mock("~/features/inbox/wire", async (load) => {
  const ask = (what: string, answer: unknown) => () => {
    wire.asked.push(what);
    return new Promise((resolve, reject) => {
      wire.answers.push((fault) => (fault ? reject(fault) : resolve(answer)));
    });
  };
  return {
    ...(await load<object>()),
    markRead: ask("read", undefined),
    markUnread: ask("unread", { unread: 1 }),
    getConversation: ask("get", { id: "a", unread: 0, updated_at: "2026-11-21T09:00:00Z" }),
  };
});
vi.mock("~/ui", () => ({ showProblem: () => wire.asked.push("told") }));

const row = () => queryClient.getQueryData<Conversation>(conversationKey("a"));
/** Lets everything that is ready run. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  queryClient.clear();
  wire.asked.length = 0;
  wire.answers.length = 0;
  const known = { id: "a", unread: 0, contact: { id: "c", tags: [] }, updated_at: "2026-11-21T09:00:00Z" };
  queryClient.setQueryData(conversationKey("a"), known as unknown as Conversation);
});

test("a reading still on its way is waited for, so that unread is the last word", async () => {
  const reading = read("a", 7);
  const taking = takeForUnread("a");
  expect(row()?.unread).toBe(1);
  await settle();
  expect(wire.asked).toEqual(["read"]);
  wire.answers[0]?.();
  await reading;
  await settle();
  expect(wire.asked).toEqual(["read", "unread"]);
  wire.answers[1]?.();
  await taking;
  expect(row()?.unread).toBe(1);
});

test("a reading that failed does not stand in the way", async () => {
  const reading = read("a", 7);
  const taking = takeForUnread("a");
  wire.answers[0]?.(new Error("no line"));
  expect(await reading).toBe(false);
  await settle();
  wire.answers[1]?.();
  await taking;
  expect(row()?.unread).toBe(1);
});

test("what the server refuses is taken back and told", async () => {
  const taking = takeForUnread("a");
  await settle();
  wire.answers[0]?.(new Error("no line"));
  await taking;
  expect(row()?.unread).toBe(0);
  expect(wire.asked).toEqual(["unread", "told"]);
});
