// The list of conversations under events: one row per conversation, each in its place, the eye's place kept.

import { describe, expect, test } from "vitest";
import {
  fits,
  flatten,
  inView,
  keepSelected,
  neighbour,
  type Pages,
  place,
  shiftOf,
  withMessage,
} from "~/features/inbox/model/list";
import type { Conversation, Message } from "~/features/inbox/wire";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 9, minute)).toISOString();
function row(id: string, minute: number, more: Partial<Conversation> = {}): Conversation {
  return {
    id,
    contact_id: `contact ${id}`,
    connection_id: "widget",
    connector: "widget",
    contact: { id: `contact ${id}`, name: id, tags: [] },
    chat_id: id,
    status: "open",
    mode: "auto",
    phase: "greeting",
    lang: "ru",
    last_seq: 3,
    unread: 0,
    created_at: at(0),
    updated_at: at(minute),
    ...more,
  };
}
const pages = (...parts: Conversation[][]): Pages => ({
  pages: parts.map((items, index) => ({ items, next_cursor: index === parts.length - 1 ? "more" : "next" })),
  pageParams: parts.map(() => undefined),
});
const message = (seq: number, author: Message["author"], minute: number): Message => ({
  id: `m${seq}`,
  seq,
  author,
  text: `text ${seq}`,
  buttons: [],
  attachments: [],
  delivery: "received",
  created_at: at(minute),
});
const ids = (data: Pages) => flatten(data).map(({ id }) => id);
const ALL = { view: "all" } as const;

describe("place", () => {
  const data = pages([row("a", 30), row("b", 20)], [row("c", 10), row("d", 5)]);

  test("a row that changed moves to the top from another page and stands once", () => {
    expect(ids(place(data, row("c", 40), ALL, "me"))).toEqual(["c", "a", "b", "d"]);
  });
  test("a row nobody had loaded comes in", () => {
    expect(ids(place(data, row("new", 25), ALL, "me"))).toEqual(["a", "new", "b", "c", "d"]);
  });
  test("a row older than what is loaded waits for its page", () => {
    expect(ids(place(data, row("old", 1), ALL, "me"))).toEqual(["a", "b", "c", "d"]);
    const whole: Pages = { ...data, pages: data.pages.map((page) => ({ ...page, next_cursor: null })) };
    expect(ids(place(whole, row("old", 1), ALL, "me"))).toEqual(["a", "b", "c", "d", "old"]);
  });
  test("a row that left the view goes", () => {
    expect(ids(place(data, row("b", 20, { status: "closed" }), ALL, "me"))).toEqual(["a", "c", "d"]);
  });
  test("a change that does not move it changes it where it is, and leaves other pages alone", () => {
    const after = place(data, row("c", 10, { unread: 2 }), ALL, "me");
    expect(ids(after)).toEqual(["a", "b", "c", "d"]);
    expect(after.pages[0]).toBe(data.pages[0]);
    expect(flatten(after)[2]?.unread).toBe(2);
  });
  test("a search shows only what the server found", () => {
    expect(ids(place(data, row("new", 50), { view: "all", q: "x" }, "me"))).toEqual(["a", "b", "c", "d"]);
    expect(ids(place(data, row("d", 50), { view: "all", q: "x" }, "me"))).toEqual(["d", "a", "b", "c"]);
  });
  test("rows that moved between two pages while they were loaded are shown once", () => {
    expect(ids(pages([row("a", 3), row("b", 2)], [row("b", 2), row("c", 1)]))).toEqual(["a", "b", "c"]);
  });
});

test("views are told from the row", () => {
  const mine = row("a", 1, { assignee_id: "me", mode: "human", waiting_since: at(0) });
  expect(
    ["all", "mine", "waiting", "unassigned", "agent", "snoozed", "closed"].map((view) =>
      inView(mine, view as never, "me"),
    ),
  ).toEqual([true, true, true, false, false, false, false]);
  expect(inView(row("a", 1, { snoozed_until: at(50) }), "all", "me")).toBe(false);
  expect(inView(row("a", 1, { snoozed_until: at(50) }), "snoozed", "me")).toBe(true);
  expect(fits(row("a", 1), { view: "all", unread: true }, "me")).toBe(false);
  expect(fits(row("a", 1, { contact: { id: "x", tags: ["vip"] } }), { view: "all", tag: "vip" }, "me")).toBe(true);
  expect(fits(row("a", 1), { view: "all", q: "x" }, "me")).toBeUndefined();
});

describe("withMessage", () => {
  test("a customer's words make it unread, waiting and awake", () => {
    const after = withMessage(
      row("a", 1, { status: "closed", snoozed_until: at(90) }),
      message(4, "contact", 9),
      false,
    );
    expect(after).toMatchObject({ unread: 1, status: "open", snoozed_until: null, waiting_since: at(9), last_seq: 4 });
    expect(withMessage(after, message(5, "contact", 10), false)).toMatchObject({ unread: 2, waiting_since: at(9) });
  });
  test("an answer ends the waiting and the draft", () => {
    const waiting = row("a", 1, {
      waiting_since: at(1),
      draft: { id: "d", up_to: 3, replies: [], effects: [], created_at: at(1) },
    });
    expect(withMessage(waiting, message(4, "person", 9), false)).toMatchObject({
      waiting_since: null,
      draft: null,
      unread: 0,
    });
  });
  test("news heard twice or late counts once", () => {
    const once = withMessage(row("a", 1), message(4, "contact", 9), false);
    expect(withMessage(once, message(4, "contact", 9), false)).toBe(once);
    expect(withMessage(once, message(2, "contact", 8), false)).toBe(once);
  });
  test("what is on the screen is not unread", () => {
    expect(withMessage(row("a", 1), message(4, "contact", 9), true).unread).toBe(0);
  });
});

describe("the eye's place", () => {
  const seen = ["e", "f", "g", "h"].map((id, index) => ({ id, index: index + 4 }));
  const placesOf = (order: string) => new Map([...order].map((id, index) => [id, index]));
  test("rows that came above push down", () => {
    expect(shiftOf(seen, placesOf("xyabcdefgh"))).toBe(2);
  });
  test("a visible row that jumps to the top does not drag the list along", () => {
    expect(shiftOf(seen, placesOf("eabcdfgh"))).toBe(0);
    expect(shiftOf(seen, placesOf("xgabcdefh"))).toBe(2);
  });
  test("nothing left of what was seen: stay", () => {
    expect(shiftOf(seen, placesOf("abc"))).toBe(0);
  });
  test("the open conversation stays where it was when it leaves the view", () => {
    const rows = [row("a", 3), row("b", 2)];
    expect(keepSelected(rows, row("x", 1), 1).map(({ id }) => id)).toEqual(["a", "x", "b"]);
    expect(keepSelected(rows, row("b", 2), 0)).toBe(rows);
    expect(keepSelected(rows, row("x", 1), -1)).toBe(rows);
  });
  test("j and k stop at the ends", () => {
    const rows = [row("a", 3), row("b", 2)];
    expect(neighbour(rows, undefined, 1)?.id).toBe("a");
    expect(neighbour(rows, "a", 1)?.id).toBe("b");
    expect(neighbour(rows, "b", 1)).toBeUndefined();
    expect(neighbour(rows, "a", -1)).toBeUndefined();
  });
});
