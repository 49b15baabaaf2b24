// One value of a changed row in words: yes and no, times in the firm's zone, people by name.

import type { TFunction } from "i18next";
import { moment } from "~/app/format";

export interface ValueContext {
  t: TFunction;
  /** Is there a text for this key? */
  exists: (key: string) => boolean;
  zone: string | undefined;
  names: ReadonlyMap<string, string>;
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-([\da-f]{12})$/;

export function valueText(value: unknown, context: ValueContext): string {
  const { t, exists, zone, names } = context;
  if (value === null || value === undefined || value === "") return t("people:audit.nothing");
  if (typeof value === "boolean") return t(value ? "people:audit.yes" : "people:audit.no");
  if (Array.isArray(value)) return value.map((one) => valueText(one, context)).join(", ") || t("people:audit.nothing");
  if (typeof value === "object") return JSON.stringify(value);
  const text = String(value);
  if (ISO.test(text)) return moment(text, zone);
  const id = UUID.exec(text);
  if (id) return names.get(text) ?? `…${id[1]?.slice(-6)}`;
  const known = `people:audit.value.${text}`;
  return /^[a-z_]+$/.test(text) && exists(known) ? t(known) : text;
}
