// A filter in plain words, for people who did not build it.

import type { TFunction } from "i18next";
import { fullDay, money, number } from "~/app/format";
import type { Field } from "./fields";
import { type Filter, isGroup, needsValue, type Rule } from "./filter";

/** What the words need to know of the firm. */
export interface Speech {
  fieldOf: (name: string) => Field | undefined;
  /** A choice as people call it: a stage, a colleague, a channel. */
  choice: (field: string, value: string) => string;
  currency: string;
}

export function fieldName(t: TFunction, name: string, field: Field | undefined): string {
  if (field?.name !== undefined) return field.name;
  const consent = /^consent\.(.+)$/.exec(name)?.[1];
  if (consent) return t([`segments:field.consent_${consent}`, "segments:field.consent"], { kind: consent });
  // A field of the firm's own that is no more.
  return name.startsWith("field.") ? name.slice("field.".length) : t(`segments:field.${name}`);
}

function valueText(rule: Rule, kind: Field["kind"], speech: Speech): string {
  const value = rule.value ?? "";
  if (kind === "money") return money(Number(value), speech.currency);
  if (kind === "number") return number(Number(value), 6);
  if (kind === "date") return fullDay(`${value}T12:00:00Z`, "UTC");
  return kind === "one" ? speech.choice(rule.field, String(value)) : String(value);
}

export function ruleWords(t: TFunction, rule: Rule, speech: Speech): string {
  const known = speech.fieldOf(rule.field);
  const kind = known?.kind ?? "text";
  const field = fieldName(t, rule.field, known);
  if (kind === "flag") return t(`segments:said.${rule.value === true ? "yes" : "no"}`, { field });
  if (!needsValue(rule.op)) return t(`segments:said.${rule.op}`, { field });
  if (rule.op === "in_last_days" || rule.op === "not_in_last_days")
    return t(`segments:said.${rule.op}`, { field, count: Number(rule.value) });
  const value = valueText(rule, kind, speech);
  return t(kind === "text" ? `segments:said.text_${rule.op}` : `segments:said.${rule.op}`, { field, value });
}

export function wordsOf(t: TFunction, filter: Filter, speech: Speech): string {
  const said = filter.rules.map((item) => {
    if (!isGroup(item)) return ruleWords(t, item, speech);
    const inner = wordsOf(t, item, speech);
    return filter.rules.length > 1 && item.rules.length > 1 ? `(${inner})` : inner;
  });
  return said.join(t(`segments:join.${filter.match}`));
}
