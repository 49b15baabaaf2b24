// The booking page: reads the firm the server put into the page and shows the step the address names.

import "./page.css";
import { App, type Screen } from "./app";
import { el, icon } from "./dom";
import { put } from "./format";
import { header } from "./header";
import type { Step } from "./place";
import { details } from "./steps/details";
import { employee } from "./steps/employee";
import { services } from "./steps/services";
import { time } from "./steps/time";
import { move, visit } from "./steps/visit";
import type { Firm } from "./wire";

const SCREENS: Record<Step, (app: App) => Screen> = { services, employee, time, details, visit, move };

function start(page: HTMLElement, app: App): void {
  let current: Screen | null = null;
  app.draw = (isMove) => {
    current?.leave?.();
    const { w, place } = app;
    const screen = SCREENS[place.step](app);
    current = screen;
    const heading = el("h2", { tabindex: -1 }, screen.title);
    const of = 4;
    page.replaceChildren(
      el(
        "div",
        { class: `wrap at-${place.step}` },
        header(app),
        el(
          "main",
          {},
          screen.back &&
            el("button", { type: "button", class: "back", click: screen.back }, icon("back"), el("span", {}, w.back)),
          el(
            "div",
            { class: "head" },
            heading,
            screen.step !== undefined && el("span", { class: "soft step" }, put(w.steps, { n: screen.step, of })),
          ),
          screen.lead && el("p", { class: "soft lead" }, screen.lead),
          ...screen.body,
        ),
      ),
      app.live,
    );
    if (!isMove) return;
    scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  };
  app.draw(false);
}

function firm(): Firm | null {
  try {
    return JSON.parse(document.getElementById("data")?.textContent ?? "") as Firm | null;
  } catch {
    return null;
  }
}

const page = document.getElementById("page");
const found = firm();
if (page && found) start(page, new App(found));
