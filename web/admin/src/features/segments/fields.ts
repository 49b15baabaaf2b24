// What can be asked of a contact: every field, of what kind it is, and the words that go with the kind.

import type { CustomField, Kind as OwnKind } from "~/features/custom-fields/queries";
import type { Op } from "./filter";

export type Kind = "text" | "one" | "date" | "number" | "money" | "flag";
export interface Field {
  field: string;
  kind: Kind;
  ops: readonly Op[];
  /** The choices of a field of the firm's own. */
  choices?: string[];
  /** The firm's own name for it. */
  name?: string;
  group: "who" | "when" | "visits" | "work" | "consent" | "own";
}

export const CONSENTS = ["personal_data", "marketing"] as const;

const TEXT = ["contains", "is", "is_not", "is_set", "is_empty"] as const;
const ONE = ["is", "is_not", "is_set", "is_empty"] as const;
const ALWAYS = ["is", "is_not"] as const;
const PAST = ["in_last_days", "not_in_last_days", "before", "after", "is_set", "is_empty"] as const;
const FUTURE = ["before", "after", "is_set", "is_empty"] as const;
const NUMBER = ["more", "less", "is"] as const;
const FLAG = ["is"] as const;

const USUAL: Field[] = [
  { field: "tag", kind: "one", ops: ONE, group: "who" },
  { field: "name", kind: "text", ops: TEXT, group: "who" },
  { field: "phone", kind: "text", ops: TEXT, group: "who" },
  { field: "email", kind: "text", ops: TEXT, group: "who" },
  { field: "lang", kind: "one", ops: ONE, group: "who" },
  { field: "source", kind: "one", ops: ALWAYS, group: "who" },
  { field: "created_at", kind: "date", ops: PAST.slice(0, 4), group: "when" },
  { field: "last_message_at", kind: "date", ops: PAST, group: "when" },
  { field: "channel", kind: "one", ops: ALWAYS, group: "when" },
  { field: "last_visit_at", kind: "date", ops: PAST, group: "visits" },
  { field: "next_visit_at", kind: "date", ops: FUTURE, group: "visits" },
  { field: "visits", kind: "number", ops: NUMBER, group: "visits" },
  { field: "spent", kind: "money", ops: NUMBER, group: "visits" },
  { field: "owner", kind: "one", ops: ONE, group: "work" },
  { field: "stage", kind: "one", ops: ONE, group: "work" },
  ...CONSENTS.map((kind): Field => ({ field: `consent.${kind}`, kind: "flag", ops: FLAG, group: "consent" })),
  { field: "unsubscribed", kind: "flag", ops: FLAG, group: "consent" },
];

const OWN: Record<OwnKind, Pick<Field, "kind" | "ops">> = {
  text: { kind: "text", ops: TEXT },
  url: { kind: "text", ops: TEXT },
  number: { kind: "number", ops: [...NUMBER, "is_set", "is_empty"] },
  money: { kind: "money", ops: [...NUMBER, "is_set", "is_empty"] },
  date: { kind: "date", ops: PAST },
  bool: { kind: "flag", ops: FLAG },
  choice: { kind: "one", ops: ONE },
  choices: { kind: "one", ops: ONE },
};

export function fieldsOf(own: readonly CustomField[]): Field[] {
  return [
    ...USUAL,
    ...own.map(
      ({ key, name, kind, choices }): Field => ({ field: `field.${key}`, name, choices, group: "own", ...OWN[kind] }),
    ),
  ];
}

export const GROUPS = ["who", "when", "visits", "work", "consent", "own"] as const;
