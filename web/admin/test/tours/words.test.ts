// Days and sums of tours in words.

import { expect, test } from "vitest";
import { money } from "~/app/format";
import { dayText } from "~/features/tours/day-text";

test("the year stands only where it is another one", () => {
  expect(dayText("2026-12-05", "2026-11-22")).toBe("сб, 5 дек.");
  expect(dayText("2027-07-10", "2026-11-22")).toBe("сб, 10 июл. 2027");
});

test("som are written in letters", () => {
  const text = money(150_000, "KGS");
  expect(text).not.toContain("\u20c0");
  expect(text.replaceAll(/\s/g, " ")).toMatch(/^1 500 (сом|KGS)$/);
});
