// What stands in the way of a visit, in plain words: told by the server when it refuses, or seen on the screen before asking.

import type { TFunction } from "i18next";
import { Refusal } from "~/app/api";
import { day, time } from "~/app/format";
import type { CalendarView } from "./queries";

export interface Conflict {
  kind: "booking" | "hold" | "block" | "group_event" | "not_working" | "resource" | "past" | "lead";
  id?: string;
  subject_id: string;
  subject: string;
  starts_at: string;
  ends_at: string;
  title: string;
}

/** What a person may knowingly overrule; another visit, hold or block never. */
export type Force = "not_working" | "lead" | "past";
const FORCIBLE: readonly string[] = ["not_working", "lead", "past"];

export function canForce(conflict: Pick<Conflict, "kind">): boolean {
  return FORCIBLE.includes(conflict.kind);
}

export function conflictOf(error: unknown): Conflict | undefined {
  const found = error instanceof Refusal ? error.body.conflict : undefined;
  return found && typeof found === "object" ? (found as Conflict) : undefined;
}

/** `wanted`: a visit that only ends when this one starts is in the way by the pause it needs after it. */
export function conflictText(
  t: TFunction,
  conflict: Conflict,
  zone: string,
  wanted?: { startsAt: string; endsAt: string },
): string {
  const values = {
    who: conflict.subject,
    from: time(conflict.starts_at, zone),
    to: time(conflict.ends_at, zone),
    day: day(conflict.starts_at, zone),
    title: conflict.title,
  };
  const kind =
    conflict.title || !["booking", "block", "group_event"].includes(conflict.kind)
      ? conflict.kind
      : `${conflict.kind}_bare`;
  const key = conflict.kind === "resource" && !conflict.subject ? "resource_bare" : kind;
  // A short name ends with a full stop of its own.
  const text = t(`calendar:conflict.${key}`, values).replace(/\.\.$/, ".");
  const isPause =
    wanted &&
    (Date.parse(conflict.ends_at) <= Date.parse(wanted.startsAt) ||
      Date.parse(conflict.starts_at) >= Date.parse(wanted.endsAt));
  return isPause ? `${text} ${t("calendar:conflict.pause")}` : text;
}

export interface Wanted {
  employee: string;
  start: number;
  end: number;
  /** The visit or block that is being moved stands in nobody's way. */
  except?: string | undefined;
}

/** What a glance at the loaded calendar says; the server has the last word. */
export function clashOf(view: CalendarView, wanted: Wanted, who: string, now: number): Conflict | undefined {
  const { employee, start, end, except } = wanted;
  const meets = (thing: { starts_at: string; ends_at: string }) =>
    Date.parse(thing.starts_at) < end && Date.parse(thing.ends_at) > start;
  const found = (kind: Conflict["kind"], thing: { id?: string; starts_at: string; ends_at: string }, title = "") => ({
    kind,
    subject_id: employee,
    subject: who,
    starts_at: thing.starts_at,
    ends_at: thing.ends_at,
    title,
    ...(thing.id ? { id: thing.id } : {}),
  });
  const visit = view.bookings.find(
    (one) =>
      one.employee_id === employee &&
      one.id !== except &&
      !one.group_event_id &&
      one.status !== "cancelled" &&
      one.status !== "no_show" &&
      meets(one),
  );
  if (visit) return found("booking", visit, [...visit.services, visit.contact.name].filter(Boolean).join(", "));
  const group = view.groups.find((one) => one.employee_id === employee && one.status === "open" && meets(one));
  if (group) return found("group_event", group);
  const block = view.blocks.find((one) => one.subject_id === employee && one.id !== except && meets(one));
  if (block) return found("block", block, block.reason);
  const hold = view.holds.find((one) => one.employee_id === employee && Date.parse(one.expires_at) > now && meets(one));
  if (hold) return found("hold", hold);
  const wish = { starts_at: new Date(start).toISOString(), ends_at: new Date(end).toISOString() };
  if (start < now) return found("past", wish);
  const isWorking = view.working.some(
    (span) => span.employee_id === employee && Date.parse(span.starts_at) <= start && Date.parse(span.ends_at) >= end,
  );
  return isWorking ? undefined : found("not_working", wish);
}

/** The free times closest to the wanted one, in order of time. */
export function nearest<T extends { starts_at: string }>(slots: T[], wanted: number, count: number): T[] {
  return slots
    .map((slot) => ({ slot, away: Math.abs(Date.parse(slot.starts_at) - wanted) }))
    .filter(({ away }) => away > 0)
    .sort((a, b) => a.away - b.away)
    .slice(0, count)
    .map(({ slot }) => slot)
    .sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at));
}
