// What a firm wants done around a visit, as the form holds it.

import type { OrgView, VisitsView } from "@samovar/client";

/** Times before a visit that are offered, in minutes. */
export const AHEAD = [15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 4_320, 10_080];
export const MOST_TIMES = 4;
export const VARIABLES = [
  "contact.first_name",
  "contact.name",
  "visit.when",
  "visit.date",
  "visit.time",
  "visit.services",
  "visit.employee",
  "visit.address",
  "firm.name",
  "firm.phone",
] as const;

export function valuesOf(org: OrgView) {
  const visits = (org.settings.visits ?? {}) as VisitsView;
  return {
    reminders: visits.reminders ?? true,
    remind_minutes: [...(visits.remind_minutes ?? [1_440, 120])].sort((a, b) => b - a),
    text_ru: visits.reminder_text?.ru ?? "",
    text_en: visits.reminder_text?.en ?? "",
    quiet_until_hour: visits.quiet_until_hour ?? 9,
    quiet_from_hour: visits.quiet_from_hour ?? 21,
    completes: visits.completes ?? true,
    complete_minutes: visits.complete_minutes ?? 120,
    offers_after_no_show: visits.offers_after_no_show ?? false,
    feedback: visits.feedback ?? true,
    feedback_minutes: visits.feedback_minutes ?? 180,
    feedback_days: visits.feedback_days ?? 30,
    review_link: visits.review_link ?? "",
    waitlist: visits.waitlist ?? true,
    offer_minutes: visits.offer_minutes ?? 30,
    prepay_minutes: visits.prepay_minutes ?? 0,
    prepay_ru: visits.prepay_text?.ru ?? "",
    prepay_en: visits.prepay_text?.en ?? "",
  };
}
export type Values = ReturnType<typeof valuesOf>;

/** All of it: the server replaces these settings as a whole. */
export function patchOf(values: Values): VisitsView {
  const { text_ru, text_en, prepay_ru, prepay_en, review_link, feedback_days, ...rest } = values;
  return {
    ...rest,
    feedback_days: Number(feedback_days) || 0,
    reminder_text: { ru: text_ru.trim() || null, en: text_en.trim() || null },
    prepay_text: { ru: prepay_ru.trim() || null, en: prepay_en.trim() || null },
    review_link: review_link.trim() || null,
  };
}

/** The next time to offer: the longest usual one that is shorter than all there are, else any that is free. */
export function freeTime(times: readonly number[]): number | undefined {
  const shortest = Math.min(...times, Number.POSITIVE_INFINITY);
  const free = AHEAD.filter((one) => !times.includes(one));
  return free.filter((one) => one < shortest).at(-1) ?? free.at(-1);
}
