// The format of test dialogues as the screen reads it.

import { describe, expect, test } from "vitest";
import { counted, heard, shown } from "~/features/tests/filter";
import { insert, parse, readLog, refusedLine, tellMistake, tellRow } from "~/features/tests/format";
import type { DialogueTest } from "~/features/tests/queries";

const TEXT = `# Запись
@now 2026-11-24 12:00
@contact name=Анна

> {contact +79161234567} хочу на стрижку
~ запишите
& завтра
? confirming
+ 18:00|18.00
- как вас зовут

@wait 13h
[Да, записать]
? completed

= booking count=0
= handover none`;

describe("reading", () => {
  test("a dialogue is steps with what is expected of each", () => {
    const found = parse(TEXT);
    expect(found.problems.size).toBe(0);
    expect(found.title).toBe("Запись");
    expect(found.steps.map(({ kind, text }) => [kind, text])).toEqual([
      ["say", "хочу на стрижку"],
      ["wait", "13h"],
      ["press", "Да, записать"],
    ]);
    const [first] = found.steps;
    expect([first?.extra, first?.wordings, first?.burst]).toEqual(["contact +79161234567", ["запишите"], ["завтра"]]);
    expect(first?.expects.map(({ line, mark }) => [line, mark])).toEqual([
      [8, "?"],
      [9, "+"],
      [10, "-"],
    ]);
    expect(found.rows.map(({ line }) => line)).toEqual([16, 17]);
  });
  test.each([
    ["> привет", 0, "now"],
    ["@now 2026-11-24 12:00", 0, "silent"],
    ["@now 2026-11-24 12:00\n+ раньше времени\n> а", 2, "nobody"],
    ["@now 2026-11-24 12:00\n> а\n@wait 1h\n~ б", 4, "nobody"],
    ["@now 2026-11-24 12:00\n> а\nпросто слова", 3, "unknown"],
    ["@now 2026-11-24 12:00\n> а\n[Да", 3, "press"],
    ["@now 2026-11-24 12:00\n>", 2, "silent"],
  ])("%j is refused at line %i", (text, line, key) => {
    expect(parse(text).problems.get(line)).toBe(key);
  });
});

test("the log of a play falls apart into answers", () => {
  const log =
    "> привет\n> как дела\n    Здравствуйте!\n    Чем помочь?\n    [Записаться] [Цены]\n    (greeting)\n[Цены]\n    2 200 ₽\n    (consulting)\n";
  expect(readLog(log)).toEqual([
    {
      said: ["привет", "как дела"],
      replies: ["Здравствуйте!", "Чем помочь?"],
      buttons: ["Записаться", "Цены"],
      phase: "greeting",
    },
    { said: ["[Цены]"], replies: ["2 200 ₽"], buttons: [], phase: "consulting" },
  ]);
});

test.each([
  ["expected phase confirming, is booking", "phase", { want: "confirming", is: "booking" }],
  ["expected 18:00 | 18.00", "has", { want: "18:00 / 18.00" }],
  ["must not say скидка", "has_not", { want: "скидка" }],
  ['no button Title("Да") among Some(["Нет", "Позже"])', "button", { want: "Да", among: "Нет, Позже" }],
  ["no button Number(2) among None", "button", { want: "2", among: "—" }],
  ["0 such visits of []", "visits", { count: "0" }],
  ['a person was asked for: ["asked"]', "called", { why: "asked" }],
  ["asked for: []", "not_called", {}],
  ["the tool was not called", "other", { text: "the tool was not called" }],
])("%s is told", (text, key, values) => {
  expect(tellMistake(text)).toEqual({ key, values });
});

test.each([
  ["booking count=0", "no_booking", {}],
  [
    'booking service="Мужская стрижка" start=2026-11-25T18:00 status=booked',
    "booking",
    { service: "Мужская стрижка", start: "2026-11-25T18:00", status: "booked" },
  ],
  ["booking employee=timur count=0", "not_booked", { employee: "timur" }],
  ["handover none", "no_handover", {}],
  ["handover reason=complaint", "handover", { reason: "complaint" }],
  ["unanswered count=1", "unanswered", { count: "1" }],
  ["lead stage=offer", "other", { text: "lead stage=offer" }],
])("= %s is told", (row, key, values) => {
  expect(tellRow(row)).toEqual({ key, values });
});

test("a refusal names its line", () => {
  expect(refusedLine("text: line 3: no such row foo: = foo")).toEqual({ line: 3, text: "no such row foo: = foo" });
  expect(refusedLine("too long")).toBeUndefined();
});

test("a line goes in after the one with the cursor", () => {
  expect(insert("a\nb", 0, "+ x")).toEqual({ text: "a\n+ x\nb", cursor: 5 });
  expect(insert("a\nb\n", 4, "+ x")).toEqual({ text: "a\nb\n+ x", cursor: 7 });
  expect(insert("", 0, "> ")).toEqual({ text: "> ", cursor: 2 });
});

describe("the list", () => {
  const one = (id: string, title: string, verdict?: "passed" | "failed" | "broken"): DialogueTest => ({
    id,
    title,
    text: "> позвоните тётушке",
    ...(verdict
      ? { last_run: { at: "", verdict, plays: 1, failed: 0, mistakes: [], log: "", catalog_version: 1 } }
      : {}),
    created_at: "",
    updated_at: "",
  });
  const all = [one("1", "Цена", "passed"), one("2", "Запись", "failed"), one("3", "Имя", "broken"), one("4", "Новый")];
  test("what could not be played has not passed", () => {
    expect(counted(all)).toEqual({ all: 4, passed: 1, failed: 2, new: 1 });
    expect(shown(all, "failed", "").map(({ id }) => id)).toEqual(["2", "3"]);
    expect(shown(all, "all", "Тетушке").length).toBe(4);
    expect(shown(all, "all", "запись").map(({ id }) => id)).toEqual(["2"]);
  });
  test("progress follows the events of a play of all, not of one", () => {
    const played = (subject_id: string, payload: object) => ({
      kind: "dialogue_test.played",
      subject_id,
      payload: { ...payload },
    });
    const first = heard(undefined, played("1", { done: 1, total: 2, verdict: "passed" }));
    expect(first).toEqual({ done: 1, total: 2, verdicts: { "1": "passed" } });
    expect(heard(first, played("9", { verdict: "failed" }))).toBe(first);
    expect(heard(first, { kind: "dialogue_test.finished", subject_id: "x", payload: {} })).toBeUndefined();
  });
});
