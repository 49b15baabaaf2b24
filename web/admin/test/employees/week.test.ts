// The week of an employee between the screen and the API.

import { expect, test } from "vitest";
import { stretches } from "~/features/employees/stretch";
import { copyTo, faultOf, fromWeek, middle, type Shift, total, toWeek } from "~/features/employees/week";

const shift = (starts: string, ends: string, breaks: Shift["breaks"] = []): Shift => ({
  branch_id: "b",
  starts,
  ends,
  breaks,
});

test("shifts come back as they were, each on its day", () => {
  const shifts = [
    { weekday: 3, ...shift("14:00", "20:00") },
    { weekday: 1, ...shift("10:00", "19:00", [{ starts: "13:00", ends: "14:00" }]) },
    { weekday: 3, ...shift("09:00", "12:00") },
  ];
  const week = toWeek(shifts);
  expect(week.map((day) => day.shifts.length)).toEqual([1, 0, 2, 0, 0, 0, 0]);
  expect(week[2]?.shifts[0]?.starts).toBe("09:00");
  expect(fromWeek(week)).toHaveLength(3);
  expect(total(week)).toBe((8 + 3 + 6) * 60);
});

test.each([
  [[shift("10:00", "19:00")], undefined],
  [[shift("19:00", "10:00")], "order"],
  [[shift("10:00", "")], "order"],
  [[shift("10:00", "24:00")], undefined],
  [[shift("10:00", "15:00"), shift("14:00", "20:00")], "overlap"],
  [[shift("10:00", "15:00", [{ starts: "14:30", ends: "15:30" }])], "break_outside"],
  [
    [
      shift("10:00", "19:00", [
        { starts: "12:00", ends: "13:00" },
        { starts: "12:30", ends: "14:00" },
      ]),
    ],
    "break_overlap",
  ],
  [[], undefined],
])("a day is checked before it is saved: %j", (shifts, fault) => {
  expect(faultOf({ weekday: 1, shifts })).toBe(fault);
});

test("a day is copied, not shared", () => {
  const week = copyTo(
    toWeek([{ weekday: 1, ...shift("10:00", "19:00", [{ starts: "13:00", ends: "14:00" }]) }]),
    1,
    [1, 2, 3],
  );
  expect(week.map((day) => day.shifts.length)).toEqual([1, 1, 1, 0, 0, 0, 0]);
  expect(week[1]?.shifts[0]).not.toBe(week[0]?.shifts[0]);
  expect(week[1]?.shifts[0]?.breaks[0]).not.toBe(week[0]?.shifts[0]?.breaks[0]);
});

test("a new break falls inside the shift", () => {
  for (const [starts, ends] of [
    ["10:00", "19:00"],
    ["09:00", "10:00"],
    ["23:00", "24:00"],
    ["10:00", "10:20"],
  ] as const) {
    const pause = middle(shift(starts, ends));
    expect(
      pause.starts >= starts && pause.ends <= ends && pause.starts < pause.ends,
      `${starts} ${pause.starts} ${pause.ends}`,
    ).toBe(true);
  }
});

test("days in a row with one reason are one line", () => {
  const off = (date: string, reason = "Отпуск", spans: Shift["breaks"] = []) => ({ date, reason, spans });
  const found = stretches([
    off("2026-03-02"),
    off("2026-02-28"),
    off("2026-03-01"),
    off("2026-03-03", "Больничный"),
    off("2026-03-05"),
    off("2026-03-04", "Больничный", [{ starts: "10:00", ends: "12:00" }]),
  ]);
  expect(found.map(({ from, to, reason }) => `${from} ${to} ${reason}`)).toEqual([
    "2026-02-28 2026-03-02 Отпуск",
    "2026-03-03 2026-03-03 Больничный",
    "2026-03-04 2026-03-04 Больничный",
    "2026-03-05 2026-03-05 Отпуск",
  ]);
});
