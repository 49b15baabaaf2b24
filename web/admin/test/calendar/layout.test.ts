// Places in the grid: minutes, days of 23 and 25 hours, lanes, snapping.

import { describe, expect, test } from "vitest";
import {
  clip,
  drawnBetween,
  elapsedScale,
  hoursWindow,
  lanesOf,
  movedTo,
  resizedTo,
  snap,
  wallScale,
} from "../../src/features/calendar/layout";
import { stepped } from "../../src/features/calendar/use-grid";
import { addMonths, clock, dayBounds, instantOf, monthOf, wallOf, weekOf } from "../../src/features/calendar/zone";

const at = (text: string) => Date.parse(text);
const iso = (instant: number) => new Date(instant).toISOString();
const HOUR = 3_600_000;

describe("civil time", () => {
  test("a wall clock is read and set in the branch's zone", () => {
    expect(wallOf(at("2026-11-20T22:30:00Z"), "Asia/Bishkek")).toEqual({ date: "2026-11-21", minutes: 270 });
    expect(iso(instantOf("2026-11-21", 270, "Asia/Bishkek"))).toBe("2026-11-20T22:30:00.000Z");
    expect(iso(instantOf("2026-11-21", 1440, "Europe/Moscow"))).toBe("2026-11-21T21:00:00.000Z");
    expect(wallOf(at("2026-11-21T18:15:00Z"), "Asia/Kathmandu")).toEqual({ date: "2026-11-22", minutes: 0 });
  });

  test("days are as long as the clock makes them", () => {
    const length = (date: string, zone: string) => {
      const [start, end] = dayBounds(date, zone);
      return (end - start) / HOUR;
    };
    expect(length("2026-03-29", "Europe/Berlin")).toBe(23);
    expect(length("2026-10-25", "Europe/Berlin")).toBe(25);
    expect(length("2026-10-25", "Europe/Moscow")).toBe(24);
  });

  test("a skipped time lands after the gap, a repeated one on its first run", () => {
    expect(iso(instantOf("2026-03-29", 150, "Europe/Berlin"))).toBe("2026-03-29T01:30:00.000Z");
    expect(iso(instantOf("2026-10-25", 150, "Europe/Berlin"))).toBe("2026-10-25T00:30:00.000Z");
    expect(iso(instantOf("2026-10-25", 180, "Europe/Berlin"))).toBe("2026-10-25T02:00:00.000Z");
  });

  test("weeks begin on Monday, months are whole weeks", () => {
    expect(weekOf("2026-11-22")[0]).toBe("2026-11-16");
    const november = monthOf("2026-11-21");
    expect([november[0], november.at(-1), november.length]).toEqual(["2026-10-26", "2026-12-06", 42]);
    expect(monthOf("2027-02-10").length).toBe(28);
    expect(addMonths("2026-01-31", 1)).toBe("2026-02-28");
    expect(addMonths("2026-01-15", -1)).toBe("2025-12-15");
    expect(clock(1445)).toBe("00:05");
  });
});

describe("scales", () => {
  test("every minute of a long day has its own place", () => {
    const scale = elapsedScale("2026-10-25", "Europe/Berlin");
    expect(scale.minutes).toBe(1500);
    expect(scale.minuteOf(at("2026-10-25T01:30:00Z"))).toBe(210);
    expect([120, 180, 240].map(scale.label)).toEqual(["02:00", "02:00", "03:00"]);
    expect(scale.at(210)).toBe(at("2026-10-25T01:30:00Z"));
  });

  test("days side by side share the clock, and what leaves the day stays outside", () => {
    const scale = wallScale("2026-03-29", "Europe/Berlin");
    expect(scale.minuteOf(at("2026-03-29T08:00:00Z"))).toBe(600);
    expect(scale.at(600)).toBe(at("2026-03-29T08:00:00Z"));
    expect(scale.minuteOf(scale.start - HOUR)).toBe(-60);
    expect(scale.minuteOf(scale.end + HOUR)).toBe(1500);
  });
});

