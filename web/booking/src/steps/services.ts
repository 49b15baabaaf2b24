// First: where, and what. Services by category with price and length, a search where there are many, a sum that stays in view.

import type { App, Screen } from "../app";
import { el } from "../dom";
import { length, money, plain, plural, week } from "../format";
import { call, now } from "../header";
import { button, notice } from "../parts";
import { able } from "../place";
import type { Branch, Service } from "../wire";

/** From how many services on a search helps; the server draws room for it by the same number. */
const MANY = 7;
const MOST = 10;

export function services(app: App): Screen {
  const { firm, w } = app;
  if (firm.services.length === 0) return { title: w.emptyTitle, body: [el("p", { class: "soft" }, w.empty)] };
  if (!firm.services.some((service) => service.is_bookable)) {
    const line = el("p", {}, w.closed, " ", firm.phone && call(firm.phone, firm.phone_show));
    return { title: w.closedTitle, body: [line, ...groups(app, [], () => {})] };
  }
  const bar = el("div", { class: "bar", role: "region", "aria-label": w.total });
  const list = el("div", { class: "list" });
  const picked = new Set(app.place.services);
  const field = el("input", {
    class: "input search",
    type: "search",
    placeholder: w.search,
    "aria-label": w.search,
    autocomplete: "off",
    input: () => {
      fill();
      app.say(plural(app.lang, list.querySelectorAll("li").length, w.found));
    },
  });

  const toggle = (service: Service, box: HTMLInputElement) => {
    if (box.checked && picked.size >= MOST) {
      box.checked = false;
      app.say(w.tooMany);
      return;
    }
    if (box.checked) picked.add(service.id);
    else picked.delete(service.id);
    app.note({ services: [...picked], employee: null, at: null, date: null, step: "services" });
    sum();
  };

  function fill(): void {
    const sought = plain(field.value);
    const fits = (service: Service) =>
      [service.name, service.name_en ?? "", service.category, service.description].some((text) =>
        plain(text).includes(sought),
      );
    const found = groups(app, firm.services.filter(fits), toggle, picked);
    list.replaceChildren(...(found.length > 0 ? found : [el("p", { class: "soft" }, w.nothingFound)]));
  }

  function sum(): void {
    const chosen = app.chosen;
    bar.hidden = chosen.length === 0;
    const people = able(firm, app.place.branch, app.place.services);
    if (chosen.length > 0 && people.length === 0) {
      bar.replaceChildren(el("p", { class: "total" }, w.nobody));
      app.say(w.nobody);
      return;
    }
    const minutes = chosen.reduce((all, service) => all + service.duration_minutes, 0);
    const currency = chosen[0]?.price.currency ?? "RUB";
    const price = money(app.lang, { minor: chosen.reduce((all, service) => all + service.price.minor, 0), currency });
    const isFrom = chosen.some((service) => service.price_max !== undefined);
    const text = `${isFrom ? `${w.from}\u00a0` : ""}${price}`;
    bar.replaceChildren(
      el(
        "p",
        { class: "total" },
        el("strong", {}, text),
        el("span", { class: "soft" }, `${plural(app.lang, chosen.length, w.chosen)}, ${length(app.lang, minutes)}`),
      ),
      button(w.next, () => onward(app), "main"),
    );
  }

  fill();
  sum();
  const body: Node[] = [];
  if (app.isBroken) body.push(notice(w.linkUnknown));
  if (firm.branches.length > 1) body.push(branches(app));
  if (firm.services.length >= MANY) body.push(el("div", { class: "tools" }, field));
  body.push(list, bar);
  return { title: w.stepServices, body, step: 1 };
}

/** To the choice of a person where there is one. */
export function onward(app: App): void {
  const people = able(app.firm, app.place.branch, app.place.services);
  // So that going back comes here, with the same services chosen.
  if (people.length > 1) app.go({ step: "employee", employee: null, at: null, date: null });
  else app.go({ step: "time", employee: people[0]?.id ?? "any", at: null, date: null });
}

function branches(app: App): HTMLElement {
  const { firm, w } = app;
  const one = (branch: Branch) =>
    el(
      "label",
      { class: "choice" },
      el("input", {
        type: "radio",
        name: "branch",
        value: branch.id,
        checked: branch.id === app.place.branch,
        change: () => {
          app.note({ branch: branch.id, employee: null, at: null, date: null });
          app.draw(false);
          document.querySelector<HTMLElement>("input[name=branch]:checked")?.focus();
        },
      }),
      el(
        "span",
        { class: "what" },
        el("span", { class: "name" }, branch.name),
        branch.address && el("span", { class: "soft" }, branch.address),
        branch.phone && call(branch.phone, branch.phone_show),
        el(
          "span",
          { class: "soft" },
          week(branch.hours, w)
            .map(([days, text]) => `${days} ${text}`)
            .join("; "),
        ),
        now(branch, w),
      ),
    );
  return el("fieldset", { class: "branches" }, el("legend", {}, w.branch), ...firm.branches.map(one));
}

type Toggle = (service: Service, box: HTMLInputElement) => void;

function groups(app: App, all: Service[], toggle: Toggle, picked?: Set<string>): HTMLElement[] {
  const { w, firm, lang } = app;
  const shown = picked ? all : firm.services;
  const categories = [...new Set(shown.map((service) => service.category))];
  const row = (service: Service) => {
    const isHere = service.is_bookable && able(firm, app.place.branch, [service.id]).length > 0;
    const price = `${service.price_max === undefined ? "" : `${w.from} `}${money(lang, service.price)}`;
    const box = el("input", {
      type: "checkbox",
      checked: picked?.has(service.id),
      disabled: !isHere,
      change: () => toggle(service, box),
    });
    return el(
      "li",
      {},
      el(
        picked ? "label" : "div",
        { class: isHere || !picked ? "service" : "service off" },
        picked && box,
        el(
          "span",
          { class: "what" },
          el("span", { class: "name" }, app.service(service)),
          el(
            "span",
            { class: "soft" },
            length(lang, service.duration_minutes),
            !service.is_bookable && `, ${w.byPhone}`,
          ),
        ),
        el("span", { class: "price" }, price),
        service.description && el("span", { class: "about" }, service.description),
      ),
    );
  };
  return categories.map((category) =>
    el(
      "div",
      { class: "group" },
      (category || categories.length > 1) && el("h3", {}, category || w.other),
      el("ul", { class: "services" }, ...shown.filter((service) => service.category === category).map(row)),
    ),
  );
}
