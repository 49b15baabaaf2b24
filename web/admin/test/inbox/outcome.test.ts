// What is told of a talk's end: nothing while it is open, a hand-over only while a person has it, a return as a return.

import { describe, expect, test } from "vitest";
import { because, headline } from "~/features/inbox/model/outcome";
import type { Outcome } from "~/features/inbox/wire";

const row = (outcome: Outcome | undefined, more: { status?: "open" | "closed"; mode?: "auto" | "human" } = {}) =>
  headline({ status: "open", mode: "auto", ...(outcome && { outcome }), ...more });
const ended = (kind: Outcome["kind"], resolution: Outcome["resolution"]): Outcome => ({ kind, resolution });

describe("headline", () => {
  test("what is settled is told, what may still change is not", () => {
    expect(row(undefined)).toBeUndefined();
    expect(row(ended("booked", "open"))).toBeUndefined();
    expect(row(ended("booked", "confirmed"))).toBe("outcome.kind.booked");
    expect(row(ended("sold", "assumed"))).toBe("outcome.kind.sold");
    expect(row(ended("lost", "unresolved"))).toBe("outcome.kind.lost");
    expect(row(ended("unclear", "unresolved"))).toBeUndefined();
  });

  test("a closed conversation tells what it came to so far", () => {
    expect(row(ended("answered", "open"), { status: "closed" })).toBe("outcome.kind.answered");
    expect(row(ended("handed_over", "unresolved"), { status: "closed" })).toBe("outcome.kind.handed_over");
  });

  test("a hand-over is over when the agent has the conversation again", () => {
    expect(row(ended("handed_over", "unresolved"), { mode: "human" })).toBe("outcome.kind.handed_over");
    expect(row(ended("handed_over", "unresolved"))).toBeUndefined();
  });

  test("who came back has come back, whatever it was before", () => {
    expect(row(ended("answered", "reversed"))).toBe("outcome.came_back");
    expect(row(ended("handed_over", "reversed"), { mode: "human" })).toBe("outcome.kind.handed_over");
  });
});

describe("because", () => {
  test("each end has its sentence; a hand-over has its reason instead", () => {
    expect(because(ended("booked", "open"))).toBe("outcome.resolution.open");
    expect(because(ended("booked", "assumed"))).toBe("outcome.resolution.assumed");
    expect(because(ended("answered", "reversed"))).toBe("outcome.reversed.back");
    expect(because(ended("handed_over", "reversed"))).toBe("outcome.reversed.person");
    expect(because(ended("handed_over", "unresolved"))).toBeUndefined();
    expect(because(ended("lost", "unresolved"))).toBe("outcome.unresolved.lost");
    expect(because(ended("unclear", "unresolved"))).toBe("outcome.unresolved.other");
  });
});
