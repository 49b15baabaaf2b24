// Merging: what is taken from which card, what survives changing the one that stays, what is told of what moves.

import { describe, expect, test } from "vitest";
import { type Told, withMerges } from "~/features/contacts/story";
import {
  allFrom,
  type Choices,
  canUndo,
  chosenOf,
  isAllFrom,
  movesOf,
  resultOf,
  suggested,
  takeOther,
} from "~/features/merges/choices";
import { sharedOf } from "~/features/merges/face";
import { type Merge, MOVED, type Preview } from "~/features/merges/queries";

const NOTHING = { conversations: 0, bookings: 0, deals: 0, tasks: 0, notes: 0, facts: 0, identities: 0 };

const card = (id: string, extra: object = {}) =>
  ({ id, created_at: "2026-01-01T00:00:00Z", identities: [], tags: [], ...extra }) as unknown as Preview["kept"];

const preview = (kept: string, other: string): Preview => {
  const names: Record<string, string> = { a: "Анна", b: "Анна Петрова" };
  const langs: Record<string, string> = { a: "ru", b: "en" };
  return {
    kept: card(kept),
    other: card(other),
    result: card(kept),
    conflicts: [
      { field: "name", kept: names[kept], other: names[other] },
      { field: "lang", kept: langs[kept], other: langs[other] },
    ],
    moves: NOTHING,
  };
};

describe("choices", () => {
  test("until something is said the kept card wins", () => {
    expect(takeOther(preview("a", "b"), {})).toEqual([]);
    expect(isAllFrom(preview("a", "b"), {}, "a")).toBe(true);
  });
  test("a choice belongs to a card, whichever stays", () => {
    const choices: Choices = { name: "b" };
    expect(takeOther(preview("a", "b"), choices)).toEqual(["name"]);
    expect(takeOther(preview("b", "a"), choices)).toEqual([]);
    // What nobody chose follows the card that stays.
    expect(chosenOf(choices, "lang", preview("b", "a"))).toBe("b");
    expect(chosenOf({ name: "a" }, "name", preview("b", "a"))).toBe("a");
  });
  test("everything from one, and what comes out", () => {
    const now = preview("a", "b");
    const choices = allFrom(now, "b");
    expect(takeOther(now, choices)).toEqual(["name", "lang"]);
    expect(isAllFrom(now, choices, "b")).toBe(true);
    expect(now.conflicts.map((one) => resultOf(now, choices, one))).toEqual(["Анна Петрова", "en"]);
    expect(now.conflicts.map((one) => resultOf(now, {}, one))).toEqual(["Анна", "ru"]);
  });
});

test("what moves is told in order, nothing of what there is none", () => {
  expect(movesOf({ notes: 2, conversations: 1, tasks: 0 }, MOVED)).toEqual([
    ["conversations", 1],
    ["notes", 2],
  ]);
});

describe("suggested", () => {
  const pair = (a: object, b: object) => suggested(card("a", a), card("b", b)).map(({ id }) => id);
  test("the fuller card stays, of equals the older", () => {
    expect(pair({ name: "Анна" }, { name: "Анна", identities: [{}] })).toEqual(["b", "a"]);
    expect(pair({ created_at: "2026-02-01T00:00:00Z" }, { created_at: "2026-01-01T00:00:00Z" })).toEqual(["b", "a"]);
    expect(pair({}, {})).toEqual(["a", "b"]);
  });
});

test("what two cards share, main or not, in whatever case", () => {
  const a = card("a", { phone: "+79161234567", email: "anna@mail.ru" });
  const b = card("b", {
    identities: [
      { kind: "phone", value: "+79161234567" },
      { kind: "email", value: "ANNA@mail.ru" },
      { kind: "telegram", value: "1" },
    ],
  });
  expect(sharedOf(a, b)).toEqual(["+79161234567", "anna@mail.ru"]);
});

describe("the way back", () => {
  const now = new Date("2026-11-22T00:00:00Z");
  const merge = (extra: Partial<Merge>): Merge => ({
    id: "m",
    at: "2026-11-01T00:00:00Z",
    by: { kind: "person" },
    undo_until: "2026-12-01T00:00:00Z",
    kept_id: "a",
    other: { id: "b" },
    moves: NOTHING,
    ...extra,
  });
  test("is open until it was taken or its time is over", () => {
    expect(canUndo(merge({}), now)).toBe(true);
    expect(canUndo(merge({ undo_until: "2026-12-01T00:00:00Z" }), now)).toBe(true);
    expect(canUndo(merge({ undo_until: "2026-11-21T00:00:00Z" }), now)).toBe(false);
    expect(canUndo(merge({ undone_at: "2026-11-02T00:00:00Z" }), now)).toBe(false);
  });
  test("stands in the story where it belongs; older than the page it waits", () => {
    const story: Told[] = [{ at: "2026-11-10T00:00:00Z" }, { at: "2026-11-05T00:00:00Z" }];
    const merges = [merge({ at: "2026-11-07T00:00:00Z" }), merge({ id: "old" })];
    const shown = (isWhole: boolean) => withMerges(story, merges, isWhole).map(({ merge: one }) => one?.id);
    const twice: Told = {
      at: "2026-11-07T00:00:01Z",
      contact: { action: "merge", by: { kind: "person" }, changes: [] },
    };
    expect(withMerges([...story, twice], merges, true)).toHaveLength(4);
    expect(shown(false)).toEqual([undefined, "m", undefined]);
    expect(shown(true)).toEqual([undefined, "m", undefined, "old"]);
  });
});
