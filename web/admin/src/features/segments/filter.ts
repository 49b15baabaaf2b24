// A filter of contacts: as the server takes it, and as it stands in the builder, where a rule may be unfinished.

import type { Field } from "./fields";

export const OPS = [
  "is",
  "is_not",
  "contains",
  "is_set",
  "is_empty",
  "before",
  "after",
  "in_last_days",
  "not_in_last_days",
  "more",
  "less",
] as const;
export type Op = (typeof OPS)[number];
export type Match = "all" | "any";
export interface Rule {
  field: string;
  op: Op;
  value?: string | number | boolean;
}
export interface Group {
  match: Match;
  rules: Rule[];
}
export interface Filter {
  match: Match;
  rules: (Rule | Group)[];
}

/** As the server holds it: so many rules in all, groups only within the filter itself. */
export const MOST_RULES = 20;

export interface RuleDraft {
  id: number;
  field: string;
  op: Op;
  /** As typed; what it becomes depends on the field. */
  value: string;
}
export interface GroupDraft {
  id: number;
  match: Match;
  rules: RuleDraft[];
}
export interface FilterDraft {
  match: Match;
  items: (RuleDraft | GroupDraft)[];
}

export const isGroup = (item: Rule | Group): item is Group => "rules" in item;
export const isGroupDraft = (item: RuleDraft | GroupDraft): item is GroupDraft => "rules" in item;
export const needsValue = (op: Op): boolean => op !== "is_set" && op !== "is_empty";

let lastId = 0;
export const nextId = (): number => {
  lastId += 1;
  return lastId;
};

export const blankRule = (field = "tag", op: Op = "is"): RuleDraft => ({ id: nextId(), field, op, value: "" });
export const blankGroup = (): GroupDraft => ({ id: nextId(), match: "any", rules: [blankRule(), blankRule()] });
export const blankFilter = (): FilterDraft => ({ match: "all", items: [blankRule()] });

const draftOfRule = ({ field, op, value }: Rule): RuleDraft => ({
  id: nextId(),
  field,
  op,
  value: value === undefined ? "" : String(value),
});

export function toDraft(filter: Filter): FilterDraft {
  const items = filter.rules.map((item) =>
    isGroup(item)
      ? {
          id: nextId(),
          match: item.match,
          rules: item.rules.map(draftOfRule),
        }
      : draftOfRule(item),
  );
  return { match: filter.match, items };
}

/** A whole number of days back; a hundred years are enough for anybody. */
const MOST_DAYS = 36_500;

/** The rule as it is sent, or nothing while it is unfinished. */
export function finished({ field, op, value }: RuleDraft, known: Field | undefined): Rule | undefined {
  if (!known?.ops.includes(op)) return undefined;
  if (!needsValue(op)) return { field, op };
  const text = value.trim();
  if (text === "") return undefined;
  if (op === "in_last_days" || op === "not_in_last_days") {
    const days = Number(text);
    return Number.isInteger(days) && days > 0 && days <= MOST_DAYS ? { field, op, value: days } : undefined;
  }
  switch (known.kind) {
    case "number":
    case "money":
      return Number.isFinite(Number(text)) ? { field, op, value: Number(text) } : undefined;
    case "flag":
      return text === "true" || text === "false" ? { field, op, value: text === "true" } : undefined;
    case "date":
      return /^\d{4}-\d{2}-\d{2}$/.test(text) ? { field, op, value: text } : undefined;
    default:
      return { field, op, value: text };
  }
}

/** The finished part of what is being built; nothing when there is none. A group of one rule is that rule. */
export function toFilter(draft: FilterDraft, fieldOf: (name: string) => Field | undefined): Filter | undefined {
  const rules = draft.items.flatMap((item): (Rule | Group)[] => {
    if (!isGroupDraft(item)) {
      const rule = finished(item, fieldOf(item.field));
      return rule ? [rule] : [];
    }
    const inner = item.rules.flatMap((rule) => finished(rule, fieldOf(rule.field)) ?? []);
    if (inner.length <= 1) return inner;
    return [{ match: item.match, rules: inner }];
  });
  return rules.length > 0 ? { match: draft.match, rules } : undefined;
}

export const countRules = (draft: FilterDraft): number =>
  draft.items.reduce((sum, item) => sum + (isGroupDraft(item) ? item.rules.length : 1), 0);

/** Another field asks other questions: the word stays where the new field knows it. */
export function withField(rule: RuleDraft, next: Field): RuleDraft {
  return { ...rule, field: next.field, op: next.ops.includes(rule.op) ? rule.op : (next.ops[0] ?? "is"), value: "" };
}

/** Another word keeps the value only where it means the same. */
export function withOp(rule: RuleDraft, op: Op): RuleDraft {
  const shape = (one: Op) =>
    !needsValue(one)
      ? "none"
      : one.endsWith("last_days")
        ? "days"
        : one === "before" || one === "after"
          ? "day"
          : "own";
  return { ...rule, op, value: shape(op) === shape(rule.op) ? rule.value : "" };
}

/** Changes one rule or group wherever it stands; a group left without rules goes too. */
export function changeItem(
  draft: FilterDraft,
  id: number,
  change: (item: RuleDraft | GroupDraft) => RuleDraft | GroupDraft | undefined,
): FilterDraft {
  const items = draft.items.flatMap((item) => {
    if (item.id === id) return change(item) ?? [];
    if (!isGroupDraft(item)) return item;
    const rules = item.rules.flatMap((rule) => {
      if (rule.id !== id) return rule;
      const next = change(rule);
      return next && !isGroupDraft(next) ? next : [];
    });
    return rules.length > 0 ? { ...item, rules } : [];
  });
  return { ...draft, items };
}

/** A filter out of an address: what could not be one is nothing. */
export function readFilter(value: unknown, depth = 0): Filter | undefined {
  if (!value || typeof value !== "object") return undefined;
  const { match, rules } = value as Partial<Filter>;
  if ((match !== "all" && match !== "any") || !Array.isArray(rules)) return undefined;
  const read = rules.slice(0, MOST_RULES).map((rule: unknown): Rule | Filter | undefined => {
    if (!rule || typeof rule !== "object") return undefined;
    if ("rules" in rule) return depth === 0 ? readFilter(rule, 1) : undefined;
    const { field, op, value: said } = rule as Partial<Rule>;
    if (typeof field !== "string" || !OPS.includes(op as Op)) return undefined;
    const isValue = typeof said === "string" || typeof said === "number" || typeof said === "boolean";
    if (needsValue(op as Op) && !isValue) return undefined;
    return { field, op: op as Op, ...(isValue ? { value: said } : {}) };
  });
  if (read.length === 0 || read.includes(undefined)) return undefined;
  return { match, rules: read as (Rule | Group)[] };
}
