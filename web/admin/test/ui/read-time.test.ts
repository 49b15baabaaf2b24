// Times of day as people type them.

import { expect, test } from "vitest";
import { readTime, shiftTime } from "~/ui/read-time";

test.each([
  ["9", "09:00"],
  ["09", "09:00"],
  ["930", "09:30"],
  ["1830", "18:30"],
  ["9:30", "09:30"],
  [" 9.30 ", "09:30"],
  ["18 45", "18:45"],
  ["0", "00:00"],
  ["24", undefined],
  ["9:60", undefined],
  ["2500", undefined],
  ["", undefined],
  ["полдень", undefined],
])("%s is %s", (typed, time) => {
  expect(readTime(typed)).toBe(time);
});

test.each([
  ["10:00", 15, "10:15"],
  ["10:07", 15, "10:15"],
  ["10:07", -15, "10:00"],
  ["10:00", -15, "09:45"],
  ["23:50", 15, "00:00"],
  ["00:00", -15, "23:45"],
])("%s and %d minutes is %s", (from, minutes, to) => {
  expect(shiftTime(from, minutes)).toBe(to);
});
