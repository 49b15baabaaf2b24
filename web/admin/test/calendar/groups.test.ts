// Classes in a calendar: one card instead of everybody's visits, and who counts as coming.

import { describe, expect, test } from "vitest";
import { countOf, peopleOf, withGroups } from "../../src/features/calendar/group/model";
import { putGroup } from "../../src/features/calendar/patch";
import type { CalendarView, GroupEventView, Range } from "../../src/features/calendar/queries";
import { visit } from "./visit";

const NOW = Date.parse("2026-11-21T09:30:00Z");
const range: Range = { from: "2026-11-20T21:00:00Z", to: "2026-11-21T21:00:00Z", cancelled: false };
const words = { name: (id: string) => `service ${id}`, seats: (people: number, seats: number) => `${people}/${seats}` };

const group = (id: string, change: Partial<GroupEventView> = {}): GroupEventView => ({
  id,
  service_id: "yoga",
  branch_id: "b1",
  employee_id: "e1",
  starts_at: "2026-11-21T10:00:00Z",
  ends_at: "2026-11-21T11:00:00Z",
  seats: 8,
  people: 0,
  note: "",
  status: "open",
  version: 1,
  created_at: "",
  updated_at: "",
  ...change,
});

const view: CalendarView = {
  bookings: [
    visit("early", 8),
    visit("anna", 10, { group_event_id: "g" }),
    visit("boris", 10, { group_event_id: "g", status: "cancelled" }),
    visit("clara", 10, { group_event_id: "g", status: "no_show" }),
    visit("late", 12),
  ],
  blocks: [],
  holds: [],
  working: [],
  groups: [group("g")],
};

describe("a class", () => {
  test("stands in the calendar as one card in its place in time", () => {
    const shown = withGroups(view, words, NOW);
    expect(shown.map(({ id }) => id)).toEqual(["early", "g", "late"]);
    expect(shown[1]).toMatchObject({ contact: { name: "service yoga" }, services: ["1/8"], status: "confirmed" });
    expect(withGroups(view, words, NOW + 3 * 3_600_000)[1]?.status).toBe("completed");
  });
  test("counts who comes, not who called off or was missed", () => {
    expect(peopleOf(view.bookings, "g").map(({ id }) => id)).toEqual(["anna", "boris", "clara"]);
    expect(countOf(view.bookings, "g")).toBe(1);
  });
  test("whoever was to come to one that is called off is not shown alone", () => {
    expect(withGroups({ ...view, groups: [] }, words, NOW).map(({ id }) => id)).toEqual(["early", "late"]);
  });
  test("a calendar without classes is left as it is", () => {
    const plain = { ...view, groups: [], bookings: [visit("early", 8)] };
    expect(withGroups(plain, words, NOW)).toBe(plain.bookings);
  });
});

describe("events", () => {
  const at = (shown: CalendarView) => shown.groups.map(({ id, version }) => `${id} ${version}`);
  test("a newer word replaces, an older one does not", () => {
    const newer = putGroup(view, range, group("g", { version: 3, seats: 9 }));
    expect(at(newer)).toEqual(["g 3"]);
    expect(at(putGroup(newer, range, group("g", { version: 2 })))).toEqual(["g 3"]);
  });
  test("what is called off or moved to another day leaves", () => {
    expect(at(putGroup(view, range, group("g", { version: 2, status: "cancelled" })))).toEqual([]);
    const other = { starts_at: "2026-11-23T10:00:00Z", ends_at: "2026-11-23T11:00:00Z" };
    expect(at(putGroup(view, range, group("g", { version: 2, ...other })))).toEqual([]);
  });
});
