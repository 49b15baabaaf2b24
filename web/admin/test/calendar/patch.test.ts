// The cache under events: who appears, moves, disappears, and what is too old to matter.

import { QueryClient } from "@tanstack/react-query";
import { describe, expect, test } from "vitest";
import type { LiveEvent } from "../../src/app/live";
import { findVisit } from "../../src/features/calendar/changes";
import { afterEvent, patchViews } from "../../src/features/calendar/patch";
import type { CalendarView, Range, Visit } from "../../src/features/calendar/queries";
import { VIEWS_KEY } from "../../src/features/calendar/queries";
import { visit } from "./visit";

const range: Range = { from: "2026-11-20T21:00:00Z", to: "2026-11-21T21:00:00Z", branch: "b1", cancelled: false };
const empty: CalendarView = { bookings: [], blocks: [], groups: [], holds: [], working: [] };

const event = (kind: string, subject: string, payload: unknown): LiveEvent => ({
  id: "1",
  kind,
  subject_id: subject,
  payload,
  at: "",
});
const told = (kind: string, booking: Visit) => event(kind, booking.id, { booking });
const ids = (view: CalendarView) => view.bookings.map(({ id }) => id);

describe("visits", () => {
  const view = { ...empty, bookings: [visit("a", 8), visit("c", 12)] };

  test("a new one takes its place in time", () => {
    expect(ids(afterEvent(view, range, told("booking.created", visit("b", 10))))).toEqual(["a", "b", "c"]);
  });
  test("one of another day or branch is none of ours", () => {
    const other = visit("b", 10, { starts_at: "2026-11-22T10:00:00Z", ends_at: "2026-11-22T11:00:00Z" });
    expect(afterEvent(view, range, told("booking.created", other))).toBe(view);
    expect(afterEvent(view, range, told("booking.created", visit("b", 10, { branch_id: "b2" })))).toBe(view);
  });
  test("one that moves to another day leaves", () => {
    const gone = visit("a", 8, { version: 2, starts_at: "2026-11-23T08:00:00Z", ends_at: "2026-11-23T09:00:00Z" });
    expect(ids(afterEvent(view, range, told("booking.moved", gone)))).toEqual(["c"]);
  });
  test("an older word does not overwrite a newer one", () => {
    const newer = { ...empty, bookings: [visit("a", 9, { version: 3 })] };
    expect(afterEvent(newer, range, told("booking.moved", visit("a", 8, { version: 2 })))).toBe(newer);
  });
  test("a cancelled one goes, unless cancelled ones are shown", () => {
    const off = visit("a", 8, { version: 2, status: "cancelled" });
    expect(ids(afterEvent(view, range, told("booking.cancelled", off)))).toEqual(["c"]);
    expect(ids(afterEvent(view, { ...range, cancelled: true }, told("booking.cancelled", off)))).toEqual(["a", "c"]);
  });
});

describe("holds and blocks", () => {
  const hold = {
    id: "h",
    branch_id: "b1",
    employee_id: "e1",
    services: [],
    starts_at: "2026-11-21T10:00:00Z",
    ends_at: "2026-11-21T11:00:00Z",
    expires_at: "2026-11-21T09:10:00Z",
  };
  const block = {
    id: "k",
    subject_id: "e1",
    reason: "",
    created_at: "",
    starts_at: "2026-11-21T10:00:00Z",
    ends_at: "2026-11-21T11:00:00Z",
  };

  test("come and go", () => {
    const held = afterEvent(empty, range, event("hold.created", "h", { hold }));
    expect(held.holds).toHaveLength(1);
    expect(afterEvent(held, range, event("hold.removed", "h", { hold_id: "h" })).holds).toHaveLength(0);
    const closed = afterEvent(empty, range, event("block.created", "k", block));
    expect(closed.blocks).toHaveLength(1);
    expect(afterEvent(closed, range, event("block.updated", "k", { ...block, reason: "x" })).blocks[0]?.reason).toBe(
      "x",
    );
    expect(afterEvent(closed, range, event("block.removed", "k", block)).blocks).toHaveLength(0);
  });
  test("what is unknown changes nothing", () => {
    expect(afterEvent(empty, range, event("hold.removed", "other", {}))).toBe(empty);
    expect(afterEvent(empty, range, event("booking.created", "a", {}))).toBe(empty);
  });
});

test("every cached range is patched, those it does not touch stay the same object", () => {
  const cache = new QueryClient();
  const tomorrow: Range = { ...range, from: range.to, to: "2026-11-22T21:00:00Z" };
  cache.setQueryData([...VIEWS_KEY, range], { ...empty, bookings: [visit("a", 8)] });
  cache.setQueryData([...VIEWS_KEY, tomorrow], empty);
  const moved = visit("a", 8, { version: 2, starts_at: "2026-11-22T08:00:00Z", ends_at: "2026-11-22T09:00:00Z" });
  expect(patchViews(cache, (view, its) => afterEvent(view, its, told("booking.moved", moved)))).toBe(true);
  expect(cache.getQueryData<CalendarView>([...VIEWS_KEY, range])?.bookings).toEqual([]);
  expect(findVisit(cache, "a")?.version).toBe(2);
  expect(patchViews(cache, (view, its) => afterEvent(view, its, event("hold.removed", "h", {})))).toBe(false);
});
