// Who the firm is: its name, place, hours and phone in full on the first step, its name alone on the others.

import type { App } from "./app";
import { el } from "./dom";
import { openUntil, type Words, week } from "./format";
import type { Branch } from "./wire";

export function header(app: App): HTMLElement {
  const { firm, w, place } = app;
  const isFull = place.step === "services";
  const phone = firm.phone && call(firm.phone, firm.phone_show);
  return el(
    "header",
    { class: isFull ? "firm" : "firm small" },
    el("p", { class: "over" }, w.book),
    el("h1", { class: "title" }, firm.name),
    isFull && phone,
    isFull &&
      firm.branches.length === 1 &&
      el("div", { class: "places" }, ...firm.branches.map((one) => shown(one, w))),
    el(
      "div",
      { class: "langs", role: "group", "aria-label": w.language },
      ...(["ru", "en"] as const).map((lang) =>
        el(
          "button",
          {
            type: "button",
            lang,
            "aria-pressed": lang === app.lang ? "true" : "false",
            click: () => app.speak(lang),
          },
          lang === "ru" ? "Русский" : "English",
        ),
      ),
    ),
  );
}

export const call = (raw: string, shown: string | null): HTMLElement =>
  el("a", { class: "phone", href: `tel:${raw}` }, shown ?? raw);

export function shown(branch: Branch, w: Words): HTMLElement {
  return el(
    "p",
    { class: "place" },
    el("strong", {}, branch.name),
    " ",
    branch.address && el("span", {}, branch.address),
    ...week(branch.hours, w).map(([days, text]) => el("span", { class: "when" }, `${days} ${text}`)),
    branch.phone && call(branch.phone, branch.phone_show),
  );
}

/** `Открыто до 21:00` */
export function now(branch: Branch, w: Words): HTMLElement | null {
  if (branch.hours.length === 0) return null;
  const until = openUntil(branch.hours, branch.zone, new Date());
  return el("span", { class: until ? "open" : "soft" }, until ? `${w.openUntil} ${until}` : w.closedNow);
}
