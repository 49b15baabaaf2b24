// Classes and workshops in a calendar: one card for an event, whoever comes is inside. No DOM here.

import type { CalendarView, GroupEventView, Visit } from "../queries";

/** An event as the grids show it: like a visit, whose client is what is held. */
export interface Shown extends Visit {
  group?: GroupEventView | undefined;
}

const isComing = ({ status }: Visit) => status !== "cancelled" && status !== "no_show";

/** Who comes to an event, those who called off too, in the order they stand in the calendar. */
export function peopleOf(visits: Visit[], id: string): Visit[] {
  return visits.filter((visit) => visit.group_event_id === id);
}

export function countOf(visits: Visit[], id: string): number {
  return peopleOf(visits, id).filter(isComing).length;
}

interface Words {
  name: (service: string) => string;
  seats: (people: number, seats: number) => string;
}

/** The visits of a calendar with its events as one card each. Who was to come to one that is not shown is not shown either. */
export function withGroups(view: CalendarView, words: Words, now: number): Shown[] {
  if (view.groups.length === 0 && !view.bookings.some((visit) => visit.group_event_id)) return view.bookings;
  const counts = new Map<string, number>();
  for (const visit of view.bookings) {
    if (visit.group_event_id && isComing(visit)) {
      counts.set(visit.group_event_id, (counts.get(visit.group_event_id) ?? 0) + 1);
    }
  }
  const events = view.groups.map((group): Shown => {
    const { id, branch_id, employee_id, starts_at, ends_at, note, version, created_at, updated_at } = group;
    const status = group.status === "cancelled" ? "cancelled" : Date.parse(ends_at) < now ? "completed" : "confirmed";
    return {
      id,
      branch_id,
      employee_id,
      starts_at,
      ends_at,
      status,
      note,
      version,
      created_at,
      updated_at,
      contact_id: id,
      contact: { id, name: words.name(group.service_id) },
      services: [words.seats(counts.get(id) ?? 0, group.seats)],
      items: [],
      price: { minor: 0, currency: "RUB" },
      prepayment: 0,
      source: "person",
      group,
    };
  });
  const all = [...view.bookings.filter((visit) => !visit.group_event_id), ...events];
  return all.sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at));
}
