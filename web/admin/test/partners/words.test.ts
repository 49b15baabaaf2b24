// Whether a partner is found by what was typed, and is away on a day.

import { describe, expect, test } from "vitest";
import { fits, isOff } from "~/features/partners/words";

const olga = { name: "Гид Ольга Ким", person: "Оля", email: "olga@guide.example", phone: "+79161112233" };

describe("partners", () => {
  test.each([
    ["ольга ким", true],
    ["КИМ гид", true],
    ["guide.example", true],
    ["8 916 111", true],
    ["111-22", true],
    ["12", false],
    ["иван", false],
  ])("%s", (asked, found) => expect(fits(olga, asked)).toBe(found));

  test("both ends of a stretch are days off", () => {
    const days = [{ from: "2026-12-01", until: "2026-12-03" }];
    expect(["2026-11-30", "2026-12-01", "2026-12-03", "2026-12-04"].map((day) => isOff(days, day))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});
