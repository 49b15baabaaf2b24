// Visits for tests of the calendar's cache: half an hour on 21 November, in UTC.

import type { Visit } from "../../src/features/calendar/queries";

export function visit(id: string, hour: number, change: Partial<Visit> = {}): Visit {
  const pad = String(hour).padStart(2, "0");
  return {
    id,
    branch_id: "b1",
    employee_id: "e1",
    contact_id: "c1",
    items: [],
    starts_at: `2026-11-21T${pad}:00:00Z`,
    ends_at: `2026-11-21T${pad}:30:00Z`,
    status: "booked",
    price: { minor: 0, currency: "RUB" },
    prepayment: 0,
    note: "",
    source: "person",
    version: 1,
    created_at: "",
    updated_at: "",
    contact: { id: "c1" },
    services: [],
    ...change,
  };
}
