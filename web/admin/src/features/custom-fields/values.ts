// Values of the firm's own fields: kept as strings in one form by kind, shown as people write them.

import type { TFunction } from "i18next";
import { fullDay, money, number } from "~/app/format";
import type { CustomField, FieldDraft } from "./queries";

/** Several choices are kept one to a line. */
const BETWEEN = "\n";
export const chosenOf = (value: string): string[] => value.split(BETWEEN).filter(Boolean);
export const joinChosen = (chosen: string[]): string => chosen.join(BETWEEN);

/** As people read it; what does not fit its kind, written before the field had one, is shown as it is. */
export function shownValue(t: TFunction, field: FieldDraft, value: string, currency: string): string {
  switch (field.kind) {
    case "number":
      return Number.isFinite(Number(value)) ? number(Number(value), 6) : value;
    case "money":
      return /^-?\d+$/.test(value) ? money(Number(value), currency) : value;
    case "date":
      return /^\d{4}-\d{2}-\d{2}$/.test(value) ? fullDay(`${value}T12:00:00Z`, "UTC") : value;
    case "bool":
      return value === "true" ? t("custom-fields:yes") : value === "false" ? t("custom-fields:no") : value;
    case "choices":
      return chosenOf(value).join(", ");
    default:
      return value;
  }
}

/** A link worth pressing: nothing but the web. */
export function linkOf(value: string): string | undefined {
  try {
    const url = new URL(value);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** What is wrong with a value, as the key of a text; the server has the last word. */
export function faultOf(field: FieldDraft, value: string): "required" | "url" | "number" | undefined {
  if (value.trim() === "") return field.is_required ? "required" : undefined;
  if (field.kind === "url" && !linkOf(value)) return "url";
  if (field.kind === "number" && !Number.isFinite(Number(value))) return "number";
  return undefined;
}

/** The card's values, those of declared fields first and in their order; the rest are plain words. */
export function parted(
  fields: CustomField[],
  values: Record<string, string>,
): { declared: [CustomField, string][]; loose: [string, string][] } {
  const known = new Set(fields.map(({ key }) => key));
  return {
    declared: fields.map((field) => [field, values[field.key] ?? ""]),
    loose: Object.entries(values).filter(([key]) => !known.has(key)),
  };
}
