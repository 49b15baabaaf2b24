// The board while deals come, go and move: every card once, counts and sums true.

import { describe, expect, test } from "vitest";
import { appended, asMoved, keepTail, merged, moved, put, without } from "~/features/deals/board-state";
import { underWay } from "~/features/deals/under-way";
import type { Board, Deal, Stage } from "~/features/deals/wire";

const NOW = "2026-11-21T12:00:00Z";
const stage = (key: string, kind: Stage["kind"], position: number): Stage => ({
  key,
  name: key,
  name_en: key,
  kind,
  position,
  pipeline: "main",
  color: "blue",
  rules: {},
});
const deal = (id: string, at: string, amount?: number): Deal => ({
  id,
  contact_id: `c-${id}`,
  contact: { id: `c-${id}`, name: "Анна" },
  pipeline: "main",
  stage: at,
  status: "open",
  known: {},
  fields: {},
  stage_since: NOW,
  tasks_open: 0,
  created_at: NOW,
  updated_at: NOW,
  ...(amount === undefined ? {} : { amount }),
});
const board = (columns: Record<string, Deal[]>, more: Record<string, string> = {}): Board => ({
  pipeline: {
    key: "main",
    name: "Продажи",
    name_en: "Sales",
    position: 1,
    is_default: true,
    loss_reasons: [],
    stages: [stage("new", "open", 1), stage("offer", "open", 2), stage("sale", "won", 3), stage("lost", "lost", 4)],
  },
  columns: Object.entries(columns).map(([key, deals]) => ({
    stage: key,
    deals,
    count: deals.length,
    amount: deals.reduce((sum, { amount = 0 }) => sum + amount, 0),
    ...(more[key] ? { next_cursor: more[key] } : {}),
  })),
});
const shape = ({ columns }: Board) =>
  Object.fromEntries(
    columns.map(({ stage: key, deals, count, amount }) => [key, [deals.map(({ id }) => id).join(""), count, amount]]),
  );

describe("a move", () => {
  const before = board({ new: [deal("a", "new", 100), deal("b", "new")], offer: [deal("c", "offer", 50)], sale: [] });

  test("takes the deal, its count and its sum along and puts it on top", () => {
    expect(shape(moved(before, "a", "offer"))).toEqual({ new: ["b", 1, 0], offer: ["ac", 2, 150], sale: ["", 0, 0] });
  });
  test("to where it stands, of a deal nobody knows, or to no stage changes nothing", () => {
    expect(moved(before, "a", "new")).toBe(before);
    expect(moved(before, "z", "offer")).toBe(before);
    expect(moved(before, "a", "elsewhere")).toBe(before);
  });
  test("tells the state of the new stage at once, and forgets why it had been lost", () => {
    const lost = { ...deal("a", "lost"), status: "lost" as const, loss_reason: "Дорого" };
    const back = asMoved(before, lost, "new", new Date("2026-11-22T00:00:00Z"));
    expect(back).toMatchObject({ stage: "new", status: "open", stage_since: "2026-11-22T00:00:00.000Z" });
    expect(back.loss_reason).toBeUndefined();
    expect(asMoved(before, deal("a", "new"), "sale").status).toBe("won");
  });
  test("back again leaves the board as it was", () => {
    expect(shape(moved(moved(before, "a", "sale"), "a", "new"))).toEqual(shape(before));
  });
});

describe("put and without", () => {
  const before = board({ new: [deal("a", "new", 100), deal("b", "new", 10)], offer: [] });
  test("a changed deal stays in its place and changes the sum only", () => {
    expect(shape(put(before, deal("a", "new", 300)))).toEqual({ new: ["ab", 2, 310], offer: ["", 0, 0] });
  });
  test("a deal of another pipeline leaves the board", () => {
    expect(shape(put(before, deal("a", "wholesale", 100)))).toEqual({ new: ["b", 1, 10], offer: ["", 0, 0] });
  });
  test("one that is gone takes its sum with it, once", () => {
    const after = without(before, "a");
    expect(shape(after)).toEqual({ new: ["b", 1, 10], offer: ["", 0, 0] });
    expect(without(after, "a")).toBe(after);
  });
});

describe("an event", () => {
  test("keeps what is joined to a deal and takes the rest", () => {
    const known = { ...deal("a", "new", 100), title: "Тур", tasks_open: 2, next_task_at: NOW };
    const { contact: _, ...told } = { ...deal("a", "offer", 200), tasks_open: undefined };
    const after = merged(known, told as unknown as Partial<Deal>);
    expect(after).toMatchObject({ stage: "offer", amount: 200, tasks_open: 2, contact: { name: "Анна" } });
    // A whole deal without a title has none any more.
    expect(after.title).toBeUndefined();
  });
  test("of a part changes only that part", () => {
    expect(merged({ ...deal("a", "new", 100), title: "Тур" }, { stage: "offer" })).toMatchObject({
      stage: "offer",
      amount: 100,
      title: "Тур",
    });
  });
});

describe("more of a column", () => {
  test("comes behind, without what has moved on meanwhile, and ends with the last page", () => {
    const before = board({ new: [deal("a", "new")], offer: [deal("c", "offer")] }, { new: "next" });
    const after = appended(before, "new", { items: [deal("b", "new"), deal("c", "new")] });
    expect(after.columns[0]?.deals.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(after.columns[0]?.next_cursor).toBeUndefined();
    expect(after.columns[0]?.count).toBe(1);
  });
  test("stays when the top is asked for anew", () => {
    const before = board({ new: [deal("a", "new"), deal("b", "new"), deal("c", "new")] }, { new: "after-c" });
    const fresh = board({ new: [deal("d", "new"), deal("a", "new")] }, { new: "after-a" });
    const after = keepTail(before, fresh);
    expect(after.columns[0]?.deals.map(({ id }) => id)).toEqual(["d", "a", "c"]);
    expect(after.columns[0]?.next_cursor).toBe("after-c");
  });
  test("is forgotten when the column is whole by now, or the pipeline another", () => {
    const before = board({ new: [deal("a", "new"), deal("b", "new")] }, { new: "more" });
    const whole = board({ new: [deal("a", "new")] });
    expect(keepTail(before, whole)).toEqual(whole);
    const other = { ...whole, pipeline: { ...whole.pipeline, key: "wholesale" } };
    expect(keepTail(before, other)).toBe(other);
  });
});

test("an answer to an older question does not take back a move that is under way", () => {
  const old = board({ new: [deal("a", "new", 100)], offer: [] });
  underWay.begin("a", "offer");
  expect(shape(underWay.over(old))).toEqual({ new: ["", 0, 0], offer: ["a", 1, 100] });
  // The end of an older move is not the end of the newest.
  underWay.end("a", "new");
  expect(shape(underWay.over(old)).offer).toEqual(["a", 1, 100]);
  underWay.end("a", "offer");
  expect(underWay.over(old)).toBe(old);
});
