// Seats of departures: what is free, how a departure stands, what they come to; which are next.

import type { DepartureView } from "./queries";

type Seats = Pick<DepartureView, "seats" | "seats_taken">;
export type Standing = "free" | "few" | "full" | "closed" | "cancelled" | "past";

export const freeOf = ({ seats, seats_taken }: Seats): number => Math.max(0, seats - seats_taken);

/** `few`: a fifth or less is left, or one or two seats. */
export function standingOf(departure: DepartureView, today: string): Standing {
  if (departure.status !== "open") return departure.status;
  if (departure.starts_on < today) return "past";
  const free = freeOf(departure);
  if (free === 0) return "full";
  return free <= Math.max(2, departure.seats / 5) && departure.seats_taken > 0 ? "few" : "free";
}

/** By month, `2027-07`, in order of days. */
export function byMonth<Row extends { starts_on: string; id: string }>(rows: readonly Row[]): [string, Row[]][] {
  const ordered = [...rows].sort((a, b) => a.starts_on.localeCompare(b.starts_on) || a.id.localeCompare(b.id));
  const months = new Map<string, Row[]>();
  for (const row of ordered) {
    const month = row.starts_on.slice(0, 7);
    const known = months.get(month);
    if (known) known.push(row);
    else months.set(month, [row]);
  }
  return [...months];
}

/** Seats of what is not cancelled. */
export function totalOf(departures: readonly DepartureView[]): { seats: number; taken: number; free: number } {
  const counted = departures.filter(({ status }) => status !== "cancelled");
  const sum = (pick: (departure: DepartureView) => number) => counted.reduce((all, one) => all + pick(one), 0);
  return {
    seats: sum(({ seats }) => seats),
    taken: sum(({ seats_taken }) => seats_taken),
    free: sum((departure) => (departure.status === "open" ? freeOf(departure) : 0)),
  };
}

/** The next departures of each tour that are sold, soonest first. */
export function nextByTour(
  departures: readonly DepartureView[],
  today: string,
  most: number,
): Map<string, DepartureView[]> {
  const found = new Map<string, DepartureView[]>();
  for (const [, month] of byMonth(departures)) {
    for (const departure of month) {
      if (departure.status !== "open" || departure.starts_on < today) continue;
      const known = found.get(departure.tour_id) ?? [];
      if (known.length < most) found.set(departure.tour_id, [...known, departure]);
    }
  }
  return found;
}
