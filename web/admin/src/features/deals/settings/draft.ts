// A pipeline while it is changed: its stages in order, what was taken away, what is still wrong, what the server is sent.

import type { Color, Kind, Pipeline, Rules, Stage } from "../wire";

export interface DraftStage {
  /** The key of a stage the server knows, else one of our own. */
  id: string;
  key?: string;
  name: string;
  name_en: string;
  kind: Kind;
  color: Color;
  rules: Rules;
}
export interface Draft {
  name: string;
  name_en: string;
  is_default: boolean;
  loss_reasons: string[];
  stages: DraftStage[];
}

export const MOST_STAGES = 40;
const PALETTE: Color[] = ["blue", "cyan", "teal", "green", "lime", "yellow", "orange", "pink", "grape", "violet"];

const draftStage = ({ key, name, name_en, kind, color, rules }: Stage): DraftStage => ({
  id: key,
  key,
  name,
  name_en,
  kind,
  color,
  rules: tidy(rules),
});

/** Empty parts are as good as absent. */
export function tidy(rules: Rules): Rules {
  return {
    ...(rules.required?.length ? { required: rules.required } : {}),
    ...(rules.tasks?.length ? { tasks: rules.tasks } : {}),
    ...(rules.enter_on ? { enter_on: rules.enter_on } : {}),
    ...(rules.silence ? { silence: rules.silence } : {}),
  };
}

export function draftOf(pipeline: Pipeline): Draft {
  const { name, name_en, is_default, loss_reasons, stages } = pipeline;
  const inOrder = stages.toSorted((a, b) => a.position - b.position);
  return { name, name_en, is_default, loss_reasons, stages: inOrder.map(draftStage) };
}

export const isChanged = (before: Draft, after: Draft): boolean => JSON.stringify(before) !== JSON.stringify(after);

/** A stage of one's own, in a colour its neighbours do not have. */
export function freshStage(draft: Draft, id: string): DraftStage {
  const used = new Set(draft.stages.map(({ color }) => color));
  const color = PALETTE.find((one) => !used.has(one)) ?? "gray";
  return { id, name: "", name_en: "", kind: "open", color, rules: {} };
}

/** A new stage goes before the first that closes deals. */
export function withStage(draft: Draft, stage: DraftStage): Draft {
  const at = draft.stages.findIndex(({ id }) => id === stage.id);
  if (at >= 0) return { ...draft, stages: draft.stages.map((one) => (one.id === stage.id ? stage : one)) };
  const closing = draft.stages.findIndex(({ kind }) => kind !== "open");
  const place = stage.kind !== "open" || closing < 0 ? draft.stages.length : closing;
  return { ...draft, stages: draft.stages.toSpliced(place, 0, stage) };
}

/** Without a stage, and without the rules that led to it. */
export function withoutStage(draft: Draft, id: string): Draft {
  const gone = draft.stages.find((one) => one.id === id)?.key;
  return {
    ...draft,
    stages: draft.stages
      .filter((one) => one.id !== id)
      .map((one) => {
        if (gone === undefined || one.rules.silence?.to !== gone) return one;
        const { silence: _, ...rules } = one.rules;
        return { ...one, rules };
      }),
  };
}

/** Stages the server knows and the draft has no more. */
export function removedOf(pipeline: Pipeline, draft: Draft): Stage[] {
  const kept = new Set(draft.stages.map(({ key }) => key));
  return pipeline.stages.filter(({ key }) => !kept.has(key));
}

export type Fault = "nameless" | "no_stages" | "no_open" | "stage_nameless" | "stage_twice";
export function faultOf(draft: Draft): Fault | undefined {
  if (draft.name.trim() === "") return "nameless";
  if (draft.stages.length === 0) return "no_stages";
  if (!draft.stages.some(({ kind }) => kind === "open")) return "no_open";
  const names = draft.stages.map(({ name }) => name.trim().toLowerCase());
  if (names.includes("")) return "stage_nameless";
  return new Set(names).size < names.length ? "stage_twice" : undefined;
}

/** `moved`: where the deals of stages that go away are put. */
export function bodyOf(draft: Draft, moved: Record<string, string> = {}) {
  return {
    name: draft.name.trim(),
    name_en: draft.name_en.trim() || draft.name.trim(),
    is_default: draft.is_default,
    loss_reasons: draft.loss_reasons,
    stages: draft.stages.map(({ key, name, name_en, kind, color, rules }) => ({
      ...(key ? { key } : {}),
      name: name.trim(),
      name_en: name_en.trim() || name.trim(),
      kind,
      color,
      rules: tidy(rules),
    })),
    ...(Object.keys(moved).length > 0 ? { moved } : {}),
  };
}
