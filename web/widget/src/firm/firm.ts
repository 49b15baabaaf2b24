// The bare page of a firm: who, where, when, what it costs, and the chat beside it.

import "./firm.css";
import { inkOn } from "../colour";
import { el } from "../dom";
import { addChat } from "./chat";
import { type Branch, data, type Firm, type Service } from "./data";
import { openUntil, week } from "./hours";

const WORDS = {
  ru: {
    services: "Услуги и цены",
    places: "Где мы",
    people: "Мастера",
    open: "Открыто до",
    closed: "Сейчас закрыто",
    from: "от",
    min: "мин",
    hour: "ч",
    chat: "Записаться",
    lead: "Напишите в чат — подберём время и запишем. Обычно это занимает меньше минуты.",
    missing: "Такой страницы нет",
    missingHint: "Проверьте адрес: возможно, в нём опечатка.",
  },
  en: {
    services: "Services and prices",
    places: "Where we are",
    people: "Team",
    open: "Open until",
    closed: "Closed now",
    from: "from",
    min: "min",
    hour: "h",
    chat: "Book a visit",
    lead: "Write to us in the chat and we will find a time. It usually takes less than a minute.",
    missing: "There is no such page",
    missingHint: "Please check the address: it may have a typo.",
  },
};

const root = document.getElementById("page");
const firm = data<Firm>();
if (root && firm) draw(root, firm);
else if (root) {
  root.className = "missing";
  root.append(el("h1", {}, WORDS.ru.missing), el("p", {}, WORDS.ru.missingHint));
}

function draw(page: HTMLElement, firm: Firm): void {
  const w = WORDS[firm.locale];
  document.documentElement.lang = firm.locale;
  document.documentElement.style.setProperty("--brand", firm.color);
  document.documentElement.style.setProperty("--on-brand", inkOn(firm.color));
  const main = el(
    "main",
    { class: "firm" },
    el(
      "header",
      { class: "intro" },
      el("h1", {}, firm.name),
      firm.widget_key && el("p", { class: "lead" }, w.lead),
      firm.phone && el("p", {}, el("a", { class: "phone", href: `tel:${firm.phone}` }, phone(firm.phone))),
    ),
    firm.branches.length > 0 && section(w.places, el("div", { class: "places" }, ...firm.branches.map(place))),
    firm.services.length > 0 && section(w.services, ...prices(firm.services)),
    firm.employees.length > 0 &&
      section(
        w.people,
        el(
          "ul",
          { class: "people" },
          ...firm.employees.map((employee) =>
            el(
              "li",
              {},
              el("strong", {}, employee.name),
              el("span", { class: "soft" }, employee.title),
              employee.about && el("span", { class: "about" }, employee.about),
            ),
          ),
        ),
      ),
  );
  page.className = "page";
  page.append(main);
  if (!firm.widget_key) return;
  // Beside the text where there is room, behind the launcher where there is not; the width at arrival decides.
  const isWide = matchMedia("(min-width: 1000px)").matches;
  if (isWide) {
    page.classList.add("wide");
    page.append(el("aside", { class: "chat", id: "chat", "aria-label": w.chat }));
  }
  addChat(firm.widget_key, isWide ? "#chat" : null);

  function place(branch: Branch): HTMLElement {
    const until = openUntil(branch.hours, branch.zone, new Date());
    return el(
      "section",
      { class: "place" },
      el("h3", {}, branch.name),
      el("p", {}, branch.address),
      branch.directions && el("p", { class: "soft" }, branch.directions),
      branch.phone && el("p", {}, el("a", { class: "phone", href: `tel:${branch.phone}` }, phone(branch.phone))),
      branch.hours.length > 0 &&
        el("p", { class: until ? "now open" : "now" }, until ? `${w.open} ${until}` : w.closed),
      branch.hours.length > 0 &&
        el(
          "dl",
          {},
          ...week(branch.hours, firm.locale).flatMap(([days, text]) => [el("dt", {}, days), el("dd", {}, text)]),
        ),
    );
  }

  function prices(services: Service[]): HTMLElement[] {
    const groups = new Map<string, Service[]>();
    for (const service of services) groups.set(service.category, [...(groups.get(service.category) ?? []), service]);
    return [...groups].map(([category, list]) =>
      el(
        "div",
        { class: "group" },
        category && el("h3", {}, category),
        el(
          "ul",
          { class: "prices" },
          ...list.map((service) =>
            el(
              "li",
              {},
              el(
                "span",
                { class: "what" },
                service.name,
                el("span", { class: "soft" }, length(service.duration_minutes)),
              ),
              el("span", { class: "price" }, price(service)),
            ),
          ),
        ),
      ),
    );
  }

  function price(service: Service): string {
    const digits =
      new Intl.NumberFormat(firm.locale, { style: "currency", currency: service.currency }).resolvedOptions()
        .maximumFractionDigits ?? 2;
    const scale = 10 ** digits;
    const format = new Intl.NumberFormat(firm.locale, {
      style: "currency",
      currency: service.currency,
      minimumFractionDigits: service.price % scale === 0 ? 0 : digits,
      maximumFractionDigits: digits,
    });
    const text = format.format(service.price / scale);
    return service.price_max && service.price_max > service.price ? `${w.from} ${text}` : text;
  }

  function length(minutes: number): string {
    const hours = Math.floor(minutes / 60);
    const rest = minutes % 60;
    return [hours > 0 && `${hours} ${w.hour}`, rest > 0 && `${rest} ${w.min}`].filter(Boolean).join(" ");
  }
}

function section(title: string, ...children: HTMLElement[]): HTMLElement {
  return el("section", { class: "part" }, el("h2", {}, title), ...children);
}

/** A Russian number in its usual groups; any other as it is. */
function phone(e164: string): string {
  const match = /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(e164);
  return match ? `+7 ${match[1]} ${match[2]}-${match[3]}-${match[4]}` : e164;
}
