// The sections of the editor, and the one in which a setting stands: links of the checklist and refusals lead there.

export const SECTIONS = [
  "who",
  "instructions",
  "knowledge",
  "tools",
  "scripts",
  "model",
  "limits",
  "memory",
  "behaviour",
  "versions",
  "experiments",
] as const;
export type SectionId = (typeof SECTIONS)[number];
/** On a phone the test chat is a section too. */
export type Shown = SectionId | "preview";

const HOMES: Record<string, SectionId> = {
  name: "who",
  role: "who",
  persona: "who",
  languages: "who",
  hours: "who",
  channels: "who",
  stages: "who",
  instructions: "instructions",
  prompts: "instructions",
  categories: "knowledge",
  thresholds: "knowledge",
  tools: "tools",
  model: "model",
  voice: "model",
  limits: "limits",
  memory: "memory",
  scripts: "scripts",
  forbidden: "behaviour",
  mode: "behaviour",
  reply_delay_ms: "behaviour",
};

/** `draft.limits.turn_ms`, `channels[1]`, `prompts.booking`. */
export function sectionOf(field: string): SectionId {
  const root = field.replace(/^draft\./, "").split(/[.[]/)[0] ?? "";
  return HOMES[root] ?? "who";
}

export function readSection(search: Record<string, unknown>): { section?: Shown } {
  const named = search.section;
  return typeof named === "string" && [...SECTIONS, "preview"].includes(named) ? { section: named as Shown } : {};
}
