// Days of a series of departures.

import { expect, test } from "vitest";
import { addDays, seriesOf } from "~/features/tours/series";

const YEAR = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const none = new Set<string>();
const every = (from: string, to: string, weekdays: number[], everyWeeks: 1 | 2 = 1) => ({
  from,
  to,
  weekdays,
  everyWeeks,
});

test("every Saturday from here to there, both ends counted", () => {
  // 2027-07-03 and 2027-07-31 are Saturdays.
  const { days } = seriesOf(every("2027-07-03", "2027-07-31", [6]), none, YEAR);
  expect(days).toEqual(["2027-07-03", "2027-07-10", "2027-07-17", "2027-07-24", "2027-07-31"]);
  expect(seriesOf(every("2027-07-04", "2027-07-09", [6]), none, YEAR).days).toEqual([]);
});

test("several days of the week come in order of days, Sunday last", () => {
  const { days } = seriesOf(every("2027-07-05", "2027-07-18", [7, 1]), none, YEAR);
  expect(days).toEqual(["2027-07-05", "2027-07-11", "2027-07-12", "2027-07-18"]);
});

test("every second week is counted from the first week with such a day", () => {
  // The series begins on a Wednesday: the Tuesday of that week is over, so the next one is the first.
  const { days } = seriesOf(every("2027-06-30", "2027-08-01", [2], 2), none, YEAR);
  expect(days).toEqual(["2027-07-06", "2027-07-20"]);
  // Saturday and Sunday of one week stay together.
  expect(seriesOf(every("2027-07-03", "2027-07-18", [6, 7], 2), none, YEAR).days).toEqual([
    "2027-07-03",
    "2027-07-04",
    "2027-07-17",
    "2027-07-18",
  ]);
});

test("across New Year, a leap day and a change of clocks no day is lost", () => {
  expect(seriesOf(every("2027-12-27", "2028-01-05", [3]), none, YEAR).days).toEqual(["2027-12-29", "2028-01-05"]);
  expect(seriesOf(every("2028-02-22", "2028-03-07", [2]), none, YEAR).days).toEqual([
    "2028-02-22",
    "2028-02-29",
    "2028-03-07",
  ]);
  expect(seriesOf(every("2027-03-21", "2027-04-04", [7]), none, YEAR).days).toHaveLength(3);
});

test("days that are taken or out of season are left out and told apart", () => {
  const series = seriesOf(every("2027-08-21", "2027-09-11", [6]), new Set(["2027-08-28"]), [6, 7, 8]);
  expect(series).toEqual({ days: ["2027-08-21"], taken: ["2027-08-28"], outside: ["2027-09-04", "2027-09-11"] });
});

test("half-filled and backward rules come to nothing; a slip in the year ends", () => {
  const empty = { days: [], taken: [], outside: [] };
  expect(seriesOf(every("", "2027-07-31", [6]), none, YEAR)).toEqual(empty);
  expect(seriesOf(every("2027-07-31", "2027-07-01", [6]), none, YEAR)).toEqual(empty);
  expect(seriesOf(every("2027-07-03", "9027-07-03", [6]), none, YEAR).days.length).toBeLessThan(530);
});

test("days are added over the end of a month", () => {
  expect(addDays("2027-07-30", 3)).toBe("2027-08-02");
  expect(addDays("2027-07-30", 0)).toBe("2027-07-30");
});
