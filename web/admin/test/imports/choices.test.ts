import { describe, expect, it } from "vitest";
import { canRemove, canUndo, isBusy, mapped, percentOf, toggled, writersOf } from "~/features/imports/choices";
import { patched } from "~/features/imports/queries";
import { type Chat, type Import, judge, type Mapping } from "~/features/imports/wire";

const mapping: Mapping = {
  owner: null,
  timezone: "Europe/Moscow",
  date_order: null,
  with_system: false,
  with_deleted: false,
  with_media: true,
  with_people: true,
  left_out: ["b"],
  columns: ["name"],
  is_replacing: false,
};
const chat = (people: [string, number][]): Chat => ({
  key: "k",
  kind: "private",
  messages: 1,
  people: people.map(([key, messages]) => ({ key, messages })),
});
const one = (state: Import["state"], done = 0, total = 0, started = false) =>
  ({ id: "1", state, done_records: done, total_records: total, is_started: started }) as Import;

describe("imports", () => {
  it("knows what can be sent", () => {
    expect(judge({ name: "Чат.TXT", size: 5 })).toBeUndefined();
    expect(judge({ name: "a.exe", size: 5 })).toBe("file_type");
    expect(judge({ name: "a.csv", size: 0 })).toBe("file_empty");
    expect(judge({ name: "a.zip", size: 2 ** 31 })).toBe("too_large");
  });

  it("takes chats along and columns for what a person says", () => {
    expect(toggled(mapping, "b", true).left_out).toEqual([]);
    expect(toggled(mapping, "a", false).left_out).toEqual(["b", "a"]);
    expect(mapped(mapping, 2, "phone").columns).toEqual(["name", null, "phone"]);
    expect(mapped(mapping, 0, null).columns).toEqual([null]);
  });

  it("names those who write most first", () => {
    const writers = writersOf([
      chat([
        ["a", 1],
        ["b", 5],
      ]),
      chat([["a", 7]]),
    ]);
    expect(writers.map(({ key, messages }) => [key, messages])).toEqual([
      ["a", 8],
      ["b", 5],
    ]);
  });

  it("tells how far it is and what can be done", () => {
    expect(percentOf(one("running", 1, 3))).toBe(33);
    expect(isBusy(one("undoing"))).toBe(true);
    expect([canUndo(one("done", 0, 0, true)), canUndo(one("ready"))]).toEqual([true, false]);
    expect([canRemove(one("ready")), canRemove(one("done", 0, 0, true)), canRemove(one("undone", 0, 0, true))]).toEqual(
      [true, false, true],
    );
    expect(
      patched(one("running", 1, 9), { import_id: "1", state: "running", done_records: 5, total_records: 9 })
        .done_records,
    ).toBe(5);
    expect(
      patched(one("running", 1, 9), { import_id: "2", state: "done", done_records: 5, total_records: 9 }).done_records,
    ).toBe(1);
  });
});
