// Names of settings and of their values in a comparison of two states.

import type { TFunction } from "i18next";
import { money, number } from "~/app/format";

/** `prompts.booking` → «Указания: подбор времени». */
export function fieldName(t: TFunction<"agents">, field: string): string {
  const [root = "", leaf = ""] = field.split(".");
  if (root === "prompts") return t("agents:field.prompts", { phase: t(`agents:phase.${leaf}.name`) });
  return t(`agents:field.${field.replace(".", "_")}`, { defaultValue: field });
}

/** A single value in words; `named` gives the name of an id. */
export function valueText(
  t: TFunction<"agents">,
  field: string,
  value: unknown,
  named: (id: string) => string | undefined,
  currency: string,
): string {
  if (value === null || value === undefined || value === "") return t("agents:value.none");
  if (typeof value === "boolean") return t(value ? "agents:value.yes" : "agents:value.no");
  if (field === "model.temperature" && typeof value === "number") return (value / 100).toFixed(1);
  if (field.endsWith("_ms") && typeof value === "number")
    return t("agents:behaviour.seconds", { seconds: value / 1_000 });
  if (field.endsWith("_money") && typeof value === "number")
    return value === 0 ? t("agents:limits.none") : money(value, currency);
  if (/^limits\.(conversation|day)_tokens$/.test(field) && value === 0) return t("agents:limits.none");
  if (typeof value === "number")
    return field.startsWith("thresholds.") && !field.endsWith("misses") ? `${value} %` : number(value);
  const word = String(value);
  if (field === "voice") return t(`agents:voice.${word}.name`);
  if (field === "hours") return t(`agents:hours.${word}`);
  if (field === "mode") return t(`agents:mode.${word}.name`);
  if (field === "tools") return t(`agents:tool.${word}.name`);
  if (field === "languages") return t(`agents:lang.${word}`);
  return named(word) ?? (/^[0-9a-f-]{36}$/.test(word) ? t("agents:gone") : word);
}

export interface ListChange {
  gone: string[];
  come: string[];
  /** The same entries in another order. */
  isOnlyOrder: boolean;
}

/** What left a list and what came into it. */
export function listChange(before: unknown, after: unknown): ListChange {
  const flat = (value: unknown) => (Array.isArray(value) ? value.map(entry) : []);
  const [was, is] = [flat(before), flat(after)];
  const gone = was.filter((one) => !is.includes(one));
  const come = is.filter((one) => !was.includes(one));
  return { gone, come, isOnlyOrder: gone.length === 0 && come.length === 0 && was.length > 0 };
}

/** A link of the chain of models by its model; everything else is its own name. */
function entry(value: unknown): string {
  return typeof value === "object" && value !== null && "model" in value ? String(value.model) : String(value);
}
