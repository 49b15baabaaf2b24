// What stages ask and do: missing fields, ages, the draft of a pipeline, the selection of the list, the figures of the report.

import { describe, expect, test } from "vitest";
import { Refusal } from "~/app/api";
import { daysSince, isLate, isStale, spanOf } from "~/features/deals/age";
import { inOrder } from "~/features/deals/customer-deals";
import { barsOf, isEmpty, winRate } from "~/features/deals/funnel/figures";
import { byCode, kept, MOST, NONE, toggled, toggledAll, wayBack } from "~/features/deals/list/selection";
import { changeOf, missingIn, missingOf, wantsReason } from "~/features/deals/needs";
import {
  bodyOf,
  draftOf,
  faultOf,
  freshStage,
  isChanged,
  removedOf,
  withoutStage,
  withStage,
} from "~/features/deals/settings/draft";
import { countsIn } from "~/features/deals/settings/editor";
import type { Deal, Funnel, Pipeline, Stage } from "~/features/deals/wire";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const stage = (key: string, part: Partial<Stage> = {}): Stage => ({
  key,
  name: key,
  name_en: key,
  kind: "open",
  position: 1,
  pipeline: "main",
  color: "blue",
  rules: {},
  ...part,
});
const deal = (part: Partial<Deal> = {}): Deal => ({
  id: "a",
  contact_id: "c",
  contact: { id: "c" },
  pipeline: "main",
  stage: "new",
  status: "open",
  known: {},
  fields: {},
  stage_since: "2026-11-01T12:00:00Z",
  tasks_open: 0,
  created_at: "2026-11-01T12:00:00Z",
  updated_at: "2026-11-01T12:00:00Z",
  ...part,
});
const pipeline: Pipeline = {
  key: "main",
  name: "Продажи",
  name_en: "Sales",
  position: 1,
  is_default: true,
  loss_reasons: ["Дорого"],
  stages: [
    stage("sale", { kind: "won", position: 3 }),
    stage("new", { position: 1, rules: { silence: { days: 5, to: "offer" } } }),
    stage("offer", { position: 2, rules: { required: ["amount"], tasks: [] } }),
  ],
};

describe("what a stage wants to know", () => {
  test("is what the deal has not got; a sum of zero is a sum", () => {
    const wants = stage("offer", { rules: { required: ["amount", "owner", "known.people", "fields.size", "tour"] } });
    expect(missingOf(deal(), wants)).toEqual(["amount", "owner", "known.people", "fields.size", "tour"]);
    const full = deal({ amount: 0, owner_id: "m", known: { people: "2" }, fields: { size: "L" }, tour: "ala-kul" });
    expect(missingOf(full, wants)).toEqual([]);
  });
  test("is read from the refusal in any of its shapes", () => {
    const refusal = (body: object) => new Refusal(422, { code: "stage_needs", ...body });
    expect(missingIn(refusal({ errors: [{ field: "amount", code: "missing", detail: "" }] }))).toEqual(["amount"]);
    expect(missingIn(refusal({ missing: ["owner_id", "fields.size"] }))).toEqual(["owner", "fields.size"]);
    expect(missingIn(refusal({ field: "expected_on" }))).toEqual(["expected_on"]);
  });
  test("goes to the server by its own names, without what was left empty", () => {
    expect(
      changeOf({ amount: 5, owner: "m", "fields.size": "L", "known.people": "2", tour: "", expected_on: undefined }),
    ).toEqual({
      amount: 5,
      owner_id: "m",
      fields: { size: "L" },
      known: { people: "2" },
    });
  });
  test("a reason is asked only where the firm has some", () => {
    const lost = stage("lost", { kind: "lost" });
    expect(wantsReason(pipeline, lost)).toBe(true);
    expect(wantsReason({ ...pipeline, loss_reasons: [] }, lost)).toBe(false);
    expect(wantsReason(pipeline, stage("new"))).toBe(false);
  });
});

describe("ages", () => {
  test("only what is open grows stale, earlier where silence counts", () => {
    expect(daysSince("2026-11-01T12:00:01Z", NOW)).toBe(19);
    expect(daysSince("2026-11-22T12:00:00Z", NOW)).toBe(0);
    expect(isStale(deal(), stage("new"), NOW)).toBe(true);
    expect(isStale(deal({ status: "won" }), stage("sale"), NOW)).toBe(false);
    const fresh = deal({ stage_since: "2026-11-15T12:00:00Z" });
    expect(isStale(fresh, stage("new"), NOW)).toBe(false);
    expect(isStale(fresh, stage("new", { rules: { silence: { days: 5, to: "lost" } } }), NOW)).toBe(true);
  });
  test("a task of a minute ago is late", () => {
    expect(isLate(deal({ next_task_at: "2026-11-21T11:59:00Z" }), NOW)).toBe(true);
    expect(isLate(deal({ next_task_at: "2026-11-21T12:01:00Z" }), NOW)).toBe(false);
    expect(isLate(deal(), NOW)).toBe(false);
  });
  test("spans are said in the largest measure that says something", () => {
    expect(spanOf(10)).toEqual({ unit: "minutes", count: 1 });
    expect(spanOf(5_400)).toEqual({ unit: "hours", count: 2 });
    expect(spanOf(30 * 3_600)).toEqual({ unit: "hours", count: 30 });
    expect(spanOf(12 * 86_400)).toEqual({ unit: "days", count: 12 });
  });
});

