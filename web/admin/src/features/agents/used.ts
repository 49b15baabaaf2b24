// What an answer rests on, in a few words: ready answers, scripts, passages, permissions used, models that wrote.

import { explain, type Turn } from "~/features/traces/explain";

export interface Used {
  kind: "faq" | "catalog" | "knowledge" | "script" | "tool" | "model" | "brain";
  name: string;
}

interface Names {
  called: (id: string) => string;
  isKnown: (id: string) => boolean;
  word: (group: string, name: string) => string;
}

/** More names than this say nothing. */
const FEW = 2;

export function usedIn(turn: Turn, { called, isKnown, word }: Names): Used[] {
  const told = explain(turn);
  const out: Used[] = [];
  const answered = (rung: string) => told.ladder.find((step) => step.rung === rung && step.state === "answered");
  const faq = answered("faq");
  if (faq) out.push({ kind: "faq", name: faq.detail ? called(faq.detail) : "" });
  const rows = [...new Set(told.knowledge)].filter((id) => isKnown(id) && id !== faq?.detail);
  for (const id of rows.slice(0, FEW)) out.push({ kind: "catalog", name: called(id) });
  const script = answered("script");
  if (script) out.push({ kind: "script", name: script.detail ?? "" });
  for (const title of new Set(told.passages.filter(({ isUsed }) => isUsed).map((passage) => passage.title)))
    out.push({ kind: "knowledge", name: title });
  for (const name of new Set(told.tools.map((tool) => tool.name)))
    if (name !== "knowledge") out.push({ kind: "tool", name: word("tool", name) });
  const wrote = told.models.find(({ isSaid, failure }) => isSaid && failure === undefined);
  if (wrote) out.push({ kind: "model", name: wrote.model ?? "" });
  if (out.length === 0) out.push({ kind: "brain", name: "" });
  return out;
}
