// The line where the visitor writes: grows with the text, sends with Enter, says when a text is too long.

import { el, ICONS, icon, set } from "../dom";
import type { Acts } from "./view";
import type { Words } from "./words";

export const MAX_TEXT = 4000;
const TALLEST_PX = 140;

export class Composer {
  root = el("form", { class: "composer", novalidate: true });
  #label = el("label", { class: "sr", for: "text" });
  #text = el("textarea", {
    id: "text",
    rows: 1,
    autocomplete: "off",
    enterkeyhint: "send",
    "aria-describedby": "fault",
  });
  #send = el("button", { class: "send", type: "submit", disabled: true }, icon(ICONS.send, 22));
  #fault = el("p", { class: "fault", id: "fault", role: "alert" });
  #words: Words | null = null;
  #isOn = true;

  constructor(acts: Pick<Acts, "send" | "typing" | "draft">) {
    this.root.append(this.#label, el("div", { class: "field" }, this.#text, this.#send), this.#fault);
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.#text.value.trim();
      if (!text || !this.#canSend() || !acts.send(text)) return;
      this.draft("");
      acts.draft("");
    });
    this.#text.addEventListener("keydown", (event) => {
      // While an input method composes a word, Enter picks the word.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.root.requestSubmit();
    });
    this.#text.addEventListener("input", () => {
      this.#fit();
      acts.draft(this.#text.value);
      if (this.#text.value) acts.typing();
    });
  }

  speak(w: Words): void {
    this.#words = w;
    this.#label.textContent = w.message;
    set(this.#text, "placeholder", w.placeholder);
    set(this.#send, "aria-label", w.send);
    this.#fit();
  }

  draft(text: string): void {
    this.#text.value = text;
    this.#fit();
  }

  focus(): void {
    this.#text.focus({ preventScroll: true });
  }

  enable(isOn: boolean): void {
    this.#isOn = isOn;
    this.#text.disabled = !isOn;
    this.#fit();
  }

  complain(text: string): void {
    if (this.#fault.textContent !== text) this.#fault.textContent = text;
    set(this.#text, "aria-invalid", text ? "true" : null);
  }

  #canSend(): boolean {
    return this.#isOn && this.#text.value.length <= MAX_TEXT;
  }

  #fit(): void {
    const over = this.#text.value.length - MAX_TEXT;
    this.complain(over > 0 && this.#words ? `${this.#words.tooLong}: ${over}` : "");
    this.#send.disabled = !this.#canSend() || this.#text.value.trim() === "";
    this.#text.style.height = "auto";
    this.#text.style.height = `${Math.min(this.#text.scrollHeight, TALLEST_PX)}px`;
  }
}
