// The panel: header, thread, composer. It only draws what it is given and reports what the visitor does.

import type { Locale } from "../bridge";
import { el, ICONS, icon, set } from "../dom";
import type { Config, FileRef, Message } from "../wire";
import { Composer } from "./composer";
import type { Pending } from "./outgoing";
import { Rows } from "./rows";
import { type Words, words } from "./words";

export type Status = "connecting" | "online" | "offline" | "human" | "signin" | "gone";

export interface Acts {
  send(text: string, files: FileRef[]): boolean;
  token(): string | null;
  press(message: Message, button: { id: string; title: string }): void;
  start(text: string): void;
  retry(id: string): void;
  earlier(): void;
  close(): void;
  typing(): void;
  draft(text: string): void;
  seen(): void;
}

export interface Shown {
  messages: readonly Message[];
  pending: readonly Pending[];
  askingSeq: number;
  greeting: string;
  starters: readonly string[];
  hasEarlier: boolean;
}

/** Puts on the firm's colours and letters. */
export function wear({ color, ink, radius, font }: Config): void {
  const { dataset, style } = document.documentElement;
  style.setProperty("--brand", color);
  style.setProperty("--on-brand", ink);
  style.setProperty("--r", `${radius}px`);
  dataset.font = font;
}

/** How far from the end still counts as reading the end. */
const NEAR_END_PX = 80;

export class View {
  #root: HTMLElement;
  #title = el("h1", { class: "title" });
  #avatar = el("span", { class: "avatar", "aria-hidden": "true" });
  #status = el("p", { class: "status", role: "status" });
  #scroll = el("div", { class: "scroll" });
  #log = el("div", { class: "log", role: "log", "aria-live": "off", "aria-relevant": "additions", tabindex: 0 });
  #typing = el("div", { class: "typing", role: "status" });
  #newer = el("button", { class: "newer", type: "button", hidden: true }, icon(ICONS.down, 20));
  #earlier = el("button", { class: "earlier", type: "button", hidden: true });
  #close = el("button", { class: "icon", type: "button" }, icon(ICONS.close, 22));
  #policy = el("a", { class: "policy", target: "_blank", rel: "noopener noreferrer", hidden: true });
  #rows: Rows;
  #composer: Composer;
  #words: Words = words("ru");
  #agent = "";
  #hours = "";
  #offline = "";
  #isFilled = false;

