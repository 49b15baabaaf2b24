// The addresses of the board, the list and the report: what they understand and what they ask the server for.

import { describe, expect, test } from "vitest";
import { periods, readFunnel } from "~/features/deals/funnel/search";
import { CLEAR, countOf, isFiltered, readSearch, toQuery, turned } from "~/features/deals/search";

const owner = "01a1fcf4-4ace-75a5-9c4c-8efc6a26c4b1";

describe("readSearch", () => {
  test("takes what the server would take and leaves the rest", () => {
    const address = {
      pipeline: "main",
      view: "list",
      q: " Анна ",
      owner,
      status: "won",
      min: "5000",
      order: "-amount",
    };
    expect(readSearch(address)).toEqual({ ...address, q: "Анна", min: 5000 });
    expect(
      readSearch({
        owner: "me",
        status: "maybe",
        min: -1,
        max: "много",
        stale: 0,
        order: "-name",
        deal: "1",
        from: "2026-13-01",
      }),
    ).toEqual({});
  });
  test("a phone in the address is read as a number by the router", () => {
    expect(readSearch({ q: 79161234567 })).toEqual({ q: "79161234567" });
  });
  test("nobody's deals and a sum of nothing can be asked for", () => {
    expect(readSearch({ owner: "none", max: 0, no_task: true, stale: "14" })).toEqual({
      owner: "none",
      max: 0,
      no_task: true,
      stale: 14,
    });
  });
  test("the usual order is not written into the address", () => {
    expect(readSearch({ order: "-updated" })).toEqual({});
  });
});

describe("toQuery", () => {
  test("sums are in minor units of the money, days whole days of the firm's zone", () => {
    expect(toQuery({ min: 5000, max: 9999.5, from: "2026-11-01", to: "2026-11-21" }, "Europe/Moscow")).toEqual({
      amount_from: 500_000,
      amount_to: 999_950,
      created_from: "2026-10-31T21:00:00.000Z",
      created_to: "2026-11-21T21:00:00.000Z",
    });
    expect(toQuery({ min: 5000 }, "Europe/Moscow", 0)).toEqual({ amount_from: 5000 });
  });
  test("the open deal and the open column are not the server's business", () => {
    expect(toQuery({ deal: owner, stage: "offer", view: "list" }, "UTC")).toEqual({});
  });
});

test("the two ends of a span are one filter", () => {
  expect(countOf({ min: 0, max: 5, from: "2026-11-01", no_task: true })).toBe(3);
  expect(countOf({ q: "Анна" })).toBe(0);
  expect(isFiltered({ q: "Анна" })).toBe(true);
  expect(isFiltered({ pipeline: "main", stage: "offer" })).toBe(false);
  expect(isFiltered({ min: 1, q: "x", stale: 7, ...CLEAR })).toBe(false);
});

test("a press on the head of a column turns its order round", () => {
  expect(turned("-updated", "amount")).toBe("-amount");
  expect(turned("-amount", "amount")).toBe("amount");
  expect(turned("amount", "amount")).toBe("-amount");
});

describe("the report", () => {
  test("compares as many days as it shows, without a gap", () => {
    expect(periods(30, "2026-03-15", "Europe/Moscow")).toEqual({
      now: { from: "2026-02-13T21:00:00.000Z", to: "2026-03-15T21:00:00.000Z" },
      before: { from: "2026-01-14T21:00:00.000Z", to: "2026-02-13T21:00:00.000Z" },
    });
  });
  test("reads its address", () => {
    expect(readFunnel({ days: "90", owner, pipeline: "main" })).toEqual({ days: 90, owner, pipeline: "main" });
    expect(readFunnel({ days: 30, owner: "none", pipeline: "Б" })).toEqual({});
  });
});
