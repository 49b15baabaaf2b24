// How deals, stages and pipelines are called.

import type { TFunction } from "i18next";
import { phone } from "~/app/format";
import { currentLang } from "~/app/i18n";
import type { CustomField } from "~/features/custom-fields/queries";
import { guestMark } from "~/features/inbox/model/words";
import { spanOf } from "./age";
import type { Deal } from "./wire";

/** Of a stage or a pipeline, in the language of the screen. */
export function called(thing: { name: string; name_en: string }): string {
  const said = currentLang() === "ru" ? thing.name || thing.name_en : thing.name_en || thing.name;
  return said.trim();
}

export function contactName(t: TFunction, deal: Pick<Deal, "contact" | "contact_id">): string {
  const { contact } = deal;
  if (contact?.name?.trim()) return contact.name.trim();
  if (contact?.phone) return phone(contact.phone);
  return t("deals:guest", { mark: guestMark(deal.contact_id) });
}

/** Its own title, or the customer's name: every deal can be told from its neighbours. */
export function dealName(t: TFunction, deal: Pick<Deal, "title" | "contact" | "contact_id">): string {
  return deal.title?.trim() || contactName(t, deal);
}

/** `amount`, `known.people` and `fields.size` as people read them. */
export function fieldName(t: TFunction, path: string, fields: readonly CustomField[]): string {
  if (path.startsWith("fields.")) {
    const key = path.slice("fields.".length);
    return fields.find((field) => field.key === key)?.name ?? key;
  }
  if (path.startsWith("known.")) return knownName(t, path.slice("known.".length));
  return t([`deals:field.${path}`, "deals:field.other"], { name: path });
}

/** What scripts ask for most has names of its own. */
export function knownName(t: TFunction, key: string): string {
  return t([`deals:known.${key}`, "deals:known.other"], { name: key.replaceAll("_", " ") });
}

export function spanText(t: TFunction, seconds: number): string {
  const { unit, count } = spanOf(seconds);
  return t(`deals:span.${unit}`, { count });
}
