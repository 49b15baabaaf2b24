// How long each part of a turn took.

import type { Json } from "./json";

export interface Span {
  kind: "tool" | "model" | "own";
  name: string;
  us: number;
  /** Before it, in the same measure. */
  after: number;
  isFailed: boolean;
}
interface Timed {
  name: string;
  answer: Json;
  us: number | undefined;
}

/** Calls go one after another; what is left of the time is the agent's own work and the writing down. */
export function spansOf(calls: Timed[], total: number): Span[] {
  const timed = calls.filter(({ us }) => us !== undefined);
  let after = 0;
  const spans = timed.map(({ name, us = 0, answer }): Span => {
    const span: Span = {
      kind: name === "model" ? "model" : "tool",
      name,
      us,
      after,
      isFailed: answer.kind === "failed",
    };
    after += us;
    return span;
  });
  if (timed.length === 0) return [];
  return [...spans, { kind: "own", name: "own", us: Math.max(0, total - after), after, isFailed: false }];
}
