// What was found in messages: each conversation once, whatever pages it comes on.

import { expect, test } from "vitest";
import { firstOfEach, isWorthAsking } from "~/features/inbox/model/found";
import type { Found, FoundPage } from "~/features/inbox/wire";

const hit = (id: string, seq: number) => ({ conversation: { id }, message: { seq }, more: 0 }) as unknown as Found;
const page = (...items: Found[]): FoundPage => ({ items, is_complete: true });

test("a conversation of two pages is shown with its newest message", () => {
  const found = firstOfEach([page(hit("a", 9), hit("b", 3)), page(hit("a", 2), hit("c", 1))]);
  expect(found.map(({ conversation, message }) => [conversation.id, message.seq])).toEqual([
    ["a", 9],
    ["b", 3],
    ["c", 1],
  ]);
  expect(firstOfEach(undefined)).toEqual([]);
});

test("one letter asks nothing", () => {
  expect([undefined, "", " я ", "да"].map(isWorthAsking)).toEqual([false, false, false, true]);
});
