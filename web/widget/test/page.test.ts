import { describe, expect, it } from "vitest";
import { inkOn } from "../src/colour";
import { clock, openUntil, week } from "../src/firm/hours";
import { address } from "../src/loader/address";

const hours = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: 600, closes: 1260 }));

describe("hours", () => {
  it("puts equal neighbours together", () => {
    expect(week(hours, "ru")).toEqual([
      ["пн–пт", "10:00–21:00"],
      ["сб–вс", "выходной"],
    ]);
    expect(
      week(
        [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: 0, closes: 1440 })),
        "en",
      ),
    ).toEqual([["daily", "00:00–00:00"]]);
  });
  it("reads the branch's own clock", () => {
    // Friday 18:30 in Moscow, 15:30 UTC; the same instant is Saturday in Vladivostok.
    const now = new Date("2026-11-20T15:30:00Z");
    expect(openUntil(hours, "Europe/Moscow", now)).toBe("21:00");
    expect(openUntil(hours, "Asia/Vladivostok", now)).toBeNull();
    expect(openUntil(hours, "No/Where", now)).toBeNull();
  });
  it("writes minutes as a clock", () =>
    expect([clock(0), clock(605), clock(1440)]).toEqual(["00:00", "10:05", "00:00"]));
});

describe("ink", () => {
  it.each([
    ["#8f4a2b", "#ffffff"],
    ["#ffd54a", "#1d1a17"],
    ["not a colour", "#1d1a17"],
  ])("on %s", (ground, ink) => expect(inkOn(ground)).toBe(ink));
});

describe("address", () => {
  it.each([
    ["https://shop.ru/a?token=secret&utm_source=ya#x", "https://shop.ru/a?utm_source=ya"],
    ["https://shop.ru/?session=1", "https://shop.ru/"],
    ["", ""],
  ])("%s", (href, told) => expect(address(href)).toBe(told));
});
