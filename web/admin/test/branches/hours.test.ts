// Opening hours as a person says them.

import { expect, test } from "vitest";
import { byDay, faults, fromDays, runs } from "~/features/branches/hours";

const hours = (days: number[], opens: string, closes: string) => days.map((weekday) => ({ weekday, opens, closes }));

test("neighbouring days with the same hours are told together", () => {
  const found = runs([
    ...hours([1, 2, 3, 4, 5], "10:00", "20:00"),
    ...hours([7], "10:00", "20:00"),
    ...hours([6], "11:00", "18:00"),
  ]);
  expect(found.map(({ from, to, text }) => `${from}-${to} ${text}`)).toEqual([
    "1-5 10:00–20:00",
    "6-6 11:00–18:00",
    "7-7 10:00–20:00",
  ]);
});

test("a closed day parts the run", () => {
  expect(runs(hours([1, 3], "10:00", "20:00"))).toHaveLength(2);
});

test("hours come back as they were", () => {
  const given = [...hours([1], "10:00", "14:00"), ...hours([1], "15:00", "20:00")];
  expect(fromDays(byDay(given))).toEqual(given);
});

test.each([
  ["20:00", "10:00", [1]],
  ["10:00", "24:00", []],
  ["", "10:00", [1]],
])("%s–%s", (opens, closes, bad) => {
  expect(faults(byDay([{ weekday: 1, opens, closes }]))).toEqual(bad);
});

test("spans of a day must not overlap", () => {
  expect(faults(byDay([...hours([2], "10:00", "15:00"), ...hours([2], "14:00", "20:00")]))).toEqual([2]);
});