  constructor(root: HTMLElement, acts: Acts) {
    this.#root = root;
    this.#rows = new Rows(this.#log, acts);
    this.#composer = new Composer(acts);
    const header = el(
      "header",
      { class: "head" },
      this.#avatar,
      el("div", { class: "names" }, this.#title, this.#status),
      this.#close,
    );
    this.#scroll.append(this.#earlier, this.#log, this.#typing);
    root.append(
      header,
      el("div", { class: "body" }, this.#scroll, this.#newer),
      el("footer", { class: "foot" }, this.#composer.root, this.#policy),
    );
    this.#close.addEventListener("click", () => acts.close());
    this.#earlier.addEventListener("click", () => acts.earlier());
    this.#newer.addEventListener("click", () => this.toEnd(true));
    this.#scroll.addEventListener(
      "scroll",
      () => {
        if (!this.isAtEnd) return;
        set(this.#newer, "hidden", true);
        acts.seen();
      },
      { passive: true },
    );
    // The keyboard of a phone shrinks the panel: whoever read the end goes on reading the end.
    let wasAtEnd = true;
    this.#scroll.addEventListener("scroll", () => (wasAtEnd = this.isAtEnd), { passive: true });
    new ResizeObserver(() => wasAtEnd && this.toEnd(false)).observe(this.#scroll);
    for (const type of ["dragover", "dragleave", "drop"] as const)
      root.addEventListener(type, (event) => {
        if (!event.dataTransfer?.types.includes("Files")) return;
        event.preventDefault();
        root.classList.toggle("dropping", type === "dragover");
        if (type === "drop") void this.#composer.attach([...event.dataTransfer.files]);
      });
    this.speak("ru");
  }

  get isAtEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroll;
    return scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
  }

  speak(locale: Locale): void {
    this.#words = words(locale);
    const w = this.#words;
    document.documentElement.lang = locale;
    set(this.#log, "aria-label", w.log);
    set(this.#close, "aria-label", w.close);
    set(this.#newer, "aria-label", w.newer);
    this.#earlier.textContent = w.earlier;
    this.#policy.textContent = w.policy;
    this.#root.dataset.drop = w.drop;
    this.#composer.speak(w, locale);
    this.#rows.speak(w, locale, this.#agent);
  }

  firm(config: Config, locale: Locale): void {
    const { title, avatar } = config;
    const policyUrl = config.policy_url ?? null;
    this.#agent = config.agent_name || title;
    this.#hours = config.hours;
    this.#offline = config.offline;
    this.#title.textContent = title;
    if (avatar) this.#avatar.replaceChildren(el("img", { src: avatar, alt: "", width: 40, height: 40 }));
    else this.#avatar.textContent = config.initials;
    this.#composer.firm(config.placeholder, config.files);
    this.#composer.speak(this.#words, locale);
    document.title = title;
    set(this.#policy, "hidden", !policyUrl);
    if (policyUrl) set(this.#policy, "href", policyUrl);
    this.#rows.speak(this.#words, locale, this.#agent);
  }

  canClose(can: boolean): void {
    set(this.#close, "hidden", !can);
  }

  status(status: Status): void {
    const w = this.#words;
    const hours = this.#hours && ` · ${this.#hours}`;
    const text = {
      connecting: w.connecting,
      online: w.online + hours,
      offline: this.#offline || w.offline,
      human: w.human + hours,
      signin: w.signIn,
      gone: w.unavailable,
    }[status];
    if (this.#status.textContent !== text) this.#status.textContent = text;
    set(this.#root, "data-status", status);
    this.#composer.enable(status !== "gone" && status !== "signin");
  }

  /** Dots while the other side thinks, its words as far as they are written. */
  typing(isOn: boolean, text?: string): void {
    const isOpen = this.#typing.childElementCount > 0;
    if (!text && isOn === isOpen) return;
    const stick = this.isAtEnd;
    const body = text
      ? el("div", { class: "bubble", "aria-hidden": "true" }, text)
      : el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
    if (!isOn) this.#typing.replaceChildren();
    else if (isOpen) this.#typing.lastElementChild?.replaceWith(body);
    else this.#typing.append(el("span", { class: "sr" }, `${this.#agent} ${this.#words.typing}`), body);
    if (stick) this.toEnd(false);
  }

  show(shown: Shown): void {
    const stick = this.isAtEnd || !this.#isFilled;
    const before = this.#scroll.scrollHeight - this.#scroll.scrollTop;
    const { grewAbove, grewBelow, isOwn } = this.#rows.show(shown);
    set(this.#earlier, "hidden", !shown.hasEarlier);
    if (stick || isOwn) this.toEnd(false);
    else if (grewAbove) this.#scroll.scrollTop = this.#scroll.scrollHeight - before;
    else if (grewBelow) set(this.#newer, "hidden", false);
    if (!this.#isFilled && (shown.messages.length > 0 || shown.greeting)) {
      this.#isFilled = true;
      // History is not news: reading aloud starts with the next message.
      requestAnimationFrame(() => set(this.#log, "aria-live", "polite"));
    }
  }

  toEnd(isSmooth: boolean): void {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#scroll.scrollTo({ top: this.#scroll.scrollHeight, behavior: isSmooth && !calm ? "smooth" : "auto" });
  }

  /** A keyboard that jumps up unasked covers the page, so touch screens keep it down. */
  focus(): void {
    if (matchMedia("(pointer: coarse)").matches) this.#log.focus({ preventScroll: true });
    else this.#composer.focus();
  }

  draft(text: string): void {
    this.#composer.draft(text);
  }

  complain(what: "full" | null): void {
    this.#composer.complain(what ? this.#words[what] : "");
  }

  empty(): void {
    this.#rows.clear();
    this.#isFilled = false;
    set(this.#log, "aria-live", "off");
  }
}
