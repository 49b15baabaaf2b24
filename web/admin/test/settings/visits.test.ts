// What a firm wants around visits: the form's values, what is sent of them, the next time that is offered.

import type { OrgView } from "@samovar/client";
import { expect, test } from "vitest";
import { freeTime, patchOf, valuesOf } from "../../src/features/settings/visits";

const org = (visits: object) => ({ settings: { visits } }) as unknown as OrgView;

test("everything is sent, blank texts and links as none", () => {
  const values = valuesOf(org({ remind_minutes: [120, 1_440], reminder_text: { ru: "Ждём вас" }, review_link: null }));
  expect(values.remind_minutes).toEqual([1_440, 120]);
  expect(patchOf({ ...values, text_ru: "  ", review_link: " https://maps.example " })).toMatchObject({
    reminders: true,
    remind_minutes: [1_440, 120],
    reminder_text: { ru: null, en: null },
    review_link: "https://maps.example",
    feedback_days: 30,
  });
});

test("one more time is shorter than those there are, while there is one", () => {
  expect(freeTime([1_440, 120])).toBe(60);
  expect(freeTime([])).toBe(10_080);
  expect(freeTime([15])).toBe(10_080);
  expect(freeTime([30, 15])).toBe(10_080);
});
