// The states of a visit: their colour and sign, and where one may go from each.

import type { BookingView } from "@samovar/client";
import {
  IconCheck,
  IconChecks,
  IconClockQuestion,
  IconDoorEnter,
  IconUsersGroup,
  IconUserX,
  IconX,
} from "@tabler/icons-react";

export type Status = BookingView["status"];

export const STATUS = {
  booked: { icon: IconClockQuestion, color: "orange" },
  confirmed: { icon: IconCheck, color: "teal" },
  arrived: { icon: IconDoorEnter, color: "indigo" },
  completed: { icon: IconChecks, color: "gray" },
  no_show: { icon: IconUserX, color: "red" },
  cancelled: { icon: IconX, color: "gray" },
} as const satisfies Record<Status, { icon: typeof IconCheck; color: string }>;

/** The sign of a card: an event has one of its own, whatever becomes of it. */
export const signOf = (visit: { status: Status; group?: unknown }) =>
  visit.group ? IconUsersGroup : STATUS[visit.status].icon;

/** The likely next step first. Cancelling has its own way, with a reason. */
export const NEXT: Record<Status, Status[]> = {
  booked: ["confirmed", "arrived", "completed", "no_show"],
  confirmed: ["arrived", "completed", "no_show"],
  arrived: ["completed", "confirmed"],
  no_show: ["arrived", "completed"],
  completed: ["no_show"],
  cancelled: [],
};

/** What comes next by itself, as one button; what only corrects is in the menu. */
export const isStep = (status: Status): boolean => status !== "completed";
export const canMove = (status: Status): boolean => status === "booked" || status === "confirmed";
/** Somebody who is here already may still take longer than planned. */
export const canResize = (status: Status): boolean => canMove(status) || status === "arrived";
export const canCancel = canMove;
