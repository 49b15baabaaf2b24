// What an asked question comes to: whose answer would be given, how sure each passage is beside the bound.

import type { AskedKnowledge } from "@samovar/client";

export interface Verdict {
  source: "faq" | "passage" | "none";
  answer: string | undefined;
  /** Of what answers. */
  score: number;
  threshold: number;
}

/** The server has decided as it would in a conversation: the ready answer, the surest passage, or nothing. */
export function verdictOf(asked: AskedKnowledge): Verdict {
  const { decided_by: by, faq, faq_threshold, passages, threshold, answer } = asked;
  const best = passages[0]?.score ?? 0;
  if (by === "faq")
    return { source: "faq", answer: answer ?? faq?.answer, score: faq?.score ?? 0, threshold: faq_threshold };
  if (by === "knowledge") return { source: "passage", answer, score: best, threshold };
  return { source: "none", answer: undefined, score: best, threshold };
}

/** 0.456 → 46: as people read it. Just under the bound never looks like the bound. */
export function percent(score: number, threshold: number): number {
  const rounded = Math.round(score * 100);
  return score < threshold ? Math.min(rounded, Math.ceil(threshold * 100) - 1) : rounded;
}
