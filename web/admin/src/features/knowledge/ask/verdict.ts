// What an asked question comes to: whose answer would be given, how sure each passage is beside the bound.

import type { AskedKnowledge } from "@samovar/client";

export interface Verdict {
  source: "faq" | "passage" | "none";
  answer: string | undefined;
  /** Of what answers. */
  score: number;
  threshold: number;
}

/** A ready answer comes before the passages, as in a conversation. */
export function verdictOf(asked: AskedKnowledge): Verdict {
  const { faq, faq_threshold: bound, passages, threshold, answer } = asked;
  if (faq && faq.score >= bound) return { source: "faq", answer: faq.answer, score: faq.score, threshold: bound };
  const best = passages[0];
  if (best && best.score >= threshold) return { source: "passage", answer, score: best.score, threshold };
  return { source: "none", answer: undefined, score: best?.score ?? 0, threshold };
}

/** 0.456 → 46: as people read it. Just under the bound never looks like the bound. */
export function percent(score: number, threshold: number): number {
  const rounded = Math.round(score * 100);
  return score < threshold ? Math.min(rounded, Math.ceil(threshold * 100) - 1) : rounded;
}
