// A record told to a person: who, where it was looked for, what it cost; and what a second run has made otherwise.

import { describe, expect, test } from "vitest";
import { compare } from "~/features/traces/differences";
import { explain, type Turn } from "~/features/traces/explain";
import type { Difference, Replay } from "~/features/traces/queries";

const turn = (record: object, more: Partial<Turn> = {}): Turn => ({
  id: "t",
  conversation_id: "c",
  verdict: "answered",
  record,
  duration_us: 400_000,
  created_at: "2026-11-21T12:00:00Z",
  ...more,
});
const state = (told: ReturnType<typeof explain>) =>
  Object.fromEntries(told.ladder.map(({ rung, state }) => [rung, state]));

const SERVICE = "01a1fe23-c2df-7089-b588-e3bf55be1e1d";
const whole = turn({
  v: 2,
  build: "0.1.0",
  input: { messages: [{ text: "а с собакой можно?", attachments: [] }] },
  calls: [
    [
      { tool: "knowledge", query: "а с собакой можно?" },
      {
        kind: "passages",
        passages: [
          { chunk_id: "k1", title: "Правила", heading: "Животные", text: "Можно.", score: 0.81 },
          { chunk_id: "k2", title: "Парковка", heading: "", text: "Во дворе.", score: 0.1 },
        ],
      },
    ],
    [
      { tool: "model", request: { model: "m", messages: [] } },
      { kind: "model", reply: { usage: { input: 1, output: 1, cached: 0 }, model: "m" } },
    ],
    [
      { tool: "slots", query: { services: [SERVICE], from: "2026-11-21T21:00:00Z", until: "2026-11-22T21:00:00Z" } },
      { kind: "failed", code: "timeout" },
    ],
  ],
  replies: [{ text: "Можно.", buttons: [{ id: "b", title: "Записаться" }] }],
  effects: [{ effect: "hand_over", reason: "asked" }],
  trace: {
    agent: { id: "a", name: "Администратор", version: 3, why: "leads", from: null },
    heard: {
      intents: [["question", 0.5]],
      entities: [{ text: "собакой", value: { kind: "service", ids: [SERVICE] } }],
    },
    commands: [{ command: "knowledge", passages: [0] }],
    knowledge: ["k1", SERVICE],
    took: [20_000, 300_000, 30_000],
    asked: [
      {
        provider: "p",
        vendor: "openai",
        model: "small",
        tries: [
          { provider_id: "q", model: "big", ms: 120, code: "model_overloaded", is_called: true },
          { provider_id: "p", model: "small", ms: 180, is_called: true },
        ],
        usage: { input: 812, cached: 512, output: 41 },
        is_estimated: false,
        cost: 26_270,
      },
    ],
    model: [
      {
        asked: "wording",
        said: false,
        cut: [{ sentence: "Скидка 50 %.", claim: "50 %", reason: "number" }],
        lost: ["18:00"],
      },
    ],
  },
});

