// The months a tour runs in: stretches of them across New Year, and their names in the screen's language.

import { currentLang } from "~/app/i18n";

export const MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const;

const next = (month: number) => (month % 12) + 1;
const before = (month: number) => ((month + 10) % 12) + 1;

/** `[11, 12, 1, 6]` → `[[11, 1], [6, 6]]`: each stretch by its first and last month; nothing for the whole year. */
export function stretches(season: readonly number[]): [number, number][] {
  const months = new Set(season);
  if (months.size >= 12) return [];
  const starts = MONTHS.filter((month) => months.has(month) && !months.has(before(month)));
  const found = starts.map((start): [number, number] => {
    let end: number = start;
    while (months.has(next(end))) end = next(end);
    return [start, end];
  });
  // A winter begins in the old year.
  return found.sort((a, b) => a[0] - b[0]);
}

function monthIn(month: number, length: "long" | "short"): string {
  const locale = currentLang() === "ru" ? "ru-RU" : "en-GB";
  const text = new Intl.DateTimeFormat(locale, { month: length, timeZone: "UTC" }).format(Date.UTC(2024, month - 1, 1));
  return text.replace(".", "");
}

export const monthName = (month: number): string => monthIn(month, "long");
/** For a small button: at most four letters. */
export const monthShort = (month: number): string => monthIn(month, "short").slice(0, 4);

/** `июнь – сентябрь, декабрь`; `always` for the whole year. */
export function seasonText(season: readonly number[], always: string): string {
  const parts = stretches(season).map(([from, to]) =>
    from === to ? monthName(from) : `${monthName(from)} – ${monthName(to)}`,
  );
  return parts.length > 0 ? parts.join(", ") : always;
}

/** Does a tour run on that day, `2027-07-10`? */
export function isInSeason(day: string, season: readonly number[]): boolean {
  return season.includes(Number(day.slice(5, 7)));
}
