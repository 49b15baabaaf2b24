// What stands under an answer of the test chat: what it rests on, and never what was only looked at in vain.

import { describe, expect, test } from "vitest";
import { usedIn } from "~/features/agents/used";

const S1 = "01a1fe46-c2f4-7594-af13-334e5a54e3ad";
const GONE = "01a1fe46-c2f4-7594-af13-334e5a54e3ae";
const names: Record<string, string> = { [S1]: "Стрижка" };
const words = {
  called: (id: string) => names[id] ?? "удалено",
  isKnown: (id: string) => id in names,
  word: (_group: string, name: string) => name,
};
const turn = (trace: object, record: object = {}) => ({
  id: "t",
  conversation_id: "c",
  verdict: "answered",
  record: { trace, ...record },
  duration_us: 1_000,
  created_at: "2026-11-21T10:00:00Z",
});
const used = (trace: object, record: object = {}) =>
  usedIn(turn(trace, record), words).map(({ kind, name }) => `${kind} ${name}`.trim());

describe("usedIn", () => {
  test("the brain alone", () => {
    expect(used({})).toEqual(["brain"]);
  });

  test("rows of the catalog by their names, unknown ones left out", () => {
    expect(used({ knowledge: [S1, GONE] })).toEqual(["catalog Стрижка"]);
    expect(used({ knowledge: [S1, S1] })).toEqual(["catalog Стрижка"]);
  });

  test("what was looked up", () => {
    const call = { tool: "slots", query: { services: [S1] } };
    expect(used({}, { calls: [[call, { slots: [] }]] })).toContain("tool slots");
  });
});
