// What a partner's terms are, in words; and what was typed of them.

import type { TFunction } from "i18next";
import { money, number } from "~/app/format";
import type { Commission } from "./queries";

/** 1000 hundredths are 10 %. */
export function termsOf(t: TFunction, { kind, value }: Commission, currency: string): string {
  if (kind === "percent") return t("partners:terms.percent", { value: number(value / 100, 2) });
  if (kind === "fixed") return t("partners:terms.fixed", { value: money(value, currency) });
  return t("partners:terms.none");
}

/** The partner takes nobody on this day. */
export const isOff = (days: readonly { from: string; until: string }[], today: string): boolean =>
  days.some(({ from, until }) => from <= today && today <= until);

const plain = (text: string) => text.toLowerCase().replaceAll("ё", "е");
const digits = (text: string) => text.replace(/\D/g, "");

/** Every word is somewhere in the name, or the phone holds the digits. */
export function fits(
  { name, person, email, phone }: { name: string; person: string; email?: string; phone?: string },
  asked: string,
): boolean {
  const text = plain([name, person, email ?? ""].join(" "));
  const number = digits(asked).replace(/^8(?=\d{3})/, "7");
  return (
    plain(asked)
      .split(/\s+/)
      .every((word) => text.includes(word)) ||
    (number.length > 2 && digits(phone ?? "").includes(number))
  );
}

/** "1 мин", "3 ч", "2 дн." of seconds. */
export function waited(t: TFunction, seconds: number): string {
  if (seconds < 3_600) return t("partners:waited.minutes", { count: Math.max(1, Math.round(seconds / 60)) });
  if (seconds < 172_800) return t("partners:waited.hours", { count: Math.round(seconds / 3_600) });
  return t("partners:waited.days", { count: Math.round(seconds / 86_400) });
}
