// Reminders of a visit in words: «Напомнили вчера в 12:00 · подтвердил».

import type { FollowUpView, ReminderView } from "@samovar/client";
import type { TFunction } from "i18next";
import { dayKey, shortDay, time } from "~/app/format";

export interface Line {
  id: string;
  text: string;
}

const DAY = 86_400_000;

/** `сегодня в 12:00`, `вчера в 12:00`, `пн, 24 ноя в 12:00`. */
function when(t: TFunction, at: string, zone: string, now: Date): string {
  const day = dayKey(at, zone);
  const near = [-1, 0, 1].find((shift) => dayKey(new Date(now.getTime() + shift * DAY).toISOString(), zone) === day);
  const words = { "-1": "yesterday", "0": "today", "1": "tomorrow" } as const;
  const name =
    near === undefined ? shortDay(at, zone) : t(`calendar:follow.${words[String(near) as keyof typeof words]}`);
  return t("calendar:follow.at", { day: name, time: time(at, zone) });
}

function said(t: TFunction, reminder: ReminderView, zone: string, now: Date): string {
  const { kind, reached, sent_at, answer } = reminder;
  if (kind === "moved" || kind === "called_off") {
    return t(`calendar:follow.${reached === "task" ? "call" : "told"}_${kind}`, { when: when(t, sent_at, zone, now) });
  }
  const what = kind === "missed" ? "offered" : reached === "task" ? "task" : "reminded";
  const told = t(`calendar:follow.${what}`, { when: when(t, sent_at, zone, now) });
  if (kind === "missed" || reached === "task") return told;
  return `${told} · ${t(`calendar:follow.answer.${answer ?? "none"}`)}`;
}

export function linesOf(t: TFunction, follow: FollowUpView, zone: string, now: Date): Line[] {
  const lines = follow.reminders.map((one) => ({ id: `${one.kind} ${one.sent_at}`, text: said(t, one, zone, now) }));
  if (!follow.next_at) return lines;
  return [...lines, { id: "next", text: t("calendar:follow.next", { when: when(t, follow.next_at, zone, now) }) }];
}
