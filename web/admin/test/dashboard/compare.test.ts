// Figures beside those of the period before.

import { expect, test } from "vitest";
import { bars, change, share } from "~/features/dashboard/compare";
import { periodOf } from "~/features/dashboard/queries";

test.each([
  [10, 5, 100],
  [5, 10, -50],
  [5, 0, undefined],
  [0, 5, -100],
  [5, 5, 0],
  [100_000, 1, 999],
])("from %d after %d", (now, before, percent) => {
  expect(change(now, before)).toBe(percent);
});

test("a share of nothing is not a figure", () => {
  expect(share(0, 0)).toBeUndefined();
  expect(share(1, 3)).toBe(33);
});

test("many days become weeks and lose nothing", () => {
  const days = Array.from({ length: 90 }, (_, at) => ({ date: `d${at}`, n: 1 }));
  const weeks = bars(days, (into, one) => ({ ...into, n: into.n + one.n }));
  expect(weeks).toHaveLength(13);
  expect(weeks.reduce((sum, week) => sum + week.n, 0)).toBe(90);
  expect(weeks[1]?.date).toBe("d7");
  expect(bars(days.slice(0, 30), (into) => into)).toHaveLength(30);
});

test("the period ends today in the firm's zone, across months and the change of the clock", () => {
  const late = new Date("2026-03-01T21:30:00Z");
  expect(periodOf(7, "Europe/Moscow", late)).toEqual({ from: "2026-02-24", to: "2026-03-02" });
  expect(periodOf(30, "Europe/Berlin", new Date("2026-03-29T12:00:00Z"))).toEqual({
    from: "2026-02-28",
    to: "2026-03-29",
  });
});
