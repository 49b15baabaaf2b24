// The card: the story by days and in words, what visits add up to, the firm's own fields, keys of the list.

import type { TFunction } from "i18next";
import { describe, expect, test } from "vitest";
import { changedFields } from "~/features/contacts/fields";
import { commandOf } from "~/features/contacts/keys";
import {
  type BookingView,
  type ListedContact,
  type Pages,
  patchLists,
  type StoryView,
} from "~/features/contacts/queries";
import { byDay, linesOf } from "~/features/contacts/story";
import { sumUp } from "~/features/contacts/visits";

const t = ((key: string | string[]) => (Array.isArray(key) ? key[0] : key)) as unknown as TFunction;

describe("byDay", () => {
  const at = (moment: string): StoryView => ({ at: moment });
  test("days are the firm's, and a day split between pages is one", () => {
    const days = byDay(
      [at("2026-11-21T21:30:00Z"), at("2026-11-21T20:30:00Z"), at("2026-11-21T05:00:00Z"), at("2026-11-20T22:00:00Z")],
      "Europe/Moscow",
    );
    expect(days.map(({ day, entries }) => [day, entries.length])).toEqual([
      ["2026-11-22", 1],
      ["2026-11-21", 3],
    ]);
  });
});

describe("linesOf", () => {
  const lines = (changes: { field: string; from: unknown; to: unknown }[]) =>
    linesOf(t, changes, new Map([["m1", "Вера Логинова"]]));
  test("of tags only those that came and went", () => {
    expect(lines([{ field: "tags", from: ["a", "b"], to: ["b", "c"] }])).toEqual([
      { label: "contacts:field.tags", from: "a", to: "c" },
    ]);
  });
  test("own fields one by one, under their own names", () => {
    const change = {
      field: "fields",
      from: { Порода: "Корги", Размер: "M" },
      to: { Порода: "Пудель", Размер: "M", Кличка: "Ёж" },
    };
    expect(lines([change])).toEqual([
      { label: "Порода", from: "Корги", to: "Пудель" },
      { label: "Кличка", to: "Ёж" },
    ]);
  });
  test("an owner by name, also one who has left", () => {
    expect(lines([{ field: "owner_id", from: "gone", to: "m1" }])).toEqual([
      { label: "contacts:field.owner_id", from: "contacts:story.somebody", to: "Вера Логинова" },
    ]);
  });
  test("a phone as people read it; the name first; machine fields stay out", () => {
    const changes = [
      { field: "source", from: null, to: "person" },
      { field: "phone", from: null, to: "+79161234567" },
      { field: "name", from: null, to: "Анна" },
      { field: "email", from: null, to: "" },
    ];
    expect(lines(changes)).toEqual([
      { label: "contacts:field.name", to: "Анна" },
      { label: "contacts:field.phone", to: "+7 916 123-45-67" },
    ]);
  });
});

describe("sumUp", () => {
  const now = Date.parse("2026-11-21T12:00:00Z");
  const visit = (id: string, start: string, status: BookingView["status"], minor = 1000): BookingView => ({
    id,
    status,
    starts_at: start,
    ends_at: new Date(Date.parse(start) + 3_600_000).toISOString(),
    price: { minor, currency: "RUB" },
    prepayment: 0,
    branch_id: "b",
    contact_id: "c",
    employee_id: "e",
    created_at: start,
    updated_at: start,
    items: [],
    note: "",
    source: "person",
    version: 1,
  });
  test("what was missed or called off is neither counted nor paid", () => {
    const sum = sumUp(
      [
        visit("old", "2026-11-01T10:00:00Z", "completed", 2500),
        visit("missed", "2026-11-02T10:00:00Z", "no_show"),
        visit("off", "2026-11-25T10:00:00Z", "cancelled"),
        visit("far", "2026-12-05T10:00:00Z", "booked"),
        visit("near", "2026-11-22T10:00:00Z", "confirmed"),
        visit("now", "2026-11-21T11:30:00Z", "arrived", 700),
      ],
      now,
    );
    expect(sum.ahead.map(({ id }) => id)).toEqual(["now", "near", "far"]);
    expect(sum.past.map(({ id }) => id)).toEqual(["off", "missed", "old"]);
    expect([sum.count, sum.spent, sum.missed, sum.cancelled, sum.last?.id]).toEqual([2, 3200, 1, 1, "now"]);
  });
  test("nobody has come yet", () => {
    expect(sumUp([], now)).toMatchObject({ count: 0, spent: 0, last: undefined, currency: undefined });
  });
});

describe("patchLists", () => {
  const row = (id: string): ListedContact => ({
    id,
    name: id,
    tags: [],
    note: "",
    source: "person",
    created_at: "",
    updated_at: "",
    fields: {},
    is_unsubscribed: false,
    visits: 0,
  });
  const pages: Pages = {
    pages: [{ items: [row("a"), row("b")], total: 3 }, { items: [row("c")] }],
    pageParams: [undefined, "x"],
  };
  test("a row changes in its place on any page", () => {
    const after = patchLists(pages, "c", (one) => ({ ...one, name: "Ц" }));
    expect(after.pages.map(({ items }) => items.map(({ name }) => name))).toEqual([["a", "b"], ["Ц"]]);
  });
  test("a removed one leaves, and a list without it stays the same object", () => {
    expect(patchLists(pages, "a", () => undefined).pages[0]?.items.map(({ id }) => id)).toEqual(["b"]);
    expect(patchLists(pages, "z", () => undefined)).toBe(pages);
  });
});

describe("changedFields", () => {
  const own = (pairs: [string, string][]) => pairs.map(([name, value], key) => ({ key, name, value }));
  test("nothing is sent when only the order or spaces differ", () => {
    expect(
      changedFields(
        { a: "1", b: "2" },
        own([
          ["b ", "2"],
          ["a", " 1"],
        ]),
      ),
    ).toBeUndefined();
  });
  test("all of them are sent when one is new, changed or gone", () => {
    expect(
      changedFields(
        { a: "1" },
        own([
          ["a", "1"],
          ["b", "2"],
        ]),
      ),
    ).toEqual({ a: "1", b: "2" });
    expect(changedFields({ a: "1", b: "2" }, own([["b", "2"]]))).toEqual({ b: "2" });
  });
});

describe("keys", () => {
  const press = (key: string, code: string, more = {}) => ({
    key,
    code,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...more,
  });
  const free = { isTyping: false, isBusy: false };
  test("letters are taken by their place in a Russian layout", () => {
    expect(commandOf(press("о", "KeyJ"), free)).toBe("next");
    expect(commandOf(press("л", "KeyK"), free)).toBe("previous");
    expect(commandOf(press("т", "KeyN"), free)).toBe("new");
    expect(commandOf(press(".", "Slash"), free)).toBe("search");
  });
  test("typing, dialogs and the browser's own keys are left alone", () => {
    expect(commandOf(press("n", "KeyN"), { isTyping: true, isBusy: false })).toBeUndefined();
    expect(commandOf(press("n", "KeyN"), { isTyping: false, isBusy: true })).toBeUndefined();
    expect(commandOf(press("n", "KeyN", { ctrlKey: true }), free)).toBeUndefined();
  });
});
