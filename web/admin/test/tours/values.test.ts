// A tour between the form and the API; its season in words; files in order.

import { expect, test } from "vitest";
import { moved } from "~/features/tours/order";
import type { TourView } from "~/features/tours/queries";
import { readSearch } from "~/features/tours/search";
import { isInSeason, seasonText, stretches } from "~/features/tours/season";
import { fitSide } from "~/features/tours/shrink";
import { fitDays, keyOf, toBody, toLines, toValues } from "~/features/tours/values";

const tour: TourView = {
  id: "1",
  key: "lake",
  name: "К озеру",
  category: "Горы",
  description: "",
  description_en: "",
  synonyms: ["озеро"],
  duration_days: 2,
  season: [6, 7],
  difficulty: "moderate",
  max_altitude: 3500,
  group_min: 2,
  group_max: 8,
  min_age: 0,
  price: { minor: 890_000, currency: "KGS" },
  variants: [{ key: "child", name: "Ребёнок", price: 620_000 }],
  included: ["гид", "ужин, завтрак"],
  excluded: [],
  bring: [],
  program: [{ day: 2, title: "Домой", text: "Обед." }],
  photos: ["https://example.org/1.jpg"],
  photo_files: [],
  materials: [],
  is_active: true,
  position: 0,
  created_at: "2027-01-01T00:00:00Z",
};

test("a tour that nobody touched goes back as it came", () => {
  const { name_en, start_branch_id, ...rest } = toBody(toValues(tour));
  expect([name_en, start_branch_id]).toEqual([null, null]);
  const {
    id: _id,
    key: _key,
    photos: _p,
    photo_files: _f,
    materials: _m,
    position: _o,
    created_at: _c,
    price,
    ...same
  } = tour;
  expect(rest).toEqual({ ...same, price: price.minor, currency: price.currency });
});

test("new prices get keys of their own, old ones keep theirs, half-filled ones are left out", () => {
  const values = toValues(tour);
  values.variants.push(
    { key: "", name: "Child", name_en: "", price: 1 },
    { key: "", name: "Одноместное", name_en: "Single ", price: 2 },
    { key: "", name: "", name_en: "", price: 3 },
  );
  expect(toBody(values).variants).toEqual([
    { key: "child", name: "Ребёнок", price: 620_000 },
    { key: "child-2", name: "Child", price: 1 },
    { key: "odnomestnoe", name: "Одноместное", name_en: "Single", price: 2 },
  ]);
});

test("days beyond a shortened tour are not sent, empty ones neither", () => {
  const values = toValues({
    ...tour,
    duration_days: 3,
    program: [
      { day: 1, title: "Туда", text: "" },
      { day: 3, title: "", text: "Назад" },
    ],
  });
  expect(values.program).toHaveLength(3);
  expect(toBody(values).program).toEqual([
    { day: 1, title: "Туда", text: "" },
    { day: 3, title: "", text: "Назад" },
  ]);
  expect(toBody({ ...values, duration_days: 2 }).program).toEqual([{ day: 1, title: "Туда", text: "" }]);
  expect(fitDays(values.program, 4)).toHaveLength(4);
});

test("lines lose the marks people begin them with, and nothing else", () => {
  expect(toLines("— гид\n\n  • ужин, завтрак \n- 2-местная палатка\n-20 градусов")).toEqual([
    "гид",
    "ужин, завтрак",
    "2-местная палатка",
    "-20 градусов",
  ]);
});

test.each([
  ["Озеро Ала-Куль", [], "ozero-ala-kul"],
  ["Озеро Ала-Куль", ["ozero-ala-kul", "ozero-ala-kul-2"], "ozero-ala-kul-3"],
  ["Ысык-Көл & Жети-Өгүз", [], "ysyk-kol-zheti-oguz"],
  ["Café Élan", [], "cafe-elan"],
  ["!!!", [], "tour"],
  ["Очень длинное название тура, которое никуда не помещается", [], "ochen-dlinnoe-nazvanie-tura-kotoroe-niku"],
])("the key of %s", (name, taken, key) => {
  expect(keyOf(name, taken)).toBe(key);
  expect(key).toMatch(/^[a-z0-9-]{1,48}$/);
});

test("a season is told by its stretches, over New Year too", () => {
  expect(stretches([6, 7, 8, 9])).toEqual([[6, 9]]);
  expect(stretches([1, 2, 11, 12, 6])).toEqual([
    [6, 6],
    [11, 2],
  ]);
  expect(stretches([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])).toEqual([]);
  expect(seasonText([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], "круглый год")).toBe("круглый год");
  expect(seasonText([12, 1], "")).toBe("декабрь – январь");
  expect([isInSeason("2027-12-05", [12, 1]), isInSeason("2027-02-05", [12, 1])]).toEqual([true, false]);
});

test("an entry moves to its place, and not out of the list", () => {
  expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
  expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
  expect(moved(["a", "b"], 1, 2)).toEqual(["a", "b"]);
});

test("a picture is made smaller and never larger, in its shape", () => {
  expect(fitSide(4000, 3000)).toEqual([2000, 1500]);
  expect(fitSide(900, 1600)).toEqual([900, 1600]);
  expect(fitSide(1, 10_000)).toEqual([1, 2000]);
});

test("an address names a tab or none", () => {
  expect(readSearch({ tab: "files" })).toEqual({ tab: "files" });
  expect(readSearch({ tab: "x" })).toEqual({});
});
