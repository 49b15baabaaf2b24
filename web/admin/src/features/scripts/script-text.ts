// Texts with variables: what they ask for, whether it is known by then, and how the talk will sound. The rules are those of
// `domain::script` and `app::script::check`, so that a fault shows while one writes. No React here.

import type { Objection, ScriptStep } from "@samovar/client";

/** Always known. */
export const GIVEN = ["name", "firm", "agent"] as const;
/** How the usual questions are answered. */
export const KIND_OF: Record<string, Kind> = {
  phone: "phone",
  people: "people",
  dates: "dates",
  when: "date",
  budget: "money",
  email: "email",
};
/** What firms ask most often. */
export const USUAL = ["phone", "people", "dates", "when", "budget", "what", "wishes", "email"] as const;
export const KINDS = [
  "text",
  "number",
  "money",
  "date",
  "dates",
  "people",
  "phone",
  "name",
  "email",
  "choice",
  "yes_no",
] as const;
export type Kind = (typeof KINDS)[number];

export interface Step {
  say: string;
  /** An answer is waited for. */
  isAsking: boolean;
  /** The variable it fills. */
  asks: string;
  kind: Kind;
  choices: string[];
  again: string;
}

export interface Variable {
  name: string;
  /** Where its braces begin and end, in UTF-16 units. */
  start: number;
  end: number;
}

export function variablesOf(text: string): { found: Variable[]; isUnclosed: boolean } {
  const found: Variable[] = [];
  let from = 0;
  for (;;) {
    const open = text.indexOf("{{", from);
    if (open < 0) return { found, isUnclosed: false };
    const close = text.indexOf("}}", open + 2);
    if (close < 0) return { found, isUnclosed: true };
    found.push({ name: text.slice(open + 2, close).trim(), start: open, end: close + 2 });
    from = close + 2;
  }
}

/** The text filled in; none where something is not known. */
export function fill(text: string, known: ReadonlyMap<string, string>): string | undefined {
  let out = "";
  let from = 0;
  for (const { name, start, end } of variablesOf(text).found) {
    const value = known.get(name);
    if (value === undefined) return undefined;
    out += text.slice(from, start) + value;
    from = end;
  }
  return out + text.slice(from);
}

/** What may stand in the text of a step: given from the start, or asked by a step before. */
export function knownBefore(steps: readonly Step[], index: number): string[] {
  const asked = steps.slice(0, index).flatMap(({ isAsking, asks }) => (isAsking && asks ? [asks] : []));
  return [...new Set([...GIVEN, ...asked])];
}

/** An answer to an objection may use whatever the script finds out. */
export const knownAtAll = (steps: readonly Step[]): string[] => knownBefore(steps, steps.length);

export type Fault =
  | "missing"
  | "unclosed"
  | "unknown"
  | "choices_short"
  | "variable_bad"
  | "variable_twice"
  | "nothing";

export interface Found {
  /** `steps.2.say`, `objections.0.answer`, `name`. */
  path: string;
  fault: Fault;
  about?: string;
}

export function faults(script: { name: string; steps: readonly Step[]; objections: readonly Objection[] }): Found[] {
  const out: Found[] = [];
  const text = (path: string, words: string, known: readonly string[]) => {
    const { found, isUnclosed } = variablesOf(words);
    const strange = found.find(({ name }) => !known.includes(name));
    if (isUnclosed) out.push({ path, fault: "unclosed" });
    else if (strange) out.push({ path, fault: "unknown", about: strange.name });
  };
  if (!script.name.trim()) out.push({ path: "name", fault: "missing" });
  script.steps.forEach((step, index) => {
    const at = (field: string) => `steps.${index}.${field}`;
    const known = knownBefore(script.steps, index);
    if (!step.say.trim()) out.push({ path: at("say"), fault: "missing" });
    else text(at("say"), step.say, known);
    if (!step.isAsking) return;
    text(at("again"), step.again, known);
    if (!step.asks) out.push({ path: at("asks"), fault: "missing" });
    else if (!/^[a-z][a-z0-9_]{0,39}$/.test(step.asks)) out.push({ path: at("asks"), fault: "variable_bad" });
    else if (script.steps.slice(0, index).some(({ isAsking, asks }) => isAsking && asks === step.asks))
      out.push({ path: at("asks"), fault: "variable_twice" });
    if (step.kind === "choice" && step.choices.length < 2) out.push({ path: at("choices"), fault: "choices_short" });
  });
  const all = knownAtAll(script.steps);
  script.objections.forEach(({ says, answer }, index) => {
    if (says.every((one) => !one.trim())) out.push({ path: `objections.${index}.says`, fault: "missing" });
    if (!answer.trim()) out.push({ path: `objections.${index}.answer`, fault: "missing" });
    else text(`objections.${index}.answer`, answer, all);
  });
  if (script.steps.length === 0 && script.objections.length === 0) out.push({ path: "steps", fault: "nothing" });
  return out;
}

export interface Spoken {
  who: "agent" | "customer";
  text: string;
  choices: string[];
  /** Something in it is not known by then. */
  isBroken: boolean;
}

/** The talk as it will go, with answers made up; what is known already is not asked. */
export function rehearse(
  steps: readonly Step[],
  given: ReadonlyMap<string, string>,
  sample: (step: Step) => string,
): Spoken[] {
  const known = new Map(given);
  const out: Spoken[] = [];
  for (const step of steps) {
    if (step.isAsking && known.has(step.asks) && !GIVEN.includes(step.asks as (typeof GIVEN)[number])) continue;
    const filled = fill(step.say, known);
    out.push({ who: "agent", text: filled ?? step.say, choices: step.choices, isBroken: filled === undefined });
    if (!step.isAsking) continue;
    const answer = step.choices[0] ?? sample(step);
    known.set(step.asks, answer);
    out.push({ who: "customer", text: answer, choices: [], isBroken: false });
  }
  return out;
}

export const stepOf = (step: ScriptStep): Step => ({
  say: step.say,
  isAsking: Boolean(step.asks),
  asks: step.asks ?? "",
  kind: step.kind ?? "text",
  choices: step.choices ?? [],
  again: step.again ?? "",
});

/** As the server takes it: what is not asked has no kind of answer. */
export const wireStep = ({ say, isAsking, asks, kind, choices, again }: Step): ScriptStep => ({
  say: say.trim(),
  asks: isAsking ? asks : null,
  kind: isAsking ? kind : "text",
  choices: isAsking ? choices : [],
  again: isAsking && again.trim() ? again.trim() : null,
});

export const blankStep = (): Step => ({ say: "", isAsking: false, asks: "", kind: "text", choices: [], again: "" });
