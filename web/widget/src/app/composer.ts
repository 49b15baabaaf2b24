// The line where the visitor writes: grows with the text, sends with Enter, says when a text is too long.

import type { Locale } from "../bridge";
import { el, ICONS, icon, set } from "../dom";
import { loadAttach, type Uploads } from "./lazy";
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
  #pick = el("input", { type: "file", multiple: true, hidden: true, tabindex: -1 });
  #attach = el("button", { class: "icon", type: "button", hidden: true }, icon(ICONS.clip, 22));
  #uploads: Uploads | null = null;
  #acts: Pick<Acts, "token">;
  #locale: Locale = "ru";
  #hint = "";
  #fault = el("p", { class: "fault", id: "fault", role: "alert" });
  #words: Words | null = null;
  #isOn = true;
  #isOver = false;

  constructor(acts: Pick<Acts, "send" | "typing" | "draft" | "token">) {
    this.#acts = acts;
    this.root.append(
      this.#label,
      el("div", { class: "field" }, this.#attach, this.#pick, this.#text, this.#send),
      this.#fault,
    );
    this.#attach.addEventListener("click", () => this.#pick.click());
    this.#pick.addEventListener("change", () => {
      void this.attach([...(this.#pick.files ?? [])]);
      this.#pick.value = "";
      this.focus();
    });
    this.#text.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      void this.attach(files);
    });
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.#text.value.trim();
      const files = this.#uploads?.ready ?? [];
      if ((!text && files.length === 0) || !this.#canSend() || !acts.send(text, files)) return;
      this.#uploads?.clear();
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
      this.complain("");
      this.#fit();
      acts.draft(this.#text.value);
      if (this.#text.value) acts.typing();
    });
  }

  speak(w: Words, locale: Locale): void {
    this.#words = w;
    this.#label.textContent = w.message;
    set(this.#text, "placeholder", this.#hint || w.placeholder);
    set(this.#send, "aria-label", w.send);
    set(this.#attach, "aria-label", w.attach);
    this.#locale = locale;
    this.#fit();
  }

  firm(hint: string, hasFiles: boolean): void {
    this.#hint = hint;
    set(this.#attach, "hidden", !hasFiles);
  }

  async attach(files: readonly File[]): Promise<void> {
    if (this.#attach.hidden || !this.#isOn) return;
    const { Uploads } = await loadAttach();
    if (!this.#uploads) {
      const complain = (text: string) => this.complain(text);
      this.#uploads = new Uploads({ token: this.#acts.token, changed: () => this.#fit(), complain });
      this.#label.after(this.#uploads.root);
    }
    this.#uploads.locale = this.#locale;
    this.#uploads.add(files);
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
    this.#attach.disabled = !isOn;
    this.#fit();
  }

  complain(text: string): void {
    if (this.#fault.textContent !== text) this.#fault.textContent = text;
    set(this.#text, "aria-invalid", text ? "true" : null);
  }

  #canSend(): boolean {
    return this.#isOn && this.#text.value.length <= MAX_TEXT && !this.#uploads?.isBusy;
  }

  #fit(): void {
    const over = this.#text.value.length - MAX_TEXT;
    // A word about a file stays until the visitor writes on.
    if (over > 0 || this.#isOver) this.complain(over > 0 && this.#words ? `${this.#words.tooLong}: ${over}` : "");
    this.#isOver = over > 0;
    this.#send.disabled = !this.#canSend() || (this.#text.value.trim() === "" && !this.#uploads?.ready.length);
    this.#text.style.height = "auto";
    this.#text.style.height = `${Math.min(this.#text.scrollHeight, TALLEST_PX)}px`;
  }
}
