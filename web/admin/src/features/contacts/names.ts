// How contacts and the ways they came are called.

import type { TFunction } from "i18next";
import { fullDay, phone } from "~/app/format";
import { guestMark } from "~/features/inbox/model/words";

/** Ways a contact can come, in the order of the filter. Pretended customers are never shown. */
export const SOURCES = ["person", "page", "widget", "telegram", "api", "key", "import"] as const;

export function sourceName(t: TFunction, source: string): string {
  return t([`contacts:source.${source}`, "contacts:source.other"], { source });
}

export function nameOf(t: TFunction, contact: { id: string; name?: string; phone?: string }): string {
  if (contact.name?.trim()) return contact.name.trim();
  if (contact.phone) return phone(contact.phone);
  return t("contacts:guest", { mark: guestMark(contact.id) });
}

/** A day of the address, `2026-11-21`, as people write it. */
export const dayName = (date: string): string => fullDay(`${date}T12:00:00Z`, "UTC");
