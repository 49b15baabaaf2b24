// What a contact's visits add up to. A visit counts when its time has come and it was neither called off nor missed.

import type { BookingView } from "./queries";

export interface Sum {
  ahead: BookingView[];
  past: BookingView[];
  count: number;
  missed: number;
  cancelled: number;
  /** In minor units. */
  spent: number;
  currency: string | undefined;
  last: BookingView | undefined;
}

export function sumUp(visits: BookingView[], now: number): Sum {
  const start = (visit: BookingView) => Date.parse(visit.starts_at);
  const isOff = ({ status }: BookingView) => status === "cancelled" || status === "no_show";
  const isAhead = (visit: BookingView) => Date.parse(visit.ends_at) > now && !isOff(visit);
  const past = visits.filter((visit) => !isAhead(visit)).sort((a, b) => start(b) - start(a));
  const came = visits.filter((visit) => start(visit) < now && !isOff(visit)).sort((a, b) => start(b) - start(a));
  return {
    ahead: visits.filter(isAhead).sort((a, b) => start(a) - start(b)),
    past,
    count: came.length,
    missed: visits.filter(({ status }) => status === "no_show").length,
    cancelled: visits.filter(({ status }) => status === "cancelled").length,
    spent: came.reduce((sum, { price }) => sum + price.minor, 0),
    currency: visits[0]?.price.currency,
    last: came[0],
  };
}
