// Dates in a row with the same hours and reason are one stretch: a vacation is a line, not fourteen.

import type { ExceptionView } from "./queries";

export interface Stretch {
  from: string;
  to: string;
  spans: ExceptionView["spans"];
  reason: string;
}

function next(date: string): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + 1);
  return at.toISOString().slice(0, 10);
}

export function stretches(exceptions: ExceptionView[]): Stretch[] {
  const found: Stretch[] = [];
  const like = (one: Stretch, other: ExceptionView) =>
    one.reason === other.reason && JSON.stringify(one.spans) === JSON.stringify(other.spans);
  for (const exception of [...exceptions].sort((a, b) => a.date.localeCompare(b.date))) {
    const last = found.at(-1);
    if (last && next(last.to) === exception.date && like(last, exception)) last.to = exception.date;
    else found.push({ from: exception.date, to: exception.date, spans: exception.spans, reason: exception.reason });
  }
  return found;
}
