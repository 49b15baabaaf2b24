// The order of notes, and names called in their words.

import { describe, expect, test } from "vitest";
import { called, inOrder } from "~/features/notes/order";
import type { Note } from "~/features/notes/wire";

const note = (id: string, at: string, isPinned = false): Note => ({
  id,
  contact_id: "c",
  text: id,
  mentions: [],
  files: [],
  is_pinned: isPinned,
  author: { kind: "member" },
  created_at: at,
  updated_at: at,
});

test("pinned first, then the newest", () => {
  const notes = [
    note("old", "2026-11-01T00:00:00Z"),
    note("new", "2026-11-20T00:00:00Z"),
    note("pinned", "2026-10-01T00:00:00Z", true),
  ];
  expect(inOrder(notes).map(({ id }) => id)).toEqual(["pinned", "new", "old"]);
});

describe("called names", () => {
  const names = ["Анна", "Анна Белова", "Пётр"];
  test("the longest that fits is taken", () => {
    expect(called("Спроси @Анна Белова завтра", names)).toEqual([
      { text: "Спроси ", isName: false },
      { text: "@Анна Белова", isName: true },
      { text: " завтра", isName: false },
    ]);
  });
  test("an address is no name, and nothing is lost", () => {
    const text = "a@b.ru и @Пётр@Анна!";
    expect(
      called(text, names)
        .map((part) => part.text)
        .join(""),
    ).toBe(text);
    expect(called(text, names).filter((part) => part.isName)).toHaveLength(2);
  });
  test("without colleagues all is plain", () => {
    expect(called("@Анна", [])).toEqual([{ text: "@Анна", isName: false }]);
  });
});
