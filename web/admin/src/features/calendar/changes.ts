// Everything the calendar writes. What moves under the finger moves at once and goes back when the server refuses.

import type { BookingView } from "@samovar/client";
import {
  cancelBookings,
  createBlocks,
  createBookings,
  moveToBookingsMove,
  removeBlocks,
  setPrepaidBookingsPrepayment,
  setStatusBookingsStatus,
  updateBlocks,
} from "@samovar/client";
import type { QueryClient } from "@tanstack/react-query";
import { ask } from "~/app/api";
import type { Force } from "./conflict";
import { patchViews, putBlock, putVisit } from "./patch";
import { type BlockView, type CalendarView, VIEWS_KEY, type Visit } from "./queries";
import type { Status } from "./status";

export interface Target {
  startsAt: string;
  endsAt: string;
  employee: string;
  branch?: string | undefined;
  /** Only when the length is meant to change. */
  minutes?: number | undefined;
  force?: Force[];
}

const seen = (visit: Visit) => ({ "If-Match": `"${visit.version}"` });

/** The answer has no names; those we know stay. */
function withNames(after: BookingView, before: Visit): Visit {
  return { ...before, ...after, contact: before.contact, services: before.services };
}

/** Takes an optimistic change back, unless a newer word has come meanwhile. */
function restore(cache: QueryClient, visit: Visit): void {
  patchViews(cache, (view, range) => putVisit(view, range, visit));
}

/** A visit that may stand in any cached range, or undefined. */
export function findVisit(cache: QueryClient, id: string): Visit | undefined {
  for (const [, view] of cache.getQueriesData<CalendarView>({ queryKey: VIEWS_KEY })) {
    const found = view?.bookings.find((visit) => visit.id === id);
    if (found) return found;
  }
  return undefined;
}

/** Moves, or makes longer or shorter. Throws what the server refused, with everything as it was. */
export async function moveVisit(cache: QueryClient, visit: Visit, to: Target): Promise<Visit> {
  const shown: Visit = { ...visit, starts_at: to.startsAt, ends_at: to.endsAt, employee_id: to.employee };
  patchViews(cache, (view, range) => putVisit(view, range, shown));
  try {
    const body = {
      starts_at: to.startsAt,
      employee_id: to.employee,
      ...(to.branch ? { branch_id: to.branch } : {}),
      ...(to.minutes ? { duration_minutes: to.minutes } : {}),
      force: to.force ?? (["lead"] as Force[]),
    };
    const after = await ask(moveToBookingsMove({ path: { id: visit.id }, headers: seen(visit), body }));
    const moved = withNames(after, visit);
    patchViews(cache, (view, range) => putVisit(view, range, moved));
    return moved;
  } catch (error) {
    restore(cache, visit);
    throw error;
  }
}

export async function setStatus(cache: QueryClient, visit: Visit, status: Status): Promise<Visit> {
  const shown: Visit = { ...visit, status };
  patchViews(cache, (view, range) => putVisit(view, range, shown));
  try {
    const call = setStatusBookingsStatus({ path: { id: visit.id }, body: { status }, headers: seen(visit) });
    const after = withNames(await ask(call), visit);
    patchViews(cache, (view, range) => putVisit(view, range, after));
    return after;
  } catch (error) {
    restore(cache, visit);
    throw error;
  }
}

export async function setPrepaid(cache: QueryClient, visit: Visit, isPaid: boolean): Promise<Visit> {
  const body = { is_paid: isPaid };
  const call = setPrepaidBookingsPrepayment({ path: { id: visit.id }, body, headers: seen(visit) });
  const after = withNames(await ask(call), visit);
  patchViews(cache, (view, range) => putVisit(view, range, after));
  return after;
}

export async function cancelVisit(cache: QueryClient, visit: Visit, reason: string): Promise<Visit> {
  const call = cancelBookings({ path: { id: visit.id }, body: { reason }, headers: seen(visit) });
  const after = withNames(await ask(call), visit);
  patchViews(cache, (view, range) => putVisit(view, range, after));
  return after;
}

export interface NewVisit {
  contact: { id: string; name?: string | undefined; phone?: string | undefined };
  services: string[];
  serviceNames: string[];
  employee?: string | undefined;
  branch?: string | undefined;
  startsAt: string;
  note: string;
  force: Force[];
}

export async function createVisit(cache: QueryClient, wish: NewVisit): Promise<Visit> {
  const body = {
    contact_id: wish.contact.id,
    services: wish.services,
    starts_at: wish.startsAt,
    note: wish.note,
    force: wish.force,
    ...(wish.employee ? { employee_id: wish.employee } : {}),
    ...(wish.branch ? { branch_id: wish.branch } : {}),
  };
  const made = await ask(createBookings({ body }));
  const contact: Visit["contact"] = { id: wish.contact.id };
  if (wish.contact.name) contact.name = wish.contact.name;
  if (wish.contact.phone) contact.phone = wish.contact.phone;
  const visit: Visit = { ...made, contact, services: wish.serviceNames };
  patchViews(cache, (view, range) => putVisit(view, range, visit));
  return visit;
}

/** The same visit once more: what undoes a cancellation, while its time is free. */
export function bookAgain(cache: QueryClient, visit: Visit): Promise<Visit> {
  return createVisit(cache, {
    contact: visit.contact,
    services: visit.items.map((item) => item.service_id),
    serviceNames: visit.services,
    employee: visit.employee_id,
    branch: visit.branch_id,
    startsAt: visit.starts_at,
    note: visit.note,
    force: ["lead", "not_working", "past"],
  });
}

export interface BlockWish {
  subject: string;
  branch?: string | undefined;
  startsAt: string;
  endsAt: string;
  reason: string;
}

export async function createBlock(cache: QueryClient, wish: BlockWish): Promise<BlockView> {
  const block = await ask(
    createBlocks({
      body: {
        subject_id: wish.subject,
        starts_at: wish.startsAt,
        ends_at: wish.endsAt,
        reason: wish.reason,
        ...(wish.branch ? { branch_id: wish.branch } : {}),
      },
    }),
  );
  patchViews(cache, (view, range) => putBlock(view, range, block));
  return block;
}

export async function changeBlock(cache: QueryClient, block: BlockView, wish: Partial<BlockWish>): Promise<BlockView> {
  const shown: BlockView = {
    ...block,
    subject_id: wish.subject ?? block.subject_id,
    starts_at: wish.startsAt ?? block.starts_at,
    ends_at: wish.endsAt ?? block.ends_at,
    reason: wish.reason ?? block.reason,
  };
  patchViews(cache, (view, range) => putBlock(view, range, shown));
  try {
    const { subject_id, starts_at, ends_at, reason } = shown;
    const body = { subject_id, starts_at, ends_at, reason };
    const after = await ask(updateBlocks({ path: { id: block.id }, body }));
    patchViews(cache, (view, range) => putBlock(view, range, after));
    return after;
  } catch (error) {
    patchViews(cache, (view, range) => putBlock(view, range, block));
    throw error;
  }
}

export async function removeBlock(cache: QueryClient, block: BlockView): Promise<void> {
  await ask(removeBlocks({ path: { id: block.id } }));
  patchViews(cache, (view, range) => putBlock(view, range, block, true));
}
