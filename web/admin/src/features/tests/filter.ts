// Which tests are shown, and how far a play of all of them is.

import type { DialogueTest, Verdict } from "./queries";

export const VIEWS = ["all", "failed", "passed", "new"] as const;
export type View = (typeof VIEWS)[number];

export function viewOf({ last_run: run }: DialogueTest): Exclude<View, "all"> {
  if (!run) return "new";
  return run.verdict === "passed" ? "passed" : "failed";
}

export function counted(tests: DialogueTest[]): Record<View, number> {
  const counts: Record<View, number> = { all: tests.length, failed: 0, passed: 0, new: 0 };
  for (const test of tests) counts[viewOf(test)] += 1;
  return counts;
}

export function shown(tests: DialogueTest[], view: View, words: string): DialogueTest[] {
  const fold = (text: string) => text.toLowerCase().replaceAll("ё", "е");
  const wanted = fold(words.trim());
  return tests.filter(
    (test) =>
      (view === "all" || viewOf(test) === view) && (!wanted || fold(`${test.title}\n${test.text}`).includes(wanted)),
  );
}

export interface Progress {
  done: number;
  total: number;
  verdicts: Record<string, Verdict>;
}

/** What an event changes; `undefined` when nothing is played. */
export function heard(
  progress: Progress | undefined,
  event: { kind: string; subject_id: string; payload: Record<string, unknown> },
): Progress | undefined {
  if (event.kind === "dialogue_test.finished") return undefined;
  const { done, total, verdict } = event.payload;
  if (event.kind !== "dialogue_test.played" || typeof done !== "number" || typeof total !== "number") return progress;
  return { done, total, verdicts: { ...progress?.verdicts, [event.subject_id]: verdict as Verdict } };
}
