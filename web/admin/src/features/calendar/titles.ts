// What the period on the screen is called.

import { currentLang } from "~/app/i18n";
import type { View } from "./search";
import { addDays, addMonths, monthOf, weekOf } from "./zone";

const locale = () => (currentLang() === "ru" ? "ru-RU" : "en-GB");
const noon = (date: string) => new Date(`${date}T12:00:00Z`);

export function format(date: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale(), { ...options, timeZone: "UTC" }).format(noon(date));
}

export function capital(text: string): string {
  const [first = "", ...rest] = text;
  return first.toLocaleUpperCase() + rest.join("");
}

export function titleOf(view: View, date: string, today: string, isShort = false): string {
  const isThisYear = date.slice(0, 4) === today.slice(0, 4);
  const year = isThisYear ? {} : ({ year: "numeric" } as const);
  const month = isShort ? "short" : "long";
  if (view === "day")
    return capital(format(date, { weekday: isShort ? "short" : "long", day: "numeric", month, ...year }));
  if (view === "month") return capital(format(date, { month: "long", year: "numeric" }).replace(/ г\.$/, ""));
  const week = weekOf(date);
  const range = new Intl.DateTimeFormat(locale(), { day: "numeric", month, ...year, timeZone: "UTC" });
  return range.formatRange(noon(week[0] ?? date), noon(week[6] ?? date));
}

export function shifted(view: View, date: string, by: -1 | 1): string {
  if (view === "day") return addDays(date, by);
  return view === "week" ? addDays(date, 7 * by) : addMonths(date, by);
}

export function datesOf(view: View, date: string): string[] {
  if (view === "day") return [date];
  return view === "week" ? weekOf(date) : monthOf(date);
}
