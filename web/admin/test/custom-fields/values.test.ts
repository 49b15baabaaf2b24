// The firm's own fields: their values as people read them, what is wrong with them, and their names for programs.

import type { TFunction } from "i18next";
import { describe, expect, test } from "vitest";
import { Refusal } from "~/app/api";
import { changedFields } from "~/features/contacts/fields";
import { refusedFields } from "~/features/contacts/own-faults";
import { keyOf } from "~/features/custom-fields/key";
import type { CustomField, Kind } from "~/features/custom-fields/queries";
import { chosenOf, faultOf, joinChosen, linkOf, parted, shownValue } from "~/features/custom-fields/values";

const t = ((key: string | string[]) => (Array.isArray(key) ? key[0] : key)) as unknown as TFunction;
const field = (kind: Kind, extra: Partial<CustomField> = {}): CustomField => ({
  key: "key",
  entity: "contact",
  name: "Поле",
  kind,
  choices: [],
  is_required: false,
  position: 0,
  ...extra,
});

test.each<[Kind, string, string | RegExp]>([
  ["text", "такса", "такса"],
  ["number", "12.5", /^12[.,]5$/],
  ["number", "много", "много"],
  ["money", "150000", /1.?500/],
  ["date", "2026-11-21", /21/],
  ["date", "вчера", "вчера"],
  ["bool", "true", "custom-fields:yes"],
  ["bool", "false", "custom-fields:no"],
  ["choices", "a\nb", "a, b"],
])("a %s %j is read as %s", (kind, value, shown) => {
  const said = shownValue(t, field(kind), value, "RUB");
  if (typeof shown === "string") expect(said).toBe(shown);
  else expect(said).toMatch(shown);
});

test("several choices are kept and come back", () => {
  expect(chosenOf(joinChosen(["a, b", "c"]))).toEqual(["a, b", "c"]);
  expect(chosenOf("")).toEqual([]);
});

test("only links of the web open", () => {
  expect(linkOf("https://samovar.ru/a")).toBe("https://samovar.ru/a");
  expect(linkOf("javascript:alert(1)")).toBeUndefined();
  expect(linkOf("samovar.ru")).toBeUndefined();
});

test("faults", () => {
  expect(faultOf(field("text", { is_required: true }), " ")).toBe("required");
  expect(faultOf(field("text"), "")).toBeUndefined();
  expect(faultOf(field("url"), "samovar")).toBe("url");
  expect(faultOf(field("number"), "x")).toBe("number");
});

test("declared fields come first and in their order, the rest as it is", () => {
  const [a, b] = [field("text", { key: "a" }), field("text", { key: "b" })];
  const { declared, loose } = parted([b, a], { a: "1", other: "2" });
  expect(declared.map(([{ key }, value]) => [key, value])).toEqual([
    ["b", ""],
    ["a", "1"],
  ]);
  expect(loose).toEqual([["other", "2"]]);
});

describe("keyOf", () => {
  test.each([
    ["Марка машины", [], "marka_mashiny"],
    ["Ёж & щука", [], "ezh_schuka"],
    ["Café 24", [], "cafe_24"],
    ["2-й телефон", [], "field_2_y_telefon"],
    ["狗", [], "field"],
    ["Порода", ["poroda", "poroda_2"], "poroda_3"],
  ])("of a deal: %s", (name, taken, key) => {
    expect(keyOf(name, taken, "deal")).toBe(key);
  });
  test("of a contact: what was written under this name becomes its values", () => {
    expect(keyOf(" Порода ", [], "contact")).toBe("Порода");
    expect(keyOf("Порода", ["Порода"], "contact")).toBe("Порода 2");
  });
});

test("a declared field left blank is not kept, a changed one is", () => {
  expect(changedFields({ a: "1", b: "2" }, [], { a: "1", b: "2", c: "" })).toBeUndefined();
  expect(changedFields({ a: "1" }, [], { a: "" })).toEqual({});
  expect(changedFields({}, [{ key: 1, name: " Имя ", value: "x " }], { a: "1" })).toEqual({ Имя: "x", a: "1" });
});

test("a refusal finds the field it names", () => {
  const refusal = new Refusal(422, { code: "field_invalid", field: "fields.key" });
  expect(refusedFields(t, [field("number")], refusal)).toEqual({ "declared.key": "app:problem.field_invalid" });
  expect(refusedFields(t, [field("number")], new Refusal(409, { code: "contact_exists" }))).toEqual({});
});
