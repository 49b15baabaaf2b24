// Where things stand in a column: minutes to pixels, columns of 23 and 25 hours, lanes for what overlaps, the hours worth
// showing. No DOM here.

import { clock, dayBounds, instantOf, MINUTE, wallOf } from "./zone";

export interface Span {
  start: number;
  end: number;
}

/** How a column counts its minutes. */
export interface Scale {
  date: string;
  /** Instants of its first and last moment. */
  start: number;
  end: number;
  /** Its length: 1440, or 1380 and 1500 when the clock is changed. */
  minutes: number;
  minuteOf(at: number): number;
  at(minute: number): number;
  label(minute: number): string;
}

/** Every minute of the day has its own place: for one day, with labels of its own. */
export function elapsedScale(date: string, zone: string): Scale {
  const [start, end] = dayBounds(date, zone);
  return {
    date,
    start,
    end,
    minutes: Math.round((end - start) / MINUTE),
    minuteOf: (at) => (at - start) / MINUTE,
    at: (minute) => start + minute * MINUTE,
    label: (minute) => clock(wallOf(start + minute * MINUTE, zone).minutes),
  };
}

/** The clock on the wall: for days side by side, which share the labels. */
export function wallScale(date: string, zone: string): Scale {
  const [start, end] = dayBounds(date, zone);
  return {
    date,
    start,
    end,
    minutes: 1440,
    minuteOf: (at) => {
      if (at <= start) return (at - start) / MINUTE;
      if (at >= end) return 1440 + (at - end) / MINUTE;
      return wallOf(at, zone).minutes + (at % MINUTE) / MINUTE;
    },
    at: (minute) => instantOf(date, minute, zone),
    label: clock,
  };
}

export function snap(minute: number, step: number): number {
  return Math.round(minute / step) * step;
}

export interface Lane {
  lane: number;
  lanes: number;
}

/** Side by side what overlaps, each group as narrow as its own crowd asks for. In the order given. */
export function lanesOf(spans: Span[]): Lane[] {
  const order = spans.map((span, index) => ({ ...span, index }));
  order.sort((a, b) => a.start - b.start || b.end - a.end);
  const result: Lane[] = spans.map(() => ({ lane: 0, lanes: 1 }));
  let group: { index: number; lane: number }[] = [];
  let ends: number[] = [];
  const close = () => {
    for (const { index, lane } of group) result[index] = { lane, lanes: ends.length };
    group = [];
    ends = [];
  };
  for (const { start, end, index } of order) {
    if (ends.every((until) => until <= start)) close();
    let lane = ends.findIndex((until) => until <= start);
    if (lane < 0) lane = ends.length;
    ends[lane] = Math.max(end, start + 1);
    group.push({ index, lane });
  }
  close();
  return result;
}

/** Whole hours around everything that happens, with an hour to spare around the work; a usual day when nothing does. */
export function hoursWindow(work: Span[], things: Span[], minutes = 1440): Span {
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  for (const span of work) {
    start = Math.min(start, span.start - 60);
    end = Math.max(end, span.end + 60);
  }
  for (const span of things) {
    start = Math.min(start, span.start);
    end = Math.max(end, span.end);
  }
  if (start >= end) return { start: 8 * 60, end: Math.min(minutes, 21 * 60) };
  const from = Math.max(0, Math.floor(start / 60) * 60);
  return { start: from, end: Math.min(minutes, Math.max(Math.ceil(end / 60) * 60, from + 6 * 60)) };
}

/** The part of `span` inside `window`, if any. */
export function clip(span: Span, window: Span): Span | undefined {
  const start = Math.max(span.start, window.start);
  const end = Math.min(span.end, window.end);
  return start < end ? { start, end } : undefined;
}

/** Pixels of an hour: shorter steps need taller hours to be hit. */
export function hourHeight(step: number): number {
  if (step <= 10) return 120;
  return step <= 15 ? 92 : 76;
}

export interface Grabbed extends Span {
  /** Minutes between the start and where it was taken. */
  grab: number;
}

/** Where a thing stands when the pointer is at `minute`: on the grid, its length kept, never outside the window. */
export function movedTo(minute: number, thing: Grabbed, step: number, window: Span): Span {
  const length = thing.end - thing.start;
  const wanted = snap(minute - thing.grab, step);
  const start = Math.max(window.start, Math.min(wanted, Math.max(window.start, window.end - length)));
  return { start, end: start + length };
}

/** The bottom edge follows the pointer; a step is the least that stays. */
export function resizedTo(minute: number, thing: Span, step: number, window: Span): Span {
  const end = Math.min(window.end, Math.max(snap(minute, step), thing.start + step));
  return { start: thing.start, end: Math.max(end, thing.start + Math.min(step, 5)) };
}

/** What is drawn from one minute to another, in either direction; a step at least. */
export function drawnBetween(from: number, to: number, step: number, window: Span): Span {
  const first = Math.floor(Math.min(from, to) / step) * step;
  const last = Math.ceil(Math.max(from, to) / step) * step;
  const start = Math.max(window.start, first);
  return { start, end: Math.min(window.end, Math.max(last, start + step)) };
}
