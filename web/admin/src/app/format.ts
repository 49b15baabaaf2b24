// Money, dates and numbers as people of the screen's language write them; times in the firm's zone, never the browser's.

import { currentLang } from "./i18n";

// Making a format costs more than a hundred uses of it, and lists use them for every row.
const formats = new Map<string, Intl.DateTimeFormat>();
const numbers = new Map<string, Intl.NumberFormat>();
const locale = () => (currentLang() === "ru" ? "ru-RU" : "en-GB");

function dateFormat(options: Intl.DateTimeFormatOptions, tag = locale()): Intl.DateTimeFormat {
  const key = `${tag} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(tag, options);
    formats.set(key, format);
  }
  return format;
}
function numberFormat(options: Intl.NumberFormatOptions, tag = locale()): Intl.NumberFormat {
  const key = `${tag} ${JSON.stringify(options)}`;
  let format = numbers.get(key);
  if (!format) {
    format = new Intl.NumberFormat(tag, options);
    numbers.set(key, format);
  }
  return format;
}

/** The sign of the som is so new that letters of few computers have it. */
function drawn(text: string): string {
  const word = currentLang() === "ru" ? "сом" : "som";
  return text.replace(/\u20c0(?=\d)/, `${word}\u00a0`).replace("\u20c0", word);
}

/** `amount` in minor units. Kopecks are shown only when there are some. */
export function money(amount: number, currency: string): string {
  const digits = numberFormat({ style: "currency", currency }, "en").resolvedOptions().maximumFractionDigits ?? 2;
  const value = amount / 10 ** digits;
  const fraction = Number.isInteger(value) ? 0 : digits;
  const format = { style: "currency", currency, currencyDisplay: "narrowSymbol" } as const;
  const digitsShown = { minimumFractionDigits: fraction, maximumFractionDigits: fraction };
  return drawn(numberFormat({ ...format, ...digitsShown }).format(value));
}

/** `amount` in millionths: what one question to a model costs is often less than the smallest coin. */
export function tinyMoney(amount: number, currency: string): string {
  const value = amount / 1_000_000;
  const size = Math.abs(value);
  const fraction = value === 0 || (size >= 100 && Number.isInteger(value)) ? 0 : size >= 1 ? 2 : size >= 0.01 ? 3 : 6;
  const format = { style: "currency", currency, currencyDisplay: "narrowSymbol" } as const;
  return drawn(numberFormat({ ...format, minimumFractionDigits: 0, maximumFractionDigits: fraction }).format(value));
}

export function number(value: number, fraction = 0): string {
  return numberFormat({ maximumFractionDigits: fraction }).format(value);
}

/** 14:05 */
export function time(at: string | Date, zone?: string): string {
  return dateFormat({ hour: "2-digit", minute: "2-digit", timeZone: zone }).format(new Date(at));
}
/** 21 ноября */
export function day(at: string | Date, zone?: string): string {
  return dateFormat({ day: "numeric", month: "long", timeZone: zone }).format(new Date(at));
}
/** сб, 21 нояб. */
export function shortDay(at: string | Date, zone?: string): string {
  return dateFormat({ weekday: "short", day: "numeric", month: "short", timeZone: zone }).format(new Date(at));
}
/** 21 ноября 2026 г. */
export function fullDay(at: string | Date, zone?: string): string {
  return dateFormat({ day: "numeric", month: "long", year: "numeric", timeZone: zone }).format(new Date(at));
}
/** 21 нояб., 14:05 */
export function moment(at: string | Date, zone?: string): string {
  return dateFormat({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: zone }).format(
    new Date(at),
  );
}
/** 2026-11-21 in the zone: the key of a day. */
export function dayKey(at: string | Date, zone?: string): string {
  const options = { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone } as const;
  return dateFormat(options, "en-CA").format(new Date(at));
}

/** In a list: the time today, the weekday this week, the date before. */
export function recent(at: string | Date, zone?: string, now: Date = new Date()): string {
  const then = new Date(at);
  if (dayKey(then, zone) === dayKey(now, zone)) return time(then, zone);
  const days = (now.getTime() - then.getTime()) / 86_400_000;
  if (days >= 0 && days < 6) return dateFormat({ weekday: "short", timeZone: zone }).format(then);
  if (then.getFullYear() === now.getFullYear())
    return dateFormat({ day: "numeric", month: "short", timeZone: zone }).format(then);
  return dateFormat({ day: "2-digit", month: "2-digit", year: "2-digit", timeZone: zone }).format(then);
}

/** 90 → 1 ч 30 мин */
export function minutes(total: number): string {
  const ru = currentLang() === "ru";
  const hours = Math.floor(total / 60);
  const rest = total % 60;
  const words = [
    hours > 0 ? `${hours} ${ru ? "ч" : "h"}` : "",
    rest > 0 || hours === 0 ? `${rest} ${ru ? "мин" : "min"}` : "",
  ];
  return words.filter(Boolean).join(" ");
}

export function bytes(size: number): string {
  const ru = currentLang() === "ru";
  if (size < 1_000_000) return `${number(Math.max(1, size / 1000))} ${ru ? "КБ" : "kB"}`;
  return `${number(size / 1_000_000, 1)} ${ru ? "МБ" : "MB"}`;
}

/** +7 916 123-45-67; other countries in the groups of four people read easily. */
export function phone(e164: string): string {
  const ru = /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(e164);
  if (ru) return `+7 ${ru[1]} ${ru[2]}-${ru[3]}-${ru[4]}`;
  return e164.replace(/^(\+\d{1,3})(\d{2,3})(\d{3})(\d+)$/, "$1 $2 $3 $4");
}
