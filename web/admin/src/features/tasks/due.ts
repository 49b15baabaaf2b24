// How the day of a task is said: today and tomorrow by name, this week by weekday, else by date; the time when there is one.

import type { TFunction } from "i18next";
import { fullDay, shortDay, time } from "~/app/format";
import { currentLang } from "~/app/i18n";
import { addDays, instantOf, wallOf } from "~/features/calendar/zone";
import type { Moment } from "./when";

const weekday = (date: string) =>
  new Intl.DateTimeFormat(currentLang() === "ru" ? "ru-RU" : "en-GB", { weekday: "long", timeZone: "UTC" }).format(
    new Date(`${date}T12:00:00Z`),
  );

export function dayWords(t: TFunction, date: string, now: number, zone: string): string {
  const today = wallOf(now, zone).date;
  if (date === today) return t("tasks:day.today");
  if (date === addDays(today, 1)) return t("tasks:day.tomorrow");
  if (date === addDays(today, -1)) return t("tasks:day.yesterday");
  if (date > today && date < addDays(today, 7)) return weekday(date);
  const noon = `${date}T12:00:00Z`;
  return date.slice(0, 4) === today.slice(0, 4) ? shortDay(noon, "UTC") : fullDay(noon, "UTC");
}

export function momentWords(t: TFunction, when: Moment, now: number, zone: string): string {
  const day = dayWords(t, when.date, now, zone);
  if (when.minutes === undefined) return day;
  return `${day}, ${time(new Date(instantOf(when.date, when.minutes, zone)), zone)}`;
}
