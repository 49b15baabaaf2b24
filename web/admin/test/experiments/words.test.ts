// What a comparison is told as, how many talks it still lacks, and where its bars stand.

import { describe, expect, test } from "vitest";
import { Refusal } from "~/app/api";
import type { Beside, Comparison, Experiment, Ratio } from "~/features/experiments/queries";
import {
  barOf,
  deedsOf,
  missing,
  ordered,
  ownRefusal,
  roughly,
  stackOf,
  textOf,
  told,
  verdict,
} from "~/features/experiments/words";

const ratio = (hits: number, of: number): Ratio => ({ hits, of });
const row = (more: Partial<Comparison>): Comparison => ({
  measure: "conversion",
  is_good: true,
  control: ratio(0, 0),
  variant: ratio(0, 0),
  standing: "too_few",
  ...more,
});

describe("the words of a row", () => {
  test("a difference that stands needs no more talks", () => {
    expect(told(row({ standing: "better", needed: 900, control: ratio(30, 200), variant: ratio(60, 200) }))).toEqual({
      key: "better",
    });
    expect(told(row({ standing: "worse", needed: 900 }))).toEqual({ key: "worse" });
  });

  test("what is missing counts from the smaller version and is told roughly", () => {
    const even = row({ standing: "even", needed: 687, control: ratio(90, 400), variant: ratio(10, 50) });
    expect(told(even)).toEqual({ key: "even_more", count: 640 });
    expect(told(row({ standing: "even", needed: 40, control: ratio(9, 50), variant: ratio(10, 50) })).key).toBe("even");
    expect(told(row({ standing: "even", control: ratio(10, 50), variant: ratio(10, 50) })).key).toBe("even");
  });

  test("too few: as many as the test of the server asks for, even where the shares are equal", () => {
    // A quarter of 20: five of the rarer outcome take 20 on each side, eight are there.
    const few = row({ control: ratio(3, 12), variant: ratio(2, 8) });
    expect(told(few)).toEqual({ key: "early_more", count: 12 });
    expect(missing(row({ needed: 686, control: ratio(1, 10), variant: ratio(2, 10) }))).toBe(680);
  });

  test("of nothing nobody knows how much is missing, and nobody waits for a hundred thousand", () => {
    expect(told(row({}))).toEqual({ key: "early" });
    expect(told(row({ control: ratio(0, 30), variant: ratio(0, 30) }))).toEqual({ key: "early" });
    const hair = row({ standing: "even", needed: 250_000, control: ratio(100, 300), variant: ratio(101, 300) });
    expect(told(hair)).toEqual({ key: "even" });
  });

  test("numbers are rounded up, coarser the larger they are", () => {
    expect([1, 20, 21, 96, 101, 687, 1_001].map(roughly)).toEqual([1, 20, 25, 100, 110, 690, 1_100]);
  });
});

describe("the verdict", () => {
  const at = (standings: Comparison["standing"][]) =>
    verdict(
      standings.map((standing, i) =>
        row({ standing, measure: (["conversion", "resolution", "hand_over", "lost"] as const)[i] ?? "lost" }),
      ),
    );
  test("names the measures it stands on, and never hides what got worse", () => {
    expect(at(["better", "even", "too_few", "too_few"])).toEqual({
      verdict: "better",
      better: ["conversion"],
      worse: [],
    });
    expect(at(["even", "worse", "too_few", "too_few"])).toEqual({
      verdict: "worse",
      better: [],
      worse: ["resolution"],
    });
    expect(at(["better", "even", "worse", "even"])).toEqual({
      verdict: "mixed",
      better: ["conversion"],
      worse: ["hand_over"],
    });
    expect(at(["even", "too_few"])).toEqual({ verdict: "even", better: [], worse: [] });
    expect(at(["too_few", "too_few"]).verdict).toBe("early");
    expect(verdict([]).verdict).toBe("early");
  });
});

describe("bars", () => {
  test("stand where the share is, within the track, and are always seen", () => {
    expect(barOf({ hits: 8, of: 10, low: 0.49, high: 0.94 })).toEqual({ from: 49, width: expect.closeTo(45), at: 80 });
    expect(barOf({ hits: 0, of: 90_000, low: 0, high: 0.000_04 })).toEqual({ from: 0, width: 1, at: 0 });
    expect(barOf({ hits: 9, of: 9, low: 1, high: 1 })).toEqual({ from: 99, width: 1, at: 100 });
    expect(barOf(ratio(0, 0))).toBeUndefined();
  });

  test("a stack is full, and what happened once is not rounded away", () => {
    const beside = (same: number, near: number, other: number, failed: number): Beside => ({
      beside: "agent",
      same,
      near,
      other,
      failed,
      tokens: 0,
    });
    const percents = (b: Beside) => stackOf(b).map(({ agreement, percent }) => [agreement, percent]);
    expect(percents(beside(1, 1, 1, 0))).toEqual([
      ["same", 34],
      ["near", 33],
      ["other", 33],
    ]);
    expect(percents(beside(997, 1, 1, 1))).toEqual([
      ["same", 97],
      ["near", 1],
      ["other", 1],
      ["failed", 1],
    ]);
    expect(stackOf(beside(0, 0, 0, 0))).toEqual([]);
  });
});

describe("what was said", () => {
  test("words of all replies, deeds once, and what a customer does not notice left out", () => {
    const said = {
      replies: [{ text: "Записала вас" }, { text: "" }, { text: "До встречи" }],
      effects: [{ effect: "release" }, { effect: "contact" }, { effect: "book" }, { effect: "book" }],
    };
    expect(textOf(said)).toBe("Записала вас\nДо встречи");
    expect(deedsOf(said)).toEqual(["book"]);
    // A person's deeds are not known; a version that failed has nothing at all.
    expect(deedsOf({ replies: [{ text: "Да" }], effects: null })).toEqual([]);
    expect(textOf(undefined)).toBe("");
  });
});

test("what runs stands first, then the newest", () => {
  const one = (id: string, status: Experiment["status"], at: string) => ({ id, status, started_at: at }) as Experiment;
  const all = [
    one("new", "stopped", "2026-11-20T10:00:00Z"),
    one("old", "promoted", "2026-11-01T10:00:00Z"),
    one("runs", "running", "2026-11-10T10:00:00Z"),
  ];
  expect(ordered(all).map(({ id }) => id)).toEqual(["runs", "new", "old"]);
});

test("refusals with a meaning of their own here", () => {
  expect(ownRefusal(new Refusal(409, { code: "agent_unchanged" }))).toBe("agent_unchanged");
  expect(ownRefusal(new Refusal(409, { code: "agent_changed" }))).toBeUndefined();
  expect(ownRefusal(new Error("offline"))).toBeUndefined();
});
