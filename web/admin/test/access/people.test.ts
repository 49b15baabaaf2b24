import { describe, expect, test } from "vitest";
import { toQuery } from "~/features/people/audit-queries";
import { byDay, changesOf, startOfDay, titleOf } from "~/features/people/diff";
import { grantable, isLastOwner, mayTouch, wholeLink } from "~/features/people/rules";

describe("the team", () => {
  test("only the last owner is protected", () => {
    expect(isLastOwner({ role: "owner" }, [{ role: "owner" }, { role: "admin" }])).toBe(true);
    expect(isLastOwner({ role: "owner" }, [{ role: "owner" }, { role: "owner" }])).toBe(false);
    expect(isLastOwner({ role: "admin" }, [{ role: "owner" }, { role: "admin" }])).toBe(false);
  });
  test("nobody touches somebody higher, and gives no role above the own", () => {
    expect(mayTouch("admin", { role: "owner" })).toBe(false);
    expect(mayTouch("admin", { role: "admin" })).toBe(true);
    expect(grantable("admin", undefined)).toEqual(["admin", "manager", "operator", "viewer"]);
    expect(grantable("admin", [{ role: "viewer", permissions: [], can_grant: true }])).toEqual(["viewer"]);
  });
  test("a link without a host gets this one", () => {
    expect(wholeLink("/app/invite#token=x", "https://a.example")).toBe("https://a.example/app/invite#token=x");
    expect(wholeLink("https://b.example/app/invite#token=x", "https://a.example")).toContain("https://b.example/");
  });
});

describe("what changed", () => {
  test("only fields that differ, nested ones by their way, nothing for machines", () => {
    const before = { id: "1", name: "Стрижка", settings: { lead: 30, hold: 10 }, version: 1 };
    const after = { id: "1", name: "Стрижка", settings: { lead: 60, hold: 10 }, version: 2 };
    expect(changesOf(before, after)).toEqual([{ path: ["settings", "lead"], before: 30, after: 60 }]);
  });
  test("what appeared or went is told whole, emptiness is not told", () => {
    expect(changesOf(undefined, { email: "a@b.c", note: "" })).toEqual([
      { path: ["email"], before: undefined, after: "a@b.c" },
    ]);
    expect(changesOf({ role: "viewer" }, undefined)).toEqual([{ path: ["role"], before: "viewer", after: undefined }]);
  });
  test("lists are compared as a whole", () => {
    expect(changesOf({ scopes: ["read"] }, { scopes: ["read"] })).toEqual([]);
    expect(changesOf({ scopes: ["read"] }, { scopes: ["read", "book"] })).toHaveLength(1);
  });
  test("a row is known by its name", () => {
    expect(titleOf({ role: "viewer", email: "a@b.c" })).toBe("a@b.c");
    expect(titleOf({ name: " " })).toBeUndefined();
    expect(titleOf(undefined)).toBeUndefined();
  });
});

describe("days of the log", () => {
  test("a heading before each day, once", () => {
    const rows = byDay(["2026-11-21 b", "2026-11-21 a", "2026-11-20 z"], (line) => line.slice(0, 10));
    expect(rows.map((row) => ("day" in row ? row.day : row.line))).toEqual([
      "2026-11-21",
      "2026-11-21 b",
      "2026-11-21 a",
      "2026-11-20",
      "2026-11-20 z",
    ]);
  });
  test("a day begins at the firm's midnight, on days of changed clocks too", () => {
    expect(startOfDay("2026-11-21", "Europe/Moscow").toISOString()).toBe("2026-11-20T21:00:00.000Z");
    expect(startOfDay("2026-03-29", "Europe/Berlin").toISOString()).toBe("2026-03-28T23:00:00.000Z");
    expect(startOfDay("2026-03-30", "Europe/Berlin").toISOString()).toBe("2026-03-29T22:00:00.000Z");
    expect(startOfDay("2026-11-02", "America/New_York").toISOString()).toBe("2026-11-02T05:00:00.000Z");
  });
  test("the last day is included", () => {
    const filters = { actor: "person:1", noun: null, action: "log_in", from: "2026-11-20", until: "2026-11-21" };
    expect(toQuery(filters, "Europe/Moscow")).toEqual({
      actor_kind: "person",
      actor_id: "1",
      action: "log_in",
      from: "2026-11-19T21:00:00.000Z",
      until: "2026-11-21T21:00:00.000Z",
    });
    expect(toQuery({ actor: null, noun: null, action: null, from: "", until: "" }, undefined)).toEqual({});
  });
});
