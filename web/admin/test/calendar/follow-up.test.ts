// Reminders of a visit in words.

import type { FollowUpView } from "@samovar/client";
import i18next from "i18next";
import { beforeAll, expect, test } from "vitest";
import { linesOf } from "../../src/features/calendar/follow-up-lines";
import ru from "../../src/features/calendar/ru.json";

beforeAll(async () => {
  await i18next.init({ lng: "ru", resources: { ru: { calendar: ru } } });
});

test("what was said, when, and what came back", () => {
  const follow = {
    reminders: [
      {
        kind: "before",
        reached: "message",
        sent_at: "2026-11-24T09:00:00Z",
        answer: "confirmed",
        minutes_before: 1440,
      },
      { kind: "before", reached: "task", sent_at: "2026-11-25T06:00:00Z", minutes_before: 120 },
      { kind: "before", reached: "message", sent_at: "2026-11-25T07:00:00Z", minutes_before: 60 },
    ],
    next_at: "2026-11-25T08:00:00Z",
  } as unknown as FollowUpView;
  const lines = linesOf(i18next.t, follow, "Europe/Moscow", new Date("2026-11-25T07:30:00Z"));
  expect(lines.map(({ text }) => text)).toEqual([
    "Напомнили вчера в 12:00 · подтвердил",
    "Попросили позвонить и напомнить сегодня в 09:00",
    "Напомнили сегодня в 10:00 · ответа пока нет",
    "Напомним сегодня в 11:00",
  ]);
});
