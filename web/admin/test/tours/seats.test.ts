// Seats of departures: what is free, how they stand, what they come to, which are next.

import { expect, test } from "vitest";
import type { DepartureView } from "~/features/tours/queries";
import { byMonth, nextByTour, standingOf, totalOf } from "~/features/tours/seats";

const TODAY = "2027-07-01";
const departure = (
  starts_on: string,
  seats: number,
  seats_taken: number,
  more: Partial<DepartureView> = {},
): DepartureView => ({
  id: starts_on,
  tour_id: "lake",
  starts_on,
  seats,
  seats_taken,
  status: "open",
  created_at: "2027-01-01T00:00:00Z",
  ...more,
});

test.each([
  [departure("2027-07-10", 12, 0), "free"],
  [departure("2027-07-10", 12, 9), "free"],
  [departure("2027-07-10", 12, 10), "few"],
  [departure("2027-07-10", 40, 32), "few"],
  [departure("2027-07-10", 2, 0), "free"],
  [departure("2027-07-10", 12, 12), "full"],
  [departure(TODAY, 12, 12), "full"],
  [departure("2027-06-30", 12, 12), "past"],
  [departure("2027-07-10", 12, 3, { status: "closed" }), "closed"],
  [departure("2027-06-10", 12, 3, { status: "cancelled" }), "cancelled"],
])("%# a departure stands as it does", (one, standing) => {
  expect(standingOf(one, TODAY)).toBe(standing);
});

test("cancelled departures count for nothing, closed ones have no seats to sell", () => {
  const all = [
    departure("2027-07-10", 12, 4),
    departure("2027-07-17", 10, 6, { status: "closed" }),
    departure("2027-07-24", 10, 9, { status: "cancelled" }),
  ];
  expect(totalOf(all)).toEqual({ seats: 22, taken: 10, free: 8 });
  expect(totalOf([])).toEqual({ seats: 0, taken: 0, free: 0 });
});

test("months come in order, and their days", () => {
  const months = byMonth(["2028-01-02", "2027-07-24", "2027-12-30", "2027-07-03"].map((day) => departure(day, 8, 0)));
  expect(months.map(([month, rows]) => [month, rows.map(({ starts_on }) => starts_on)])).toEqual([
    ["2027-07", ["2027-07-03", "2027-07-24"]],
    ["2027-12", ["2027-12-30"]],
    ["2028-01", ["2028-01-02"]],
  ]);
});

test("next are the soonest that are sold, full ones too, of each tour apart", () => {
  const next = nextByTour(
    [
      departure("2027-08-01", 8, 8),
      departure("2027-07-15", 8, 0, { status: "cancelled" }),
      departure("2027-06-15", 8, 0),
      departure("2027-09-01", 8, 0),
      departure("2027-07-20", 8, 0),
      departure(TODAY, 8, 0, { tour_id: "pass" }),
    ],
    TODAY,
    2,
  );
  expect(next.get("lake")?.map(({ starts_on }) => starts_on)).toEqual(["2027-07-20", "2027-08-01"]);
  expect(next.get("pass")?.map(({ starts_on }) => starts_on)).toEqual([TODAY]);
  expect(next.get("other")).toBeUndefined();
});
