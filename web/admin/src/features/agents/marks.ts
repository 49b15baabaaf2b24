// Where the findings of the lint stand in a text that has been edited since: places are in UTF-16 units, as the browser
// counts. What was touched by the edit is gone until the text is checked again.

import type { AgentFinding } from "@samovar/client";

export interface Mark {
  start: number;
  end: number;
  finding: AgentFinding;
}

/** The places of a field moved from the text that was checked to the text of now. */
export function marksIn(field: string, findings: readonly AgentFinding[], checked: string, now: string): Mark[] {
  const edit = stretch(checked, now);
  const out: Mark[] = [];
  for (const finding of findings) {
    const { place } = finding;
    if (place.field !== field || place.end <= place.start || place.end > checked.length) continue;
    const span = across(edit, place.start, place.end);
    if (span) out.push({ ...span, finding });
  }
  return out.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** The one stretch in which two texts differ. */
interface Stretch {
  /** So many units at the head are the same. */
  head: number;
  /** Where, in the first text, the common tail begins. */
  tail: number;
  /** How much longer the second text is. */
  longer: number;
}

function stretch(from: string, to: string): Stretch {
  const longer = to.length - from.length;
  if (from === to) return { head: from.length, tail: from.length, longer };
  const most = Math.min(from.length, to.length);
  let head = 0;
  while (head < most && from.charCodeAt(head) === to.charCodeAt(head)) head += 1;
  let tail = 0;
  while (tail < most - head && from.charCodeAt(from.length - 1 - tail) === to.charCodeAt(to.length - 1 - tail))
    tail += 1;
  return { head, tail: from.length - tail, longer };
}

function across(
  { head, tail, longer }: Stretch,
  start: number,
  end: number,
): { start: number; end: number } | undefined {
  if (end <= head) return { start, end };
  if (start >= tail) return { start: start + longer, end: end + longer };
  return undefined;
}

/** A place of one text in another that differs in one stretch; none where the stretch touches it. */
export function shifted(
  start: number,
  end: number,
  from: string,
  to: string,
): { start: number; end: number } | undefined {
  return end > from.length ? undefined : across(stretch(from, to), start, end);
}

export interface Piece {
  text: string;
  /** The worst finding of this stretch; none: plain text. */
  mark: Mark | undefined;
}

const RANK = { error: 0, warning: 1, info: 2 } as const;

/** The text cut at the edges of its marks; over one another, the worst shows. */
export function pieces(text: string, marks: readonly Mark[]): Piece[] {
  const edges = new Set([0, text.length]);
  for (const { start, end } of marks) {
    edges.add(Math.max(0, Math.min(start, text.length)));
    edges.add(Math.max(0, Math.min(end, text.length)));
  }
  const sorted = [...edges].sort((a, b) => a - b);
  const out: Piece[] = [];
  for (let index = 1; index < sorted.length; index += 1) {
    const [start, end] = [sorted[index - 1] ?? 0, sorted[index] ?? 0];
    const over = marks.filter((mark) => mark.start < end && mark.end > start);
    const [worst] = over.sort((a, b) => RANK[a.finding.severity] - RANK[b.finding.severity] || a.start - b.start);
    const last = out.at(-1);
    if (last && last.mark === worst) last.text += text.slice(start, end);
    else out.push({ text: text.slice(start, end), mark: worst });
  }
  return out;
}

/** A block put in at the caret, a blank line around it; where the caret stands afterwards. */
export function withBlock(text: string, at: number, block: string): { text: string; caret: number } {
  const before = text.slice(0, at).replace(/\n+$/, "");
  const after = text.slice(at).replace(/^\n+/, "");
  const head = before ? `${before}\n\n${block}` : block;
  return { text: after ? `${head}\n\n${after}` : head, caret: head.length };
}

/** The number of the line a place stands in, from 1. */
export function lineOf(text: string, at: number): number {
  return text.slice(0, at).split("\n").length;
}
