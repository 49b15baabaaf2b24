// Opening hours as people write them: equal neighbouring days together, and whether the door is open now.

import type { Hours } from "./data";

type Locale = "ru" | "en";

const DAYS: Record<Locale, string[]> = {
  ru: ["пн", "вт", "ср", "чт", "пт", "сб", "вс"],
  en: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
};

export function clock(minutes: number): string {
  const whole = minutes % 1440;
  return `${String(Math.floor(whole / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
}

/** `[["пн–пт", "10:00–21:00"], ["вс", "выходной"]]` */
export function week(hours: readonly Hours[], locale: Locale): [string, string][] {
  const closed = locale === "ru" ? "выходной" : "closed";
  const spans = DAYS[locale].map((_, index) => {
    const day = hours.filter((span) => span.weekday === index + 1).sort((a, b) => a.opens - b.opens);
    return day.length === 0 ? closed : day.map((span) => `${clock(span.opens)}–${clock(span.closes)}`).join(", ");
  });
  const rows: { from: number; to: number; text: string }[] = [];
  spans.forEach((text, index) => {
    const last = rows.at(-1);
    if (last && last.text === text) last.to = index;
    else rows.push({ from: index, to: index, text });
  });
  const daily = locale === "ru" ? "ежедневно" : "daily";
  return rows.map(({ from, to, text }) => {
    const days = DAYS[locale];
    if (from === 0 && to === 6) return [daily, text];
    return [from === to ? (days[from] ?? "") : `${days[from]}–${days[to]}`, text];
  });
}

/** Closing time of the interval that `now` falls into, in the branch's own zone; null when closed. */
export function openUntil(hours: readonly Hours[], zone: string, now: Date): string | null {
  let parts: Intl.DateTimeFormatPart[];
  try {
    parts = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    }).formatToParts(now);
  } catch {
    return null;
  }
  const part = (type: string) => parts.find((entry) => entry.type === type)?.value ?? "";
  const weekday = DAYS.en.indexOf(part("weekday")) + 1;
  const minute = Number(part("hour")) * 60 + Number(part("minute"));
  const span = hours.find((entry) => entry.weekday === weekday && entry.opens <= minute && minute < entry.closes);
  return span ? clock(span.closes) : null;
}
