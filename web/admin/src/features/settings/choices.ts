// The choices of the firm's settings: zones with their time now, currencies, and spans of time in plain words.

import type { TFunction } from "i18next";
import { minutes } from "~/app/format";
import { currentLang } from "~/app/i18n";

export const CURRENCIES = ["RUB", "KZT", "KGS", "BYN", "UZS", "AMD", "GEL", "USD", "EUR", "TRY", "AED"];
export const REGIONS = ["RU", "KZ", "KG", "BY", "UZ", "AM", "GE", "TR", "AE", "US", "GB", "DE"];
/** Zones of most firms here, before the long list of all others. */
const NEAR = [
  "Europe/Kaliningrad",
  "Europe/Moscow",
  "Europe/Samara",
  "Asia/Yekaterinburg",
  "Asia/Omsk",
  "Asia/Novosibirsk",
  "Asia/Krasnoyarsk",
  "Asia/Irkutsk",
  "Asia/Yakutsk",
  "Asia/Vladivostok",
  "Asia/Magadan",
  "Asia/Kamchatka",
  "Europe/Minsk",
  "Asia/Almaty",
  "Asia/Bishkek",
  "Asia/Tashkent",
  "Asia/Yerevan",
  "Asia/Tbilisi",
];

export interface Choice {
  value: string;
  label: string;
}

const localeOf = () => (currentLang() === "ru" ? "ru-RU" : "en-GB");

/** Minutes ahead of UTC at a moment. */
export function offsetOf(zone: string, at: Date): number {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(at);
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(parts.find((part) => part.type === "timeZoneName")?.value ?? "");
  if (!match) return 0;
  const total = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === "-" ? -total : total;
}

function zoneLabel(zone: string, at: Date): string {
  const offset = offsetOf(zone, at);
  const hours = Math.floor(Math.abs(offset) / 60);
  const rest = Math.abs(offset) % 60;
  const sign = offset < 0 ? "−" : "+";
  const city = zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
  const long = new Intl.DateTimeFormat(localeOf(), { timeZone: zone, timeZoneName: "long" }).formatToParts(at);
  const name = (long.find((part) => part.type === "timeZoneName")?.value ?? "")
    .replace(/,? (стандартное|летнее|зимнее) время$/, "")
    .replace(/ (Standard|Summer|Winter|Daylight) Time$/, "");
  const names = [...new Set([name, city])].filter((word) => word && !word.startsWith("GMT"));
  return [`UTC${sign}${hours}${rest ? `:${String(rest).padStart(2, "0")}` : ""}`, ...names].join(" · ");
}

/** All zones of the browser, ours first and by their time; `own` is there even if the browser does not know it. */
export function zoneChoices(own: string, at: Date): Choice[] {
  const all = new Set([...NEAR, ...Intl.supportedValuesOf("timeZone"), own]);
  const rank = (zone: string) => (NEAR.includes(zone) ? 0 : 1);
  const label = (zone: string) => {
    try {
      return zoneLabel(zone, at);
    } catch {
      return zone;
    }
  };
  const offset = (zone: string) => {
    try {
      return offsetOf(zone, at);
    } catch {
      return 0;
    }
  };
  return [...all]
    .map((zone) => ({ value: zone, label: label(zone), rank: rank(zone), offset: offset(zone) }))
    .sort((a, b) => a.rank - b.rank || a.offset - b.offset || a.value.localeCompare(b.value))
    .map(({ value, label }) => ({ value, label }));
}

export function currencyChoices(own: string): Choice[] {
  const names = new Intl.DisplayNames(localeOf(), { type: "currency" });
  return [...new Set([...CURRENCIES, own])].map((code) => ({ value: code, label: `${code} · ${names.of(code)}` }));
}

export function regionChoices(own: string): Choice[] {
  const names = new Intl.DisplayNames(localeOf(), { type: "region" });
  return [...new Set([...REGIONS, own])].map((code) => ({ value: code, label: names.of(code) ?? code }));
}

/** 0 → its own word, 90 → 1 ч 30 мин, 2880 → 2 дня. */
export function spanLabel(t: TFunction, total: number, zero: string): string {
  if (total === 0) return zero;
  if (total % 10_080 === 0) return t("settings:weeks", { count: total / 10_080 });
  if (total % 1_440 === 0) return t("settings:days", { count: total / 1_440 });
  return minutes(total);
}

/** The usual values and the one saved, even if it is an unusual one. */
export function withOwn(usual: readonly number[], own: number): number[] {
  return [...new Set([...usual, own])].sort((a, b) => a - b);
}

export const LEADS = [0, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 4_320, 10_080];
export const CHANGES = [0, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 4_320, 10_080];
export const HOLDS = [3, 5, 10, 15, 20, 30, 60];
export const STEPS = [5, 10, 15, 20, 30, 45, 60, 90, 120];
export const HORIZONS = [7, 14, 30, 45, 60, 90, 120, 180, 366];
export const QUIETS = [0, 1_500, 4_000, 8_000];
