// Pieces several steps show: notices, buttons, links that copy themselves, questions, skeletons.

import type { App } from "./app";
import { el, icon } from "./dom";

type IconName = Parameters<typeof icon>[0];

export function notice(text: string, kind: "info" | "fault" = "info", ...more: Node[]): HTMLElement {
  return el("div", { class: `notice ${kind}`, role: kind === "fault" ? "alert" : false }, el("p", {}, text), ...more);
}

export function button(text: string, act: () => void, kind = "", sign?: IconName): HTMLButtonElement {
  return el(
    "button",
    { type: "button", class: `button ${kind}`, click: act },
    sign ? icon(sign) : null,
    el("span", {}, text),
  );
}

/** Where the clipboard is closed, the link itself is shown to be copied by hand. */
export function copyButton(app: App, text: string, link: () => string): HTMLElement {
  const { w } = app;
  const box = el("span", { class: "copy" });
  const act = async () => {
    const address = link();
    try {
      await navigator.clipboard.writeText(address);
      label.textContent = w.copied;
      app.say(w.copied);
      setTimeout(() => {
        label.textContent = text;
      }, 2500);
    } catch {
      const field = el("input", { class: "input", readonly: true, value: address, "aria-label": w.copyFailed });
      box.replaceChildren(el("span", { class: "soft" }, w.copyFailed), field);
      field.focus();
      field.select();
    }
  };
  const label = el("span", {}, text);
  box.append(el("button", { type: "button", class: "button quiet", click: () => void act() }, icon("link"), label));
  return box;
}

/** Asks before something that cannot be taken back lightly. */
export function ask(question: string, about: string, yes: string, no: string, kind: string): Promise<boolean> {
  return new Promise((resolve) => {
    const close = (answer: boolean) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    const dialog = el(
      "dialog",
      { "aria-labelledby": "question", cancel: () => close(false) },
      el("h2", { id: "question" }, question),
      about && el("p", { class: "soft" }, about),
      el(
        "div",
        { class: "actions" },
        button(yes, () => close(true), kind),
        button(no, () => close(false), "quiet"),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}

export const skeleton = (rows: number): HTMLElement =>
  el("div", { class: "skeleton", "aria-hidden": "true" }, ...Array.from({ length: rows }, () => el("span")));
