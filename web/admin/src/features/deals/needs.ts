// What a stage wants to know of a deal before it takes it.

import type { Refusal } from "~/app/api";
import type { Deal, Move, Pipeline, Stage } from "./wire";

/** The value a deal has at `amount`, `known.people` or `fields.size`. */
export function valueAt(deal: Deal, path: string): string | number | undefined {
  const [group, ...rest] = path.split(".");
  const key = rest.join(".");
  if (group === "known") return deal.known[key] || undefined;
  if (group === "fields") return deal.fields[key] || undefined;
  switch (path) {
    case "amount":
      return deal.amount;
    case "owner":
      return deal.owner_id;
    case "tour":
      return deal.tour;
    case "expected_on":
      return deal.expected_on;
    default:
      return undefined;
  }
}

export function missingOf(deal: Deal, stage: Stage | undefined): string[] {
  return (stage?.rules.required ?? []).filter((path) => valueAt(deal, path) === undefined);
}

export function wantsReason(pipeline: Pipeline | undefined, stage: Stage | undefined): boolean {
  return stage?.kind === "lost" && (pipeline?.loss_reasons.length ?? 0) > 0;
}

/** What the server said is missing: by the names of the contract's fields. */
export function missingIn(refusal: Refusal): string[] {
  const listed = refusal.errors.map(({ field }) => field);
  if (listed.length > 0) return listed.map(plain);
  const { missing } = refusal.body;
  if (Array.isArray(missing)) return missing.map((one) => plain(String(one)));
  return refusal.field ? [plain(refusal.field)] : [];
}
const plain = (path: string) => (path === "owner_id" ? "owner" : path);

type Answers = Omit<Move, "stage" | "loss_reason">;
/** The answers of the dialog as the server takes them. */
export function changeOf(answers: Record<string, string | number | undefined>): Answers {
  const change: Answers = {};
  for (const [path, value] of Object.entries(answers)) {
    if (value === undefined || value === "") continue;
    const [group, ...rest] = path.split(".");
    const key = rest.join(".");
    if (group === "known" || group === "fields") change[group] = { ...change[group], [key]: String(value) };
    else if (path === "amount") change.amount = Number(value);
    else if (path === "owner") change.owner_id = String(value);
    else if (path === "tour") change.tour = String(value);
    else if (path === "expected_on") change.expected_on = String(value);
  }
  return change;
}
