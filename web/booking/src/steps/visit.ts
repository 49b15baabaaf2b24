// The visit by its link: just booked, or looked at later. Calendar file, link, print, move, cancel, chat.

import type { App, Screen } from "../app";
import { calendar } from "../calendar";
import { el, icon } from "../dom";
import { clock, dateOf, dayName, differs, length, money, put } from "../format";
import { call } from "../header";
import { ask, button, copyButton, notice, skeleton } from "../parts";
import type { Visit } from "../wire";

export function visit(app: App): Screen {
  const { w } = app;
  const box = el("div", {});
  const token = app.place.visit ?? "";
  const made = app.made?.token === token ? app.made : null;
  const screen: Screen = { title: made ? w.done : w.yourVisit, body: [box] };
  if (made) {
    show(app, box, made, true);
    return screen;
  }
  const read = async () => {
    box.replaceChildren(skeleton(5));
    try {
      show(app, box, await app.server.visit(token), false);
    } catch (fault) {
      const again = button(w.newVisit, () => app.go({ step: "services", visit: null }), "main");
      box.replaceChildren(
        notice(
          app.trouble(fault),
          "fault",
          button(w.retry, () => void read()),
        ),
        again,
      );
    }
  };
  void read();
  return screen;
}

function title(text: string): void {
  const heading = document.querySelector("main h2");
  if (heading && heading.textContent !== text) heading.textContent = text;
}

function show(app: App, box: HTMLElement, of: Visit, isNew: boolean): void {
  const { w, firm } = app;
  const isCancelled = of.status === "cancelled";
  const isAhead = of.status === "booked" || of.status === "confirmed";
  const isOver = !isAhead && !isCancelled;
  // Drawn after the heading when it was just made, so the heading is right already.
  if (!isNew) title(isCancelled ? w.cancelledTitle : isOver ? w.pastTitle : w.yourVisit);
  const link = () => `${location.origin}${location.pathname}#visit=${of.token}`;
  const until = app.when(of.change_until, of.zone);
  const cancel = async () => {
    if (!(await ask(w.cancelSure, app.when(of.starts_at, of.zone), w.cancelYes, w.cancelNo, "danger"))) return;
    try {
      const after = await app.server.cancel(of.token);
      app.made = null;
      show(app, box, after, false);
      app.say(w.cancelledTitle);
      document.querySelector<HTMLElement>("main h2")?.focus();
    } catch (fault) {
      trouble.replaceChildren(notice(app.trouble(fault), "fault"));
    }
  };
  const trouble = el("div", {});
  box.replaceChildren(
    ...(isNew || isCancelled ? [el("p", { class: "soft lead" }, isCancelled ? w.cancelledHint : w.doneHint)] : []),
    card(app, of),
    trouble,
    ...(isAhead
      ? [
          el(
            "div",
            { class: "actions" },
            el(
              "a",
              { class: "button main", href: `${of.ics}&lang=${app.lang}`, download: "visit.ics" },
              icon("calendar"),
              el("span", {}, w.addCalendar),
            ),
            copyButton(app, w.copyVisit, link),
            button(w.print, () => print(), "quiet", "print"),
          ),
          el("p", { class: "soft rule" }, of.can_change ? put(w.changeUntil, { when: until }) : w.tooLate),
          of.can_change
            ? el(
                "div",
                { class: "actions" },
                button(w.move, () => app.go({ step: "move", visit: of.token }), "", "move"),
                button(w.cancel, () => void cancel(), "danger quiet", "cross"),
              )
            : el("p", {}, firm.phone ? call(firm.phone, firm.phone_show) : ""),
        ]
      : []),
    el(
      "div",
      { class: "actions more" },
      firm.has_chat &&
        el(
          "a",
          { class: "button quiet", href: `/f/${encodeURIComponent(firm.slug)}` },
          icon("chat"),
          el("span", {}, w.chat),
        ),
      button(
        isCancelled || isOver ? w.again : w.newVisit,
        () => app.go({ step: "services", visit: null, services: [], employee: null, at: null, date: null }),
        "quiet",
      ),
    ),
  );
}

function card(app: App, of: Visit): HTMLElement {
  const { w, lang } = app;
  const start = new Date(of.starts_at);
  const minutes = (Date.parse(of.ends_at) - start.getTime()) / 60_000;
  const row = (name: string, ...about: (Node | string | null | false)[]) => [
    el("dt", {}, name),
    el("dd", {}, ...about),
  ];
  const soft = (text: string) => text !== "" && el("span", { class: "soft" }, text);
  const services = of.services.map((one) => app.service(one)).join(", ");
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const here = differs(of.zone, start) && soft(`${app.when(of.starts_at, own)} (${own.replaceAll("_", " ")})`);
  return el(
    "div",
    { class: of.status === "cancelled" ? "card visit off" : "card visit" },
    el(
      "dl",
      {},
      ...row(
        w.when,
        el("strong", {}, `${dayName(lang, of.zone, start)}, ${clock(lang, of.zone, start)}`),
        soft(length(lang, minutes)),
        here,
      ),
      ...row(w.what, services),
      ...row(w.who, of.employee.name, soft(of.employee.title)),
      ...row(
        w.where,
        [app.firm.name, of.branch.name].filter((part, index, all) => all.indexOf(part) === index).join(", "),
        soft(of.branch.address),
        soft(of.branch.directions),
        of.branch.phone && call(of.branch.phone, of.branch.phone_show),
      ),
      ...row(w.price, money(lang, of.price)),
    ),
  );
}

export function move(app: App): Screen {
  const { w } = app;
  const token = app.place.visit ?? "";
  const box = el("div", {}, skeleton(6));
  const trouble = el("div", {});
  const lead = el("p", { class: "soft" });
  const back = () => app.go({ step: "visit", visit: token });
  const read = async () => {
    const of = await app.server.visit(token);
    if (!of.can_change) {
      box.replaceChildren(notice(w.tooLate, "fault"));
      return;
    }
    lead.textContent = put(w.now, { when: app.when(of.starts_at, of.zone) });
    const take = async (at: string) => {
      if (!(await ask(put(w.moveSure, { when: app.when(at, of.zone) }), "", w.moveYes, w.cancelNo, "main"))) return;
      try {
        await app.server.move(token, at);
        app.made = null;
        app.say(w.movedTitle);
        app.go({ step: "visit", visit: token }, true);
      } catch (fault) {
        trouble.replaceChildren(notice(app.trouble(fault), "fault"));
        draw(dateOf(of.zone, new Date(at)));
      }
    };
    const draw = (date: string | null) =>
      box.replaceChildren(
        calendar(app, {
          zone: of.zone,
          load: (from, until) => app.server.visitDays(token, { from, until }),
          date,
          at: of.starts_at,
          onDay: () => {},
          onTime: (at) => void take(at),
        }),
      );
    draw(dateOf(of.zone, new Date(of.starts_at)));
  };
  read().catch((fault) =>
    box.replaceChildren(
      notice(
        app.trouble(fault),
        "fault",
        button(w.retry, () => app.draw(false)),
      ),
    ),
  );
  return { title: w.moveTitle, body: [lead, trouble, box], back };
}
