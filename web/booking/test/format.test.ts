import { describe, expect, test } from "vitest";
import {
  clock,
  differs,
  length,
  money,
  openUntil,
  partOf,
  phoneMask,
  plain,
  plural,
  plusDays,
  week,
  weekday,
  words,
} from "../src/format";

const ru = words("ru");

describe("what people read", () => {
  test("money keeps kopecks only where there are some", () => {
    const spaced = (text: string) => text.replace(/\s/g, " ");
    expect(spaced(money("ru", { minor: 150_000, currency: "RUB" }))).toBe("1 500 ₽");
    expect(spaced(money("ru", { minor: 1250, currency: "RUB" }))).toBe("12,50 ₽");
    expect(money("en", { minor: 1250, currency: "USD" })).toBe("$12.50");
    expect(money("en", { minor: 700, currency: "JPY" })).toBe("¥700");
  });
  test("lengths and plurals", () => {
    expect([30, 60, 95].map((minutes) => length("ru", minutes))).toEqual(["30 мин", "1 ч", "1 ч 35 мин"]);
    expect([1, 2, 5, 21].map((n) => plural("ru", n, ru.chosen))).toEqual([
      "1 услуга",
      "2 услуги",
      "5 услуг",
      "21 услуга",
    ]);
    expect([1, 2].map((n) => plural("en", n, words("en").chosen))).toEqual(["1 service", "2 services"]);
  });
  test("hours of a week", () => {
    const day = (weekday: number) => ({ weekday, opens: 600, closes: 1440 });
    expect(week([1, 2, 3, 4, 5].map(day), ru)).toEqual([
      ["пн–пт", "10:00–00:00"],
      ["сб–вс", "выходной"],
    ]);
    expect(openUntil([day(6)], "Europe/Moscow", new Date("2026-11-21T10:00:00Z"))).toBe("00:00");
    expect(openUntil([day(6)], "Europe/Moscow", new Date("2026-11-21T06:00:00Z"))).toBeNull();
  });
});

test("numbers are grouped while they are typed, and left alone when they are something else", () => {
  const typed = (digits: string, region = "RU") =>
    [...digits].reduce((text, digit) => phoneMask(text + digit, region), "");
  for (const [digits, shown] of [
    ["89161234567", "+7 916 123-45-67"],
    ["9161234567", "+7 916 123-45-67"],
    ["+79161234567", "+7 916 123-45-67"],
    ["8", "8"],
    ["+4915112345678", "+4915112345678"],
  ] as const)
    expect(typed(digits)).toBe(shown);
  expect(typed("15112345678", "DE")).toBe("15112345678");
  expect(phoneMask("доб. 12", "RU")).toBe("доб. 12");
});

test("days are civil days", () => {
  expect(plusDays("2026-02-28", 1)).toBe("2026-03-01");
  expect(weekday("2026-11-23")).toBe(0);
  expect(clock("ru", "Asia/Novosibirsk", new Date("2026-11-24T07:00:00Z"))).toBe("14:00");
  expect(differs(Intl.DateTimeFormat().resolvedOptions().timeZone, new Date())).toBe(false);
  expect(
    ["11:59", "12:00", "16:59", "17:00"].map((at) => partOf(Number(at.slice(0, 2)) * 60 + Number(at.slice(3)))),
  ).toEqual(["morning", "afternoon", "afternoon", "evening"]);
  expect(plain(" Ёлка ")).toBe("елка");
});
