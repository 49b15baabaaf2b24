// Names of weekdays, 1 = Monday … 7 = Sunday, in the screen's language.

import { currentLang } from "~/app/i18n";

function name(weekday: number, length: "long" | "short"): string {
  // 2024-01-01 was a Monday.
  const date = new Date(Date.UTC(2024, 0, weekday));
  const text = new Intl.DateTimeFormat(currentLang() === "ru" ? "ru-RU" : "en-GB", {
    weekday: length,
    timeZone: "UTC",
  }).format(date);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export const weekdayName = (weekday: number): string => name(weekday, "long");
export const weekdayShort = (weekday: number): string => name(weekday, "short");
