// The face of each kind of notice.

import {
  type Icon,
  IconAlarm,
  IconAt,
  IconBriefcase,
  IconCalendarPlus,
  IconCalendarX,
  IconHeartHandshake,
  IconHourglassEmpty,
  IconHourglassHigh,
  IconListCheck,
  IconMailOff,
  IconMessage,
  IconPlugConnectedX,
  IconUserCheck,
  IconUserQuestion,
} from "@tabler/icons-react";
import type { Kind } from "./wire";

export const ICONS: Record<Kind, Icon> = {
  hand_off: IconUserQuestion,
  assigned: IconUserCheck,
  message: IconMessage,
  mention: IconAt,
  sla_soon: IconHourglassEmpty,
  sla_broken: IconAlarm,
  deal: IconBriefcase,
  booked: IconCalendarPlus,
  cancelled: IconCalendarX,
  waitlist: IconHourglassHigh,
  task_due: IconListCheck,
  task_given: IconListCheck,
  referral: IconHeartHandshake,
  failure: IconPlugConnectedX,
  undelivered: IconMailOff,
};

/** These should be seen before the others. */
export const isGrave = (kind: Kind): boolean => ["sla_broken", "failure", "undelivered"].includes(kind);

export function badgeOf(unread: number): string | undefined {
  if (unread <= 0) return undefined;
  return unread > 99 ? "99+" : String(unread);
}

/** `HH:MM` of minutes from midnight, and back. */
export const toClock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
export function toMinutes(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return (hours * 60 + minutes) % 1440;
}
