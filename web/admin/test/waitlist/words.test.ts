// Days and hours in words, how long an offer stands, what is wrong with a wish, and the address of the list.

import i18next from "i18next";
import { beforeAll, describe, expect, test } from "vitest";
import ru from "../../src/features/waitlist/ru.json";
import { readSearch } from "../../src/features/waitlist/search";
import { daysText, faultOf, hoursText, minutesLeft, partOf, plusDays } from "../../src/features/waitlist/words";

beforeAll(async () => {
  await i18next.init({ lng: "ru", resources: { ru: { waitlist: ru } }, interpolation: { escapeValue: false } });
});

describe("words", () => {
  test("one day is named once, several by their ends", () => {
    expect(daysText(i18next.t, "2026-11-25", "2026-11-25")).toContain("25");
    expect(daysText(i18next.t, "2026-11-25", "2026-12-01")).toMatch(/25.*—.*1/);
  });

  test.each([
    ["00:00", "24:00", "любое время"],
    ["17:00", "24:00", "вечер"],
    ["18:30", "24:00", "с 18:30"],
    ["00:00", "11:00", "до 11:00"],
    ["13:00", "15:00", "с 13:00 до 15:00"],
  ])("hours %s to %s", (from, until, expected) => {
    expect(hoursText(i18next.t, from, until)).toBe(expected);
  });

  test("the part of a day is known by its hours", () => {
    expect([partOf("12:00", "17:00"), partOf("12:00", "18:00")]).toEqual(["noon", undefined]);
  });

  test("the last minute counts, and a late one is none", () => {
    const now = Date.parse("2026-11-25T09:00:00Z");
    expect(minutesLeft("2026-11-25T09:29:01Z", now)).toBe(30);
    expect(minutesLeft("2026-11-25T08:59:00Z", now)).toBe(0);
  });

  test("days go over the end of a month", () => {
    expect(plusDays("2026-11-28", 6)).toBe("2026-12-04");
  });

  test("a wish without sense is told before it is sent", () => {
    const wish = { from: "2026-11-25", until: "2026-11-27", fromTime: "00:00", untilTime: "24:00" };
    expect(faultOf(wish)).toBeUndefined();
    expect(faultOf({ ...wish, until: "" })).toBe("days");
    expect(faultOf({ ...wish, until: "2026-11-24" })).toBe("days");
    expect(faultOf({ ...wish, until: "2027-03-24" })).toBe("days");
    expect(faultOf({ ...wish, fromTime: "18:00", untilTime: "18:00" })).toBe("hours");
  });
});

test("the address keeps what it knows", () => {
  const id = "0193a1b2-0000-7000-8000-000000000001";
  expect(readSearch({ status: "booked", service: id, employee: "x", entry: id, other: 1 })).toEqual({
    status: "booked",
    service: id,
    entry: id,
  });
  expect(readSearch({ status: "waiting" })).toEqual({});
});
