// What stands in the address of the search and what is asked of the server.

import { describe, expect, test } from "vitest";
import { isNarrowed, readSearch, toQuery } from "~/features/traces/search";

const ID = "01a1fe23-c2df-7089-b588-e3bf55be1e1d";

describe("the address", () => {
  test("keeps what makes sense and drops the rest", () => {
    expect(
      readSearch({
        q: " стрижка",
        verdict: "nice",
        reason: "asked",
        agent: ID,
        channel: "x",
        from: "2026-11-01",
        to: "?",
        only: ["slow", "fast"],
        turn: ID,
      }),
    ).toEqual({ q: " стрижка", reason: "asked", agent: ID, from: "2026-11-01", only: ["slow"], turn: ID });
    expect(readSearch({ only: "model", q: "  " })).toEqual({ only: ["model"] });
  });
  test("an open turn alone is no filter", () => {
    expect([isNarrowed({ turn: ID }), isNarrowed({ turn: ID, q: "a" })]).toEqual([false, true]);
  });
});

describe("the question to the server", () => {
  test("days are of the firm's zone and the last one counts whole", () => {
    expect(toQuery({ from: "2026-11-21", to: "2026-11-21" }, "Europe/Moscow")).toEqual({
      from: "2026-11-20T21:00:00.000Z",
      to: "2026-11-21T21:00:00.000Z",
    });
  });
  test("marks become their filters", () => {
    expect(toQuery({ only: ["model", "failed", "slow"], agent: ID, turn: ID }, undefined)).toEqual({
      with_model: "true",
      failed: "true",
      slower_ms: "3000",
      agent_id: ID,
    });
  });
});
