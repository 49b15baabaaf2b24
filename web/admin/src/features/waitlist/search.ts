// The address of the waiting list: whom it shows.

import type { Closed } from "./queries";

export interface WaitlistSearch {
  /** Those who wait when left out. */
  status?: Closed | undefined;
  service?: string | undefined;
  employee?: string | undefined;
  /** Shown first: a notice has named it. */
  entry?: string | undefined;
}

const ID = /^[0-9a-f-]{36}$/;
const CLOSED: readonly Closed[] = ["booked", "left", "expired"];

export function readSearch(search: Record<string, unknown>): WaitlistSearch {
  const read: WaitlistSearch = {};
  const status = CLOSED.find((known) => known === search.status);
  if (status) read.status = status;
  for (const name of ["service", "employee", "entry"] as const) {
    const id = search[name];
    if (typeof id === "string" && ID.test(id)) read[name] = id;
  }
  return read;
}
