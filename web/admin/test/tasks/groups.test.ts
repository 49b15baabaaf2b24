// Which group a task is in, the order within it, the days of a week, quick moves, reminders, keys and the cache.

import { describe, expect, test } from "vitest";
import { byDay, dayOf, grouped, groupOf, inOrder, moved } from "~/features/tasks/groups";
import { commandOf } from "~/features/tasks/keys";
import { patched } from "~/features/tasks/queries";
import { keptFor, remindAt, reminderOf, remindersFor } from "~/features/tasks/remind";
import { readSearch } from "~/features/tasks/search";
import type { Task } from "~/features/tasks/wire";

const ZONE = "Europe/Moscow";
/** Wednesday, the 18th of November 2026, 14:00 in Moscow. */
const NOW = Date.parse("2026-11-18T11:00:00Z");

const task = (id: string, due?: string, isAllDay = false): Task => ({
  id,
  title: id,
  note: "",
  due_at: due ?? null,
  is_all_day: isAllDay,
  cause: "person",
  created_at: `2026-11-01T00:00:0${id.length % 10}Z`,
  updated_at: "2026-11-01T00:00:00Z",
});

describe("groups", () => {
  test.each([
    ["2026-11-18T10:59:00Z", false, "overdue"],
    ["2026-11-18T11:01:00Z", false, "today"],
    ["2026-11-17T21:00:00Z", true, "today"],
    ["2026-11-16T21:00:00Z", true, "overdue"],
    ["2026-11-18T21:00:00Z", true, "week"],
    ["2026-11-22T20:59:00Z", false, "week"],
    ["2026-11-22T21:00:00Z", true, "later"],
  ])("%s", (due, isAllDay, group) => {
    expect(groupOf(task("a", due, isAllDay), NOW, ZONE)).toBe(group);
  });
  test("without a day", () => expect(groupOf(task("a"), NOW, ZONE)).toBe("undated"));
  test("on Sunday nothing is left of the week", () => {
    const sunday = Date.parse("2026-11-22T09:00:00Z");
    expect(groupOf(task("a", "2026-11-22T21:00:00Z", true), sunday, ZONE)).toBe("later");
  });
  test("empty groups are left out, the rest stand in order", () => {
    const tasks = [task("none"), task("later", "2026-12-01T09:00:00Z"), task("late", "2026-11-01T09:00:00Z")];
    expect(grouped(tasks, NOW, ZONE).map(({ group }) => group)).toEqual(["overdue", "later", "undated"]);
  });
  test("within a day what has a time comes first", () => {
    const tasks = [
      task("all day", "2026-11-19T21:00:00Z", true),
      task("noon", "2026-11-20T09:00:00Z"),
      task("morning", "2026-11-20T06:00:00Z"),
      task("none"),
    ];
    expect(inOrder(tasks, ZONE).map(({ id }) => id)).toEqual(["morning", "noon", "all day", "none"]);
  });
});

test("tasks of the days of a week; those of other days are left out", () => {
  const days = byDay(
    [task("in", "2026-11-18T21:00:00Z", true), task("out", "2026-11-30T09:00:00Z"), task("none")],
    ["2026-11-18", "2026-11-19"],
    ZONE,
  );
  expect([...days].map(([date, tasks]) => [date, tasks.map(({ id }) => id)])).toEqual([
    ["2026-11-18", []],
    ["2026-11-19", ["in"]],
  ]);
});

test("quick days", () => {
  expect((["today", "tomorrow", "monday", "week"] as const).map((choice) => dayOf(choice, NOW, ZONE))).toEqual([
    "2026-11-18",
    "2026-11-19",
    "2026-11-23",
    "2026-11-25",
  ]);
});

test("a task that is moved keeps its time of day", () => {
  expect(moved(task("a", "2026-11-18T07:30:00Z"), "2026-11-20", ZONE)).toEqual({ date: "2026-11-20", minutes: 630 });
  expect(moved(task("a", "2026-11-17T21:00:00Z", true), "2026-11-20", ZONE)).toEqual({ date: "2026-11-20" });
  expect(moved(task("a"), "2026-11-20", ZONE)).toEqual({ date: "2026-11-20" });
});

describe("reminders", () => {
  const timed = { date: "2026-11-20", minutes: 600 };
  const whole = { date: "2026-11-20" };
  test("stand for instants and are read back", () => {
    expect(remindAt("hour", timed, ZONE)).toBe("2026-11-20T06:00:00.000Z");
    expect(remindAt("eve", whole, ZONE)).toBe("2026-11-19T15:00:00.000Z");
    expect(remindAt("morning", whole, ZONE)).toBe("2026-11-20T06:00:00.000Z");
    for (const choice of remindersFor(timed))
      expect(reminderOf(remindAt(choice, timed, ZONE), timed, ZONE)).toBe(choice);
    expect(reminderOf("2026-11-20T05:17:00Z", timed, ZONE)).toBe("own");
  });
  test("without a day there is nothing to remind of", () => {
    expect(remindersFor(undefined)).toEqual(["none"]);
    expect(keptFor("hour", undefined)).toBe("none");
  });
  test("when the time is taken away, the first that fits is kept", () => {
    expect(keptFor("hour", whole)).toBe("morning");
    expect(keptFor("morning", timed)).toBe("at");
    expect(keptFor("none", whole)).toBe("none");
  });
});

describe("keys", () => {
  const press = (key: string, code: string) => ({
    key,
    code,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
  });
  const free = { isTyping: false, isBusy: false };
  test("letters go by their place on the keyboard", () => {
    expect(commandOf(press("x", "KeyX"), free)).toBe("done");
    expect(commandOf(press("ч", "KeyX"), free)).toBe("done");
    expect(commandOf(press("о", "KeyJ"), free)).toBe("next");
  });
  test("nothing is taken from a field or a dialog", () => {
    expect(commandOf(press("x", "KeyX"), { ...free, isTyping: true })).toBeUndefined();
    expect(commandOf(press("x", "KeyX"), { ...free, isBusy: true })).toBeUndefined();
    expect(commandOf({ ...press("x", "KeyX"), ctrlKey: true }, free)).toBeUndefined();
  });
});

test("a change is put into every page, a removal takes the task out", () => {
  const data = { pages: [{ items: [task("a"), task("b")] }, { items: [task("c")] }], pageParams: [undefined, "x"] };
  const after = patched(data, "c", (one) => ({ ...one, title: "new" }));
  expect(after.pages[1]?.items[0]?.title).toBe("new");
  expect(after.pages[0]?.items).toHaveLength(2);
  expect(patched(data, "a", () => undefined).pages[0]?.items.map(({ id }) => id)).toEqual(["b"]);
  expect(patched(data, "zzz", () => undefined)).toBe(data);
});

test("the address", () => {
  expect(readSearch({ view: "all", mode: "week", date: "2026-11-18", q: 12 })).toEqual({
    view: "all",
    mode: "week",
    date: "2026-11-18",
    q: "12",
  });
  expect(readSearch({ view: "mine", mode: "month", date: "завтра", q: " " })).toEqual({});
});
