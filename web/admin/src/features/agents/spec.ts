// An agent's settings with nothing left open, and what a form makes of them: what was changed, and what becomes of it when
// somebody else has changed the agent meanwhile. No React here.

import type { AgentSpec, AgentView } from "@samovar/client";

export const ROLES = ["front_desk", "qualification", "nurturing", "sales", "service", "feedback"] as const;
export const PHASES = ["greeting", "collecting", "consulting", "booking", "confirming", "completed"] as const;
export const LANGS = ["ru", "en", "ky", "kk"] as const;
/** Always known, in every text. */
export const VARIABLES = ["name", "firm", "agent"] as const;

export type Role = AgentView["role"];
export type Status = AgentView["status"];
export type Phase = (typeof PHASES)[number];
export type Tool = NonNullable<AgentSpec["tools"]>[number];
export type Lang = (typeof LANGS)[number];

/** What one may do, in the order people ask for it. */
export const TOOL_GROUPS: { id: string; tools: Tool[] }[] = [
  {
    id: "look",
    tools: ["get_services", "get_employees", "get_available_slots", "search_knowledge", "search_products"],
  },
  { id: "book", tools: ["create_appointment", "reschedule_appointment", "cancel_appointment"] },
  { id: "client", tools: ["get_client_by_phone", "get_client_appointments", "create_client"] },
  { id: "deal", tools: ["move_stage", "create_task"] },
  { id: "hand", tools: ["hand_to_human", "hand_to_colleague"] },
];

export interface Spec {
  persona: string;
  instructions: string;
  prompts: Record<Phase, string>;
  model: { chain: { provider_id: string; model: string }[]; temperature: number | null; max_tokens: number };
  voice: "plain" | "model";
  limits: {
    turn_ms: number;
    turn_calls: number;
    turn_tokens: number;
    conversation_tokens: number;
    day_tokens: number;
    conversation_money: number;
    day_money: number;
  };
  tools: Tool[];
  memory: { messages: number; summary: boolean; facts: boolean; fact_days: number };
  channels: string[];
  stages: string[];
  categories: string[];
  hours: "always" | "working" | "outside_working";
  languages: Lang[];
  thresholds: { faq: number; knowledge: number; misses: number };
  scripts: string[];
  forbidden: string[];
  mode: "auto" | "draft" | "off" | null;
  reply_delay_ms: number;
}

export interface Values {
  name: string;
  role: Role;
  draft: Spec;
}

/** The server sends all of it; what it might leave out is as `domain::agent` has it. */
export function fullSpec(spec: AgentSpec): Spec {
  const { model, limits, memory, thresholds, prompts } = spec;
  const prompt = Object.fromEntries(PHASES.map((phase) => [phase, prompts?.[phase] ?? ""]));
  return {
    persona: spec.persona ?? "",
    instructions: spec.instructions ?? "",
    prompts: prompt as Record<Phase, string>,
    model: {
      chain: model?.chain ?? [],
      temperature: model?.temperature ?? null,
      max_tokens: model?.max_tokens ?? 800,
    },
    voice: spec.voice ?? "plain",
    limits: {
      turn_ms: limits?.turn_ms ?? 20_000,
      turn_calls: limits?.turn_calls ?? 2,
      turn_tokens: limits?.turn_tokens ?? 12_000,
      conversation_tokens: limits?.conversation_tokens ?? 0,
      day_tokens: limits?.day_tokens ?? 0,
      conversation_money: limits?.conversation_money ?? 0,
      day_money: limits?.day_money ?? 0,
    },
    tools: spec.tools ?? [],
    memory: {
      messages: memory?.messages ?? 20,
      summary: memory?.summary ?? true,
      facts: memory?.facts ?? true,
      fact_days: memory?.fact_days ?? 0,
    },
    channels: spec.channels ?? [],
    stages: spec.stages ?? [],
    categories: spec.categories ?? [],
    hours: spec.hours ?? "always",
    languages: spec.languages ?? [],
    thresholds: {
      faq: thresholds?.faq ?? 50,
      knowledge: thresholds?.knowledge ?? 50,
      misses: thresholds?.misses ?? 2,
    },
    scripts: spec.scripts ?? [],
    forbidden: spec.forbidden ?? [],
    mode: spec.mode ?? null,
    reply_delay_ms: spec.reply_delay_ms ?? 0,
  };
}

export const valuesOf = (agent: AgentView): Values => ({
  name: agent.name,
  role: agent.role,
  draft: fullSpec(agent.draft),
});

type Tree = { [key: string]: unknown };
const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value);
const isSame = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);

/** What differs, as the server takes it: objects down to their fields, lists whole. */
export function changes<T extends object>(before: T, after: T): Partial<T> {
  const [was, is] = [before as Tree, after as Tree];
  const out: Tree = {};
  for (const key of Object.keys(is)) {
    const [left, right] = [was[key], is[key]];
    if (isSame(left, right)) continue;
    out[key] = isTree(left) && isTree(right) ? changes(left, right) : right;
  }
  return out as Partial<T>;
}

/** `draft.limits.turn_ms` for every field that differs. */
export function changedPaths(before: object, after: object, lead = ""): string[] {
  const [was, is] = [before as Tree, after as Tree];
  return Object.keys(is).flatMap((key) => {
    const [left, right] = [was[key], is[key]];
    if (isSame(left, right)) return [];
    return isTree(left) && isTree(right) ? changedPaths(left, right, `${lead}${key}.`) : [`${lead}${key}`];
  });
}

const at = (tree: object, path: string): unknown =>
  path.split(".").reduce<unknown>((node, key) => (isTree(node) ? node[key] : undefined), tree);

function put(tree: Tree, path: string, value: unknown): void {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const node = keys.reduce<Tree>((parent, key) => parent[key] as Tree, tree);
  node[last] = value;
}

/** A number that was wiped out and not typed anew stays as it was. */
export function withoutGaps<T extends object>(before: T, after: T): T {
  const [was, is] = [before as Tree, after as Tree];
  const out: Tree = {};
  for (const key of Object.keys(is)) {
    const [left, right] = [was[key], is[key]];
    if (typeof left === "number" && (right === "" || right === undefined)) out[key] = left;
    else out[key] = isTree(left) && isTree(right) ? withoutGaps(left, right) : right;
  }
  return out as T;
}

export interface Rebased<T> {
  values: T;
  /** Changed here and there, and not to the same. Mine stand in `values`. */
  clashes: string[];
}

/** My unsaved changes upon what somebody else has saved meanwhile. */
export function rebase<T extends object>(base: T, mine: T, theirs: T): Rebased<T> {
  const values = structuredClone(theirs);
  const clashes: string[] = [];
  for (const path of changedPaths(base, mine)) {
    const own = at(mine, path);
    if (!isSame(at(base, path), at(theirs, path)) && !isSame(own, at(theirs, path))) clashes.push(path);
    put(values as Tree, path, structuredClone(own));
  }
  return { values, clashes };
}

/** `draft.model.chain[0].model` of a refusal as the form names it. */
export const formPath = (field: string): string => field.replaceAll(/\[(\d+)\]/g, ".$1");