describe("the draft of a pipeline", () => {
  const draft = draftOf(pipeline);
  test("is in order and no different from what it was made of", () => {
    expect(draft.stages.map(({ key }) => key)).toEqual(["new", "offer", "sale"]);
    expect(isChanged(draft, draftOf(structuredClone(pipeline)))).toBe(false);
    expect(draft.stages[1]?.rules).toEqual({ required: ["amount"] });
  });
  test("a new open stage stands before those that close deals, in a colour of its own", () => {
    const added = withStage(draft, { ...freshStage(draft, "new-1"), name: "Договор" });
    expect(added.stages.map(({ name }) => name)).toEqual(["new", "offer", "Договор", "sale"]);
    expect(added.stages[2]?.color).not.toBe("blue");
    expect(
      withStage(added, { ...freshStage(added, "new-2"), name: "Не вышло", kind: "lost" }).stages.at(-1)?.name,
    ).toBe("Не вышло");
  });
  test("a stage that goes takes the rules with it that led there", () => {
    const rest = withoutStage(draft, "offer");
    expect(rest.stages[0]?.rules).toEqual({});
    expect(removedOf(pipeline, rest).map(({ key }) => key)).toEqual(["offer"]);
  });
  test("is sent with keys of known stages only, and with where the deals go", () => {
    const added = withStage(withoutStage(draft, "offer"), { ...freshStage(draft, "new-1"), name: " Договор " });
    const body = bodyOf(added, { offer: "new" });
    expect(body.stages[1]).toEqual({
      name: "Договор",
      name_en: "Договор",
      kind: "open",
      color: expect.any(String),
      rules: {},
    });
    expect(body.stages[0]).toMatchObject({ key: "new" });
    expect(body.moved).toEqual({ offer: "new" });
    expect("moved" in bodyOf(draft)).toBe(false);
  });
  test("says what is still wrong", () => {
    expect(faultOf(draft)).toBeUndefined();
    expect(faultOf({ ...draft, name: " " })).toBe("nameless");
    expect(faultOf({ ...draft, stages: [] })).toBe("no_stages");
    expect(faultOf({ ...draft, stages: draft.stages.slice(2) })).toBe("no_open");
    const [first] = draft.stages;
    if (first) expect(faultOf({ ...draft, stages: [...draft.stages, { ...first, id: "x" }] })).toBe("stage_twice");
  });
  test("counts of deals are read from the refusal", () => {
    const errors = [{ field: "offer", code: "stage_in_use", detail: "3" }];
    expect(countsIn(new Refusal(409, { code: "stage_in_use", errors }))).toEqual({ offer: 3 });
  });
});

describe("the selection", () => {
  const rows = ["a", "b", "c", "d"];
  test("takes one, then a span with Shift, then lets one go", () => {
    const one = toggled(NONE, rows, "b", false);
    const span = toggled(one, rows, "d", true);
    expect([...span.ids]).toEqual(["b", "c", "d"]);
    expect([...toggled(span, rows, "c", false).ids]).toEqual(["b", "d"]);
  });
  test("all and none, never more than the server takes", () => {
    const many = Array.from({ length: MOST + 5 }, (_, index) => String(index));
    expect(toggledAll(NONE, many).ids.size).toBe(MOST);
    expect(toggledAll(toggledAll(NONE, rows), rows)).toBe(NONE);
  });
  test("rows that are gone are not chosen any more", () => {
    const all = toggledAll(NONE, rows);
    expect([...kept(all, ["a", "d"]).ids]).toEqual(["a", "d"]);
    expect(kept(all, rows)).toBe(all);
  });
  test("knows the way back of what was moved, and why the rest was not", () => {
    const before = [
      { id: "a", stage: "new" },
      { id: "b", stage: "offer" },
      { id: "c", stage: "new" },
    ];
    expect([...wayBack(["a", "c"], before)]).toEqual([["new", ["a", "c"]]]);
    expect(byCode([{ code: "x" }, { code: "y" }, { code: "y" }])).toEqual([
      { code: "y", count: 2 },
      { code: "x", count: 1 },
    ]);
  });
});

test("beside a conversation its own deal comes first, closed ones last", () => {
  const deals = [
    deal({ id: "closed", status: "won", updated_at: "2026-11-20T00:00:00Z" }),
    deal({ id: "old", updated_at: "2026-11-02T00:00:00Z", conversation_id: "talk" }),
    deal({ id: "new", updated_at: "2026-11-19T00:00:00Z" }),
  ];
  expect(inOrder(deals, "talk").map(({ id }) => id)).toEqual(["old", "new", "closed"]);
  expect(inOrder(deals, undefined).map(({ id }) => id)).toEqual(["new", "old", "closed"]);
});

describe("the report", () => {
  const row = (key: string, entered: number, conversion: number) => ({
    key,
    entered,
    now: 0,
    moved_on: Math.round(entered * conversion),
    conversion,
    amount: 0,
  });
  const funnel = (stages: Funnel["stages"], won = 0, lost = 0): Funnel => ({
    pipeline: "main",
    from: "2026-11-01T00:00:00Z",
    to: "2026-12-01T00:00:00Z",
    stages,
    won: { count: won, amount: 0 },
    lost: { count: lost, amount: 0, reasons: [] },
  });
  test("bars are parts of the widest, changes are points and only where both periods have figures", () => {
    const now = funnel([row("new", 40, 0.5), row("offer", 20, 0.25), row("sale", 0, 0)]);
    const before = funnel([row("new", 10, 0.4), row("offer", 0, 0)]);
    expect(barsOf(now, before).map(({ width, conversion, change }) => [width, conversion, change])).toEqual([
      [1, 50, 10],
      [0.5, 25, undefined],
      [0, undefined, undefined],
    ]);
  });
  test("the share of won is of those that were closed", () => {
    expect(winRate(funnel([], 3, 1))).toBe(75);
    expect(winRate(funnel([]))).toBeUndefined();
    expect(isEmpty(funnel([row("new", 0, 0)]))).toBe(true);
    expect(isEmpty(funnel([], 1))).toBe(false);
  });
});
