// The rows of the thread: days, bubbles, choices, delivery states. Rows are kept by key and changed in place, so a
// screen reader hears only what is new and an optimistic bubble becomes the confirmed one without a blink.

import type { Locale } from "../bridge";
import { el, ICONS, icon, set } from "../dom";
import type { FileRef, From, Message } from "../wire";
import { loadAttach } from "./lazy";
import { linkify } from "./linkify";
import type { Pending } from "./outgoing";
import type { Acts, Shown } from "./view";
import type { Words } from "./words";
import { words } from "./words";

interface Row {
  key: string;
  from: From;
  text: string;
  at: number;
  files: FileRef[];
  message?: Message;
  pending?: Pending;
}

const SAME_BREATH_MS = 5 * 60_000;

export class Rows {
  #log: HTMLElement;
  #acts: Acts;
  #words: Words = words("ru");
  #locale: Locale = "ru";
  #agent = "";
  #byKey = new Map<string, HTMLElement>();
  #firstKey = "";
  #lastKey = "";

  constructor(log: HTMLElement, acts: Acts) {
    this.#log = log;
    this.#acts = acts;
  }

  speak(w: Words, locale: Locale, agent: string): void {
    if (this.#locale !== locale || this.#agent !== agent) this.clear();
    this.#words = w;
    this.#locale = locale;
    this.#agent = agent;
  }

  clear(): void {
    this.#log.replaceChildren();
    this.#byKey.clear();
    this.#firstKey = "";
    this.#lastKey = "";
  }

  show(shown: Shown): { grewAbove: boolean; grewBelow: boolean; isOwn: boolean } {
    const rows: Row[] = shown.messages.map((message) => ({
      key: message.client_message_id ?? message.id,
      from: message.from,
      text: message.text,
      at: Date.parse(message.created_at) || 0,
      files: message.files ?? [],
      message,
    }));
    for (const pending of shown.pending)
      rows.push({
        key: pending.id,
        from: "user",
        text: pending.text,
        at: pending.at,
        files: pending.files ?? [],
        pending,
      });

    const wanted: HTMLElement[] = [];
    const used = new Set<string>();
    const take = (key: string, make: () => HTMLElement): HTMLElement => {
      const element = this.#byKey.get(key) ?? make();
      this.#byKey.set(key, element);
      used.add(key);
      wanted.push(element);
      return element;
    };

    if (shown.greeting && !shown.hasEarlier) this.#greet(shown, rows[0], take);
    let day = "";
    rows.forEach((row, index) => {
      const at = new Date(row.at);
      if (at.toDateString() !== day) {
        day = at.toDateString();
        take(`day ${day}`, () => el("div", { class: "day" }, el("span", {}, this.#day(at))));
      }
      const before = rows[index - 1];
      const after = rows[index + 1];
      const element = take(row.key, () => this.#bubble(row));
      element.className = `row ${row.from === "user" ? "mine" : row.from}${joins(before, row) ? " joined" : ""}${
        joins(row, after) ? " open" : ""
      }`;
      this.#files(element, row);
      this.#choices(element, row, shown.askingSeq, after);
      this.#state(element, row);
    });

    for (const [key, element] of this.#byKey) {
      if (used.has(key)) continue;
      element.remove();
      this.#byKey.delete(key);
    }
    wanted.forEach((element, index) => {
      if (this.#log.children[index] !== element) this.#log.insertBefore(element, this.#log.children[index] ?? null);
    });

    const first = rows[0]?.key ?? "";
    const last = rows.at(-1);
    const grewAbove = this.#firstKey !== "" && first !== this.#firstKey;
    const grewBelow = (last?.key ?? "") !== this.#lastKey;
    this.#firstKey = first;
    this.#lastKey = last?.key ?? "";
    return { grewAbove, grewBelow, isOwn: grewBelow && last?.pending !== undefined };
  }

  /** The greeting is ours, not a message: it opens the thread and offers the first steps until one is taken. */
  #greet(shown: Shown, first: Row | undefined, take: (key: string, make: () => HTMLElement) => HTMLElement): void {
    const element = take("greeting", () => {
      const made = this.#bubble({ key: "greeting", from: "bot", text: shown.greeting, at: 0, files: [] });
      made.className = "row bot";
      made.append(this.#list(shown.starters, (index) => this.#acts.start(shown.starters[index] ?? "")));
      return made;
    });
    this.#press(element, first === undefined, first?.from === "user" ? first.text : null);
  }

  #list(titles: readonly string[], press: (index: number) => void): HTMLElement {
    const list = el("ul", { class: "choices", "aria-label": this.#words.choices, hidden: titles.length === 0 });
    titles.forEach((title, index) => {
      const button = el("button", { type: "button", class: "choice" }, title);
      button.addEventListener("click", () => press(index));
      list.append(el("li", {}, button));
    });
    return list;
  }

  #press(element: HTMLElement, isOpen: boolean, taken: string | null): void {
    for (const button of element.querySelectorAll<HTMLElement>(".choice")) {
      set(button, "disabled", !isOpen);
      set(button, "aria-pressed", isOpen ? null : String(button.textContent === taken));
    }
  }

  #bubble(row: Row): HTMLElement {
    const text = el("div", { class: "bubble", dir: "auto" });
    for (const piece of linkify(row.text)) {
      if (piece.href) text.append(el("a", LINK(piece.href), piece.text));
      else text.append(piece.text);
    }
    const who = row.from === "user" ? this.#words.you : row.from === "system" ? "" : this.#agent;
    return el("div", {}, who && el("span", { class: "sr" }, `${who}: `), text);
  }

  /** On its way a file is a name; once sent it has an id that can be asked for. */
  #files(element: HTMLElement, row: Row): void {
    const known = row.files.map((file) => file.id).join();
    if ((element.dataset.files ?? "") === known) return;
    element.dataset.files = known;
    for (const old of element.querySelectorAll(".file")) old.remove();
    const made = row.files.map((file) => {
      if (row.pending) return el("span", { class: "file" }, file.name);
      const link = el("a", { class: "file", href: "#", target: "_blank", rel: "noopener" }, file.name);
      void loadAttach().then((attach) => attach.show(link, file, this.#locale, this.#acts.token));
      return link;
    });
    element.querySelector(".bubble")?.prepend(...made);
  }

  /** Choices stay pressable while nothing newer was said; the one taken stays marked. */
  #choices(element: HTMLElement, row: Row, askingSeq: number, after: Row | undefined): void {
    const message = row.message;
    if (!message || message.buttons.length === 0) return;
    const isAsking = message.seq === askingSeq && !after;
    if (!element.querySelector(".choices")) {
      const titles = message.buttons.map((button) => button.title);
      element.append(
        this.#list(titles, (index) => {
          const choice = message.buttons[index];
          if (choice) this.#acts.press(message, choice);
        }),
      );
    }
    this.#press(element, isAsking, after?.from === "user" ? after.text : null);
  }

  #state(element: HTMLElement, row: Row): void {
    let foot = element.querySelector<HTMLElement>(".meta");
    if (!foot) {
      foot = el("div", { class: "meta" });
      element.querySelector(".bubble")?.after(foot);
    }
    const state = row.pending?.state ?? "sent";
    if (foot.dataset.state === state && foot.dataset.at === String(row.at)) return;
    foot.dataset.state = state;
    foot.dataset.at = String(row.at);
    const time = el("time", { datetime: new Date(row.at).toISOString() }, this.#time(row.at));
    if (state === "failed") {
      const again = el("button", { type: "button", class: "again" }, icon(ICONS.again, 16), this.#words.retry);
      again.addEventListener("click", () => this.#acts.retry(row.key));
      foot.replaceChildren(el("span", {}, this.#words.failed), again);
    } else if (row.from === "user") {
      const mark = icon(state === "sent" ? ICONS.check : ICONS.clock, 14);
      foot.replaceChildren(time, mark, el("span", { class: "sr" }, this.#words[state === "sent" ? "sent" : "sending"]));
    } else {
      foot.replaceChildren(time);
    }
  }

  #time(at: number): string {
    return new Intl.DateTimeFormat(this.#locale, { hour: "2-digit", minute: "2-digit" }).format(at);
  }

  #day(at: Date): string {
    const today = new Date();
    const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
    if (at.toDateString() === today.toDateString()) return this.#words.today;
    if (at.toDateString() === yesterday.toDateString()) return this.#words.yesterday;
    const isThisYear = at.getFullYear() === today.getFullYear();
    return new Intl.DateTimeFormat(this.#locale, {
      day: "numeric",
      month: "long",
      ...(isThisYear ? {} : { year: "numeric" as const }),
    }).format(at);
  }
}

const LINK = (href: string) => ({ href, target: "_blank", rel: "noopener noreferrer nofollow ugc" });

function joins(a: Row | undefined, b: Row | undefined): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    a.from === b.from &&
    b.at - a.at < SAME_BREATH_MS &&
    new Date(a.at).toDateString() === new Date(b.at).toDateString()
  );
}
