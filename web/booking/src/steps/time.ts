// Third: when. A link to a time says whether it is still free, and what is near if it is not.

import type { App, Screen } from "../app";
import { calendar, nearest } from "../calendar";
import { el } from "../dom";
import { dateOf, plusDays, put } from "../format";
import { button, copyButton, notice } from "../parts";
import { able, share } from "../place";
import type { Days } from "../wire";
import { wait } from "./wait";

export function query(app: App): Record<string, string> {
  const { branch, services, employee } = app.place;
  return {
    services: services.join(","),
    ...(branch ? { branch_id: branch } : {}),
    ...(employee && employee !== "any" ? { employee_id: employee } : {}),
  };
}

export const load =
  (app: App) =>
  async (from: string, until: string): Promise<Days> => {
    await app.settled;
    return app.server.days({ ...query(app), from, until });
  };

export function time(app: App): Screen {
  const { w, place } = app;
  const zone = app.branch?.zone ?? "UTC";
  const people = able(app.firm, place.branch, place.services);
  const back = () => app.go({ step: people.length > 1 ? "employee" : "services", at: null, date: null });
  if (people.length === 0) return { title: w.stepTime, body: [notice(w.nobodyHere)], back, step: 3 };
  const take = (at: string) =>
    app.go({ step: "details", at, employee: app.place.employee ?? "any", date: dateOf(zone, new Date(at)) });
  const top = el("div", { class: "link" });
  const at = place.at;
  if (at) void check(app, at, zone, top, take);
  const month = calendar(app, {
    zone,
    load: load(app),
    date: place.date ?? (at ? dateOf(zone, new Date(at)) : null),
    at,
    onDay: (date) => app.note({ date, step: "time" }),
    onTime: take,
  });
  const person = app.firm.employees.find((one) => one.id === place.employee);
  const lead = [
    app.chosen.map((one) => app.service(one)).join(", "),
    person?.name ?? (people.length > 1 ? w.anyone : people[0]?.name),
  ];
  const copy = copyButton(
    app,
    w.copyLink,
    () => location.origin + location.pathname + share({ ...app.place, at: null }),
  );
  return {
    title: w.stepTime,
    lead: lead.filter(Boolean).join(" · "),
    body: [top, month, ...(app.firm.has_waitlist ? [wait(app)] : []), copy],
    back,
    step: 3,
  };
}

async function check(app: App, at: string, zone: string, box: HTMLElement, take: (at: string) => void): Promise<void> {
  const { w } = app;
  const when = app.when(at, zone);
  try {
    const date = dateOf(zone, new Date(at));
    const today = dateOf(zone, new Date());
    const days = date < today ? [] : (await load(app)(date, plusDays(date, 1))).days;
    if (days.some((day) => day.starts.includes(at))) {
      box.replaceChildren(
        notice(
          put(w.linkFree, { when }),
          "info",
          button(w.linkTake, () => take(at), "main"),
        ),
      );
      return;
    }
    const near = await nearest(load(app), zone, at);
    const offers = near.map((one) => button(app.when(one, zone), () => take(one)));
    const more = offers.length > 0 ? [el("p", {}, w.closest), el("div", { class: "near" }, ...offers)] : [];
    box.replaceChildren(notice(put(w.linkGone, { when }), "fault", ...more));
  } catch {
    // The calendar below says what is wrong.
  }
}