describe("a record", () => {
  test("tells who answered and from where", () => {
    const told = explain(whole);
    expect(told.agent).toMatchObject({ name: "Администратор", version: 3, why: "leads", from: undefined });
    expect(state(told)).toEqual({
      rule: "missed",
      flow: "unneeded",
      faq: "missed",
      script: "unneeded",
      knowledge: "answered",
      model: "tried",
      person: "answered",
    });
    expect(told.reason).toBe("asked");
  });
  test("marks the passages the answer stands on and keeps them out of the catalog's facts", () => {
    const told = explain(whole);
    expect(told.passages.map(({ title, isUsed }) => [title, isUsed])).toEqual([
      ["Правила", true],
      ["Парковка", false],
    ]);
    expect(told.knowledge).toEqual([SERVICE]);
  });
  test("joins what was asked of a model, what it cost and what became of it", () => {
    const [call] = explain(whole).models;
    expect(call).toMatchObject({
      purpose: "wording",
      model: "small",
      input: 812,
      cached: 512,
      output: 41,
      cost: 26_270,
      ms: 300,
    });
    expect(call?.tries.map(({ code }) => code)).toEqual(["model_overloaded", undefined]);
    expect(call?.cuts).toEqual([{ sentence: "Скидка 50 %.", claim: "50 %", reason: "number" }]);
    expect([call?.isSaid, call?.lost]).toEqual([false, ["18:00"]]);
  });
  test("names a tool that failed", () => {
    const slots = explain(whole).tools.find(({ name }) => name === "slots");
    expect(slots).toMatchObject({ failure: "timeout", services: [SERVICE], us: 30_000 });
  });
  test("spends the time one thing after another, the rest is the agent's own", () => {
    expect(explain(whole).spans.map(({ kind, after, us }) => [kind, after, us])).toEqual([
      ["tool", 0, 20_000],
      ["model", 20_000, 300_000],
      ["tool", 320_000, 30_000],
      ["own", 350_000, 50_000],
    ]);
  });
  test("without times there is nothing to draw", () => {
    const { took, ...trace } = (whole.record as { trace: Record<string, unknown> }).trace;
    expect(took).toBeDefined();
    expect(explain(turn({ ...(whole.record as object), trace })).spans).toEqual([]);
  });
  test("a budget that was used up is a model that did not answer", () => {
    const told = explain(
      turn({
        calls: [
          [
            { tool: "model", request: {} },
            { kind: "failed", code: "day_money" },
          ],
        ],
        trace: { asked: [{ passed_over: "day_money" }], model: [{ asked: "understanding", failed: true }] },
      }),
    );
    expect(told.models[0]?.failure).toBe("day_money");
    expect(state(told).model).toBe("failed");
  });
  test.each([[{}], [null], ["?"], [{ trace: [], calls: "x", input: 3 }]])("%j is bare and breaks nothing", (record) => {
    expect(explain({ ...turn({}), record }).isBare).toBe(true);
  });
});

describe("a second run", () => {
  const replay = (differences: Difference[], replies: string[]): Replay => ({
    turn_id: "t",
    conversation_id: "c",
    verdict: "different",
    differences,
    build: "0.1.0",
    replies,
  });
  const told = explain(whole);

  test("shows whole texts, buttons and deeds", () => {
    const found = compare(
      told,
      replay(
        [
          { path: "replies[0].text", before: "Можно.", after: "Нельзя." },
          { path: "replies[0].buttons[0].title", before: "Записаться", after: "Позвонить" },
          { path: "effects[0]", before: { effect: "hand_over", reason: "asked" }, after: null },
          { path: "phase", before: "consulting", after: "booking" },
          { path: "state.step", before: 1, after: 2 },
        ],
        ["Нельзя."],
      ),
    );
    expect(found.replies).toEqual([{ before: "Можно.", after: "Нельзя." }]);
    expect(found.buttons).toEqual({ before: ["Записаться"], after: ["Позвонить"] });
    expect(found.effects).toEqual({ gone: ["hand_over"], come: [], changed: [] });
    expect(found.phase).toEqual({ before: "consulting", after: "booking" });
    expect(found.rest.map(({ path }) => path)).toEqual(["state.step"]);
  });
  test("another question ends it: no answer is made up", () => {
    const found = compare(
      told,
      replay([{ path: "calls[0]", before: { tool: "slots" }, after: { tool: "visits", with_past: true } }], []),
    );
    expect(found.asks).toEqual({ before: "slots", after: "visits" });
    expect(found.replies).toEqual([]);
  });
  test("the same deed with other values is told once", () => {
    const found = compare(
      told,
      replay(
        [
          { path: "effects[0].summary", before: "a", after: "b" },
          { path: "effects[0].reason", before: "asked", after: "late" },
        ],
        ["Можно."],
      ),
    );
    expect(found.effects.changed).toEqual(["hand_over"]);
  });
});
