// Words, money, lengths and times as people of a language write them, in the branch's zone.

import type { Hours, Money } from "./wire";
import { en } from "./words/en";
import { ru } from "./words/ru";

export type Lang = "ru" | "en";
export type Words = typeof ru;

export const words = (lang: Lang): Words => (lang === "en" ? en : ru);

export const put = (text: string, values: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));

/** `forms` are one, few, many in Russian; one, other in English. */
export function plural(lang: Lang, n: number, forms: string[]): string {
  const rule = new Intl.PluralRules(lang).select(n);
  const index = lang === "en" ? (rule === "one" ? 0 : 1) : rule === "one" ? 0 : rule === "few" ? 1 : 2;
  return put(forms[index] ?? forms[0] ?? "", { n });
}

export function money(lang: Lang, { minor, currency }: Money): string {
  const plain = new Intl.NumberFormat(lang, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  const digits = plain.resolvedOptions().maximumFractionDigits ?? 2;
  const amount = minor / 10 ** digits;
  if (!Number.isInteger(amount)) return plain.format(amount);
  return new Intl.NumberFormat(lang, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: 0,
    maximumFractionDigits: 0,
  }).format(amount);
}

export function length(lang: Lang, minutes: number): string {
  const w = words(lang);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 && `${hours} ${w.hour}`, rest > 0 && `${rest} ${w.minute}`].filter(Boolean).join(" ");
}

const formats = new Map<string, Intl.DateTimeFormat>();
function format(lang: Lang, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([lang, zone, options]);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : "ru-RU", { timeZone: zone, ...options });
    formats.set(key, found);
  }
  return found;
}

export const clock = (lang: Lang, zone: string, at: Date): string =>
  format(lang, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);

/** `вторник, 24 ноября` */
export const dayName = (lang: Lang, zone: string, at: Date): string =>
  format(lang, zone, { weekday: "long", day: "numeric", month: "long" }).format(at);

/** `вт, 24 ноября, 12:00` */
export const moment = (lang: Lang, zone: string, at: Date): string =>
  `${format(lang, zone, { weekday: "short", day: "numeric", month: "long" }).format(at)}, ${clock(lang, zone, at)}`;

/** `ноябрь 2026` */
export const monthName = (lang: Lang, date: string): string =>
  format(lang, "UTC", { month: "long", year: "numeric" })
    .format(noon(date))
    .replace(/\s?г\.$/u, "");

/** The civil date of an instant, `2026-11-24`. */
export const dateOf = (zone: string, at: Date): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(at);

/** A civil date as an instant that has the same date in UTC; for arithmetic and names of days only. */
export const noon = (date: string): Date => new Date(`${date}T12:00:00Z`);

export function plusDays(date: string, days: number): string {
  const at = noon(date);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** 0 = Monday. */
export const weekday = (date: string): number => (noon(date).getUTCDay() + 6) % 7;

/** Minutes of the day in a zone. */
export function minuteOf(zone: string, at: Date): number {
  const [hours = "0", minutes = "0"] = clock("en", zone, at).split(":");
  return Number(hours) * 60 + Number(minutes);
}

export type Part = "morning" | "afternoon" | "evening";
export const partOf = (minute: number): Part =>
  minute < 12 * 60 ? "morning" : minute < 17 * 60 ? "afternoon" : "evening";

/** Does the visitor's clock show another time than the branch's at that moment? */
export function differs(zone: string, at: Date): boolean {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return own !== zone && (clock("en", own, at) !== clock("en", zone, at) || dateOf(own, at) !== dateOf(zone, at));
}

const civil = (minutes: number): string =>
  `${String(Math.floor((minutes % 1440) / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** `[["пн–пт", "10:00–21:00"], ["вс", "выходной"]]` */
export function week(hours: readonly Hours[], w: Words): [string, string][] {
  const rows: { from: number; to: number; text: string }[] = [];
  for (let index = 0; index < 7; index += 1) {
    const day = hours.filter((span) => span.weekday === index + 1).sort((a, b) => a.opens - b.opens);
    const text = day.map((span) => `${civil(span.opens)}–${civil(span.closes)}`).join(", ") || w.dayOff;
    const last = rows.at(-1);
    if (last?.text === text) last.to = index;
    else rows.push({ from: index, to: index, text });
  }
  const name = (index: number) => w.weekdays[index] ?? "";
  return rows.map(({ from, to, text }) => [
    rows.length === 1 ? w.daily : from === to ? name(from) : `${name(from)}–${name(to)}`,
    text,
  ]);
}

/** Closing time of the interval `now` falls into; null when closed. */
export function openUntil(hours: readonly Hours[], zone: string, now: Date): string | null {
  const day = weekday(dateOf(zone, now)) + 1;
  const minute = minuteOf(zone, now);
  const span = hours.find((one) => one.weekday === day && one.opens <= minute && minute < one.closes);
  return span ? civil(span.closes) : null;
}

/** Case, ё and spaces do not matter in a search. */
export const plain = (text: string): string => text.toLowerCase().replaceAll("ё", "е").trim();

/** Groups the digits of a number typed from its start; what is not a Russian or Kazakh one is left alone. */
export function phoneMask(text: string, region: string): string {
  if (/[^\d\s()+-]/.test(text)) return text;
  const isSeven = region === "RU" || region === "KZ";
  let digits = text.replace(/\D/g, "");
  if (!text.trim().startsWith("+")) {
    if (!isSeven || digits === "") return text;
    if (digits.startsWith("8") || digits.startsWith("7")) digits = digits.slice(1);
    digits = `7${digits}`;
    if (digits === "7") return text;
  } else if (!digits.startsWith("7")) return text;
  if (digits.length > 11) return text;
  const [a, b, c, d] = [digits.slice(1, 4), digits.slice(4, 7), digits.slice(7, 9), digits.slice(9, 11)];
  return ["+7", a && ` ${a}`, b && ` ${b}`, c && `-${c}`, d && `-${d}`].join("");
}
