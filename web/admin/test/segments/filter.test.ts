// Filters: what the builder holds becomes what the server takes and comes back the same; words people read.

import i18next, { type TFunction } from "i18next";
import { beforeAll, describe, expect, test } from "vitest";
import type { CustomField } from "~/features/custom-fields/queries";
import { type Field, fieldsOf } from "~/features/segments/fields";
import {
  blankFilter,
  blankGroup,
  blankRule,
  changeItem,
  countRules,
  type Filter,
  type FilterDraft,
  finished,
  type Group,
  isGroupDraft,
  readFilter,
  toDraft,
  toFilter,
  withField,
  withOp,
} from "~/features/segments/filter";
import ru from "~/features/segments/ru.json";
import { ruleWords, wordsOf } from "~/features/segments/words";

const own = (key: string, name: string, kind: CustomField["kind"], choices: string[] = []): CustomField => ({
  key,
  entity: "contact",
  name,
  kind,
  choices,
  is_required: false,
  position: 0,
});
const fields = fieldsOf([
  own("breed", "Порода", "text"),
  own("chipped", "Чип", "bool"),
  own("weight", "Вес", "number"),
]);
const fieldOf = (name: string) => fields.find(({ field }) => field === name);
const known = (name: string): Field => fieldOf(name) as Field;
const speech = {
  fieldOf,
  choice: (field: string, value: string) => (field === "stage" ? "Продажа" : value),
  currency: "RUB",
};

let t: TFunction;
beforeAll(async () => {
  const texts = i18next.createInstance();
  await texts.init({
    lng: "ru",
    ns: ["segments"],
    defaultNS: "segments",
    resources: { ru: { segments: ru } },
    interpolation: { escapeValue: false },
  });
  t = texts.t;
});

const rule = (field: string, op: Parameters<typeof blankRule>[1], value = "") => ({ ...blankRule(field, op), value });

describe("finished", () => {
  const done = (...said: Parameters<typeof rule>) => finished(rule(...said), fieldOf(said[0]));
  test("a value takes the shape of its field", () => {
    expect(done("tag", "is", " VIP ")).toEqual({ field: "tag", op: "is", value: "VIP" });
    expect(done("visits", "more", "3")).toEqual({ field: "visits", op: "more", value: 3 });
    expect(done("spent", "less", "150000")).toEqual({ field: "spent", op: "less", value: 150_000 });
    expect(done("last_visit_at", "not_in_last_days", "60")).toEqual({
      field: "last_visit_at",
      op: "not_in_last_days",
      value: 60,
    });
    expect(done("unsubscribed", "is", "false")).toEqual({ field: "unsubscribed", op: "is", value: false });
    expect(done("field.chipped", "is", "true")).toEqual({ field: "field.chipped", op: "is", value: true });
    expect(done("email", "is_empty", "left over")).toEqual({ field: "email", op: "is_empty" });
  });
  test("what is unfinished or makes no sense is not sent", () => {
    expect(done("tag", "is", "  ")).toBeUndefined();
    expect(done("visits", "more", "many")).toBeUndefined();
    expect(done("last_visit_at", "in_last_days", "0")).toBeUndefined();
    expect(done("last_visit_at", "in_last_days", "1.5")).toBeUndefined();
    expect(done("created_at", "before", "yesterday")).toBeUndefined();
    expect(done("tag", "more", "3")).toBeUndefined();
    expect(done("field.gone", "is", "x")).toBeUndefined();
  });
});

