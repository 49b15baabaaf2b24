// Where the customer is on the way to a visit: kept in the address, so that back, reload and sharing work.

import type { Firm } from "./wire";

export type Step = "services" | "employee" | "time" | "details" | "visit" | "move";

export interface Place {
  step: Step;
  branch: string | null;
  services: string[];
  /** `any` = whoever can. */
  employee: string | null;
  date: string | null;
  /** An instant as the server writes it. */
  at: string | null;
  /** The token of a visit; in the fragment, which browsers do not send. */
  visit: string | null;
  lang: string | null;
}

const STEPS: readonly string[] = ["services", "employee", "time", "details", "move"];

export function read(location: Location): Place {
  const query = new URLSearchParams(location.search);
  const visit = new URLSearchParams(location.hash.slice(1)).get("visit");
  const services = (query.get("service") ?? "").split(",").filter(Boolean).slice(0, 10);
  const at = query.get("at");
  const step = query.get("step");
  const asked = STEPS.includes(step ?? "") ? (step as Step) : services.length > 0 ? "time" : "services";
  const isInstant = at !== null && /^\d{4}-\d\d-\d\dT/.test(at) && !Number.isNaN(Date.parse(at));
  const date = query.get("date");
  return {
    step: visit ? (asked === "move" ? "move" : "visit") : asked === "move" ? "services" : asked,
    branch: query.get("branch"),
    services,
    employee: query.get("employee"),
    date: date && /^\d{4}-\d\d-\d\d$/.test(date) && !Number.isNaN(Date.parse(date)) ? date : null,
    at: isInstant ? new Date(at).toISOString().replace(".000Z", "Z") : null,
    visit,
    lang: query.get("lang"),
  };
}

export function write(place: Place): string {
  const query: string[] = [];
  const add = (name: string, value: string | null) => {
    // Colons and commas may stand in a query, and a readable link is trusted more.
    if (value) query.push(`${name}=${encodeURIComponent(value).replaceAll("%3A", ":").replaceAll("%2C", ",")}`);
  };
  if (!place.visit) {
    add("branch", place.branch);
    add("service", place.services.join(","));
    add("employee", place.employee);
    add("date", place.date);
    add("at", place.at);
  }
  const isPlain = place.step === "visit" || (place.step === "services" && place.services.length === 0);
  if (!isPlain) add("step", place.step);
  add("lang", place.lang);
  return `${query.length > 0 ? `?${query.join("&")}` : ""}${place.visit ? `#visit=${encodeURIComponent(place.visit)}` : ""}`;
}

/** A link that brings somebody else to the same choice, to its free times. */
export const share = (place: Place): string =>
  write({ ...place, step: "time", date: null, lang: null, visit: null }).replace(/[?&]step=time$/, "");

/** Who can do all of it in that branch. */
export function able(firm: Firm, branch: string | null, services: readonly string[]) {
  return firm.employees.filter(
    (employee) =>
      (branch === null || employee.branches.includes(branch)) &&
      services.every((id) => employee.skills.some((skill) => skill.service_id === id)),
  );
}

/** Drops what the firm does not have (any more); says whether something was dropped. */
export function mend(firm: Firm, place: Place): { place: Place; isBroken: boolean } {
  const known = place.services.filter((id) =>
    firm.services.some((service) => service.id === id && service.is_bookable),
  );
  const hasEmployee =
    place.employee === null ||
    place.employee === "any" ||
    firm.employees.some((employee) => employee.id === place.employee);
  const branch = firm.branches.some((one) => one.id === place.branch) ? place.branch : null;
  const employee = hasEmployee ? place.employee : null;
  // Of several places, one where it can be done.
  const fitting = firm.branches.find((one) => {
    const there = able(firm, one.id, known);
    return employee && employee !== "any" ? there.some((person) => person.id === employee) : there.length > 0;
  });
  const isBroken = known.length !== place.services.length || !hasEmployee || (place.branch !== null && branch === null);
  const mended: Place = {
    ...place,
    services: known,
    employee,
    branch: branch ?? fitting?.id ?? firm.branches[0]?.id ?? null,
    at: isBroken ? null : place.at,
  };
  if (known.length === 0 && place.visit === null) mended.step = "services";
  return { place: mended, isBroken };
}
