// Fields of a card and their values as people read them, side by side.

import type { TFunction } from "i18next";
import { phone } from "~/app/format";
import { sourceName } from "~/features/contacts/names";
import type { CustomField } from "~/features/custom-fields/queries";
import { shownValue } from "~/features/custom-fields/values";

export interface Known {
  fields: readonly CustomField[];
  /** Of members by their ids. */
  members: Map<string, string>;
  currency: string;
}

const ownKey = (field: string): string | undefined =>
  field.startsWith("fields.") ? field.slice("fields.".length) : field.startsWith("field.") ? field.slice(6) : undefined;

export function labelOf(t: TFunction, field: string, known: Known): string {
  const key = ownKey(field);
  if (key !== undefined) return known.fields.find((one) => one.key === key)?.name ?? key;
  return t([`contacts:field.${field}`, field]);
}

export function saidOf(t: TFunction, field: string, value: unknown, known: Known): string {
  if (value === null || value === undefined || value === "") return "—";
  if (typeof value === "boolean") return t(value ? "custom-fields:yes" : "custom-fields:no");
  const text = Array.isArray(value) ? value.map(String).join(", ") : String(value);
  const key = ownKey(field);
  const own = key === undefined ? undefined : known.fields.find((one) => one.key === key);
  if (own) return shownValue(t, own, text, known.currency);
  if (field === "phone") return phone(text);
  if (field === "lang") return t([`contacts:lang.${text}`, text]);
  if (field === "owner_id") return known.members.get(text) ?? t("contacts:story.somebody");
  if (field === "preferred_channel" || field === "source") return sourceName(t, text);
  return text;
}