describe("lanes", () => {
  const lanes = (...spans: [number, number][]) =>
    lanesOf(spans.map(([start, end]) => ({ start, end }))).map(({ lane, lanes: of }) => `${lane}/${of}`);

  test("what only touches does not share", () => {
    expect(lanes([0, 60], [60, 120])).toEqual(["0/1", "0/1"]);
  });
  test("a crowd shares its width and leaves others alone", () => {
    expect(lanes([0, 60], [30, 90], [60, 120], [200, 260])).toEqual(["0/2", "1/2", "0/2", "0/1"]);
  });
  test("the same time three times", () => {
    expect(lanes([0, 30], [0, 30], [0, 30])).toEqual(["0/3", "1/3", "2/3"]);
  });
  test("the order given is kept, an empty span still has its place", () => {
    expect(lanes([30, 30], [30, 60], [0, 40])).toEqual(["2/3", "1/3", "0/3"]);
  });
});

describe("the hours shown", () => {
  test("work with an hour to spare, stretched by what lies outside", () => {
    expect(hoursWindow([{ start: 600, end: 1200 }], [])).toEqual({ start: 540, end: 1260 });
    expect(hoursWindow([{ start: 600, end: 1200 }], [{ start: 475, end: 500 }])).toEqual({ start: 420, end: 1260 });
    expect(hoursWindow([{ start: 30, end: 1430 }], [])).toEqual({ start: 0, end: 1440 });
  });
  test("a usual day when nothing is known", () => {
    expect(hoursWindow([], [])).toEqual({ start: 480, end: 1260 });
  });
  test("only the part inside is drawn", () => {
    expect(clip({ start: 0, end: 100 }, { start: 60, end: 120 })).toEqual({ start: 60, end: 100 });
    expect(clip({ start: 0, end: 60 }, { start: 60, end: 120 })).toBeUndefined();
  });
});

describe("moving", () => {
  const window = { start: 540, end: 1260 };
  const visit = { start: 600, end: 645, grab: 20 };

  test("snaps to the step from where it was taken, keeping its length", () => {
    expect(snap(607, 15)).toBe(600);
    expect(movedTo(700, visit, 15, window)).toEqual({ start: 675, end: 720 });
    expect(movedTo(0, visit, 15, window)).toEqual({ start: 540, end: 585 });
    expect(movedTo(5000, visit, 15, window)).toEqual({ start: 1215, end: 1260 });
  });
  test("a step is the least that stays when made shorter", () => {
    expect(resizedTo(632, visit, 15, window)).toEqual({ start: 600, end: 630 });
    expect(resizedTo(300, visit, 15, window)).toEqual({ start: 600, end: 615 });
    expect(resizedTo(9000, visit, 15, window)).toEqual({ start: 600, end: 1260 });
  });
  test("draws in either direction, never less than a step", () => {
    expect(drawnBetween(610, 640, 15, window)).toEqual({ start: 600, end: 645 });
    expect(drawnBetween(640, 610, 15, window)).toEqual({ start: 600, end: 645 });
    expect(drawnBetween(605, 605, 30, window)).toEqual({ start: 600, end: 630 });
  });
  test("by keys: steps in time, columns aside, Shift for the length", () => {
    const thing = { id: "a", column: "anna", start: 600, end: 645, canMove: true, canResize: true };
    const ghost = { mode: "move", id: "a", column: "anna", start: 600, end: 645, isByKeys: true } as const;
    const setup = { step: 15, window, columns: ["anna", "boris"] };
    expect(stepped(ghost, thing, "down", false, setup)).toMatchObject({ start: 615, end: 660 });
    expect(stepped(ghost, thing, "down", true, setup)).toMatchObject({ start: 600, end: 660 });
    expect(stepped(ghost, thing, "right", false, setup)).toMatchObject({ column: "boris", start: 600 });
    expect(stepped(ghost, thing, "left", false, setup)).toBe(ghost);
    expect(stepped(ghost, { ...thing, canMove: false }, "down", false, setup)).toBe(ghost);
  });
});