describe("the builder and the filter", () => {
  const filter: Filter = {
    match: "all",
    rules: [
      { field: "tag", op: "is", value: "VIP" },
      {
        match: "any",
        rules: [
          { field: "last_visit_at", op: "not_in_last_days", value: 60 },
          { field: "visits", op: "less", value: 2 },
        ],
      },
      { field: "consent.marketing", op: "is", value: true },
    ],
  };
  test("there and back it is the same", () => {
    expect(toFilter(toDraft(filter), fieldOf)).toEqual(filter);
  });
  test("through an address too", () => {
    expect(readFilter(JSON.parse(JSON.stringify(filter)))).toEqual(filter);
  });
  test("unfinished rules are left out; a group of one is that rule; nothing is no filter", () => {
    const draft: FilterDraft = {
      match: "any",
      items: [rule("tag", "is"), { ...blankGroup(), rules: [rule("name", "contains", "Анна"), rule("name", "is")] }],
    };
    expect(toFilter(draft, fieldOf)).toEqual({
      match: "any",
      rules: [{ field: "name", op: "contains", value: "Анна" }],
    });
    expect(toFilter(blankFilter(), fieldOf)).toBeUndefined();
  });
  test("rules of groups count; taking the last one away takes the group", () => {
    const group = blankGroup();
    const draft: FilterDraft = { match: "all", items: [blankRule(), group] };
    expect(countRules(draft)).toBe(3);
    const less = group.rules.reduce((now, { id }) => changeItem(now, id, () => undefined), draft);
    expect(less.items.some(isGroupDraft)).toBe(false);
    expect(countRules(less)).toBe(1);
  });
  test("another field keeps the word it knows, never the value; another word keeps a value of its kind", () => {
    const tag = rule("tag", "is_not", "VIP");
    expect(withField(tag, known("stage"))).toMatchObject({ field: "stage", op: "is_not", value: "" });
    expect(withField(tag, known("visits"))).toMatchObject({ op: "more", value: "" });
    expect(withOp(tag, "is")).toMatchObject({ op: "is", value: "VIP" });
    const days = rule("last_visit_at", "in_last_days", "30");
    expect(withOp(days, "not_in_last_days").value).toBe("30");
    expect(withOp(days, "before").value).toBe("");
  });
});

describe("readFilter", () => {
  test.each([
    ["no object", "all"],
    ["no rules", { match: "all", rules: [] }],
    ["another match", { match: "none", rules: [{ field: "tag", op: "is", value: "a" }] }],
    ["another word", { match: "all", rules: [{ field: "tag", op: "drop", value: "a" }] }],
    ["no value", { match: "all", rules: [{ field: "tag", op: "is" }] }],
    ["an object for a value", { match: "all", rules: [{ field: "tag", op: "is", value: {} }] }],
    [
      "too deep",
      { match: "all", rules: [{ match: "any", rules: [{ match: "all", rules: [{ field: "tag", op: "is_set" }] }] }] },
    ],
  ])("%s is no filter", (_name, value) => {
    expect(readFilter(value)).toBeUndefined();
  });
});

describe("words", () => {
  const said = (...parts: Parameters<typeof rule>) => {
    const whole = finished(rule(...parts), fieldOf(parts[0]));
    return whole && ruleWords(t, whole, speech);
  };
  test("each kind of field is told in its own way", () => {
    expect(said("tag", "is", "VIP")).toBe("Метка: VIP");
    expect(said("stage", "is_not", "sale")).toBe("Этап сделки: кроме Продажа");
    expect(said("name", "contains", "Анна")).toBe("Имя: есть «Анна»");
    expect(said("field.breed", "is", "такса")).toBe("Порода: ровно «такса»");
    expect(said("field.chipped", "is", "false")).toBe("Чип: нет");
    expect(said("last_visit_at", "not_in_last_days", "61")).toBe("Последний визит: не за последний 61 день");
    expect(said("last_visit_at", "in_last_days", "30")).toBe("Последний визит: за последние 30 дней");
    expect(said("consent.marketing", "is", "true")).toBe("Согласие на рассылки: да");
    expect(said("spent", "more", "150000")).toMatch(/^Потратил: больше 1\s500\s₽$/);
    expect(said("next_visit_at", "is_empty")).toBe("Следующий визит: не указано");
  });
  test("groups stand in brackets only among others", () => {
    const group: Group = {
      match: "any",
      rules: [
        { field: "tag", op: "is", value: "a" },
        { field: "tag", op: "is", value: "b" },
      ],
    };
    const visits = { field: "visits", op: "more", value: 5 } as const;
    expect(wordsOf(t, { match: "all", rules: [group, visits] }, speech)).toBe(
      "(Метка: a или Метка: b) и Число визитов: больше 5",
    );
    expect(wordsOf(t, { match: "all", rules: [group] }, speech)).toBe("Метка: a или Метка: b");
  });
  test("a field that is no more is told by its key", () => {
    expect(ruleWords(t, { field: "field.gone", op: "is", value: "x" }, speech)).toBe("gone: ровно «x»");
  });
});
