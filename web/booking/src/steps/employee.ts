// Second: with whom. Anyone comes first: most people want a time, not a person.

import type { App, Screen } from "../app";
import { el, icon } from "../dom";
import { length, money } from "../format";
import { notice } from "../parts";
import { able } from "../place";
import type { Employee } from "../wire";

export function employee(app: App): Screen {
  const { firm, w, lang } = app;
  const people = able(firm, app.place.branch, app.place.services);
  const back = () => app.go({ step: "services" });
  if (people.length === 0) return { title: w.stepEmployee, body: [notice(w.nobody)], back, step: 2 };

  const cost = (one: Employee) => {
    const skills = one.skills.filter((skill) => app.place.services.includes(skill.service_id));
    const currency = app.chosen[0]?.price.currency ?? "RUB";
    const minor = skills.reduce((all, skill) => all + skill.price, 0);
    const minutes = skills.reduce((all, skill) => all + skill.duration_minutes, 0);
    return { price: money(lang, { minor, currency }), length: length(lang, minutes) };
  };
  const row = (id: string, sign: string | Node, name: string, title: string, about: string, price: string) =>
    el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: "person", click: () => app.go({ step: "time", employee: id, at: null, date: null }) },
        el("span", { class: "face", "aria-hidden": "true" }, sign),
        el(
          "span",
          { class: "what" },
          el("span", { class: "name" }, name),
          title && el("span", { class: "soft" }, title),
        ),
        el("span", { class: "price" }, price),
        icon("next"),
        about && el("span", { class: "about" }, about),
      ),
    );
  const list = el(
    "ul",
    { class: "people" },
    row("any", icon("check"), w.anyone, w.anyoneHint, "", ""),
    ...people.map((one) => {
      const { price, length: minutes } = cost(one);
      return row(one.id, initials(one.name), one.name, one.title, one.about, `${price}\n${minutes}`);
    }),
  );
  return { title: w.stepEmployee, body: [list], back, step: 2 };
}

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => [...part][0] ?? "")
    .join("")
    .toUpperCase();
