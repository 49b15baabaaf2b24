// Files, brought only when one is sent or shown: choosing, progress, taking back, pictures and downloads. The bytes go
// and come by calls with the session's token, so no address in the page ever opens a file.

import type { Locale } from "../bridge";
import { el, ICONS, icon, set } from "../dom";
import type { FileRef } from "../wire";
import style from "./attach.css?inline";

// A constructed sheet passes any content security policy.
const sheet = new CSSStyleSheet();
sheet.replaceSync(style);
document.adoptedStyleSheets.push(sheet);

const LARGEST = 20 * 1024 * 1024;
const MOST = 5;
const BASE = "/w/v1/files";

const RU = {
  remove: "Убрать файл",
  uploading: "Загружается",
  tooBig: "Файл больше 20 МБ",
  tooMany: "Не больше пяти файлов в одном сообщении",
  badFile: "Такой файл отправить нельзя",
  lost: "Файл не загрузился. Попробуйте ещё раз",
};
const EN: typeof RU = {
  remove: "Remove the file",
  uploading: "Uploading",
  tooBig: "The file is larger than 20 MB",
  tooMany: "No more than five files in one message",
  badFile: "This file cannot be sent",
  lost: "The file was not uploaded. Please try again",
};

export type Token = () => string | null;

interface Item {
  row: HTMLElement;
  stop: AbortController;
  done: FileRef | null;
}

interface Ways {
  token: Token;
  changed(): void;
  complain(text: string): void;
}

/** What waits beside the text and goes with the next message. */
export class Uploads {
  root = el("ul", { class: "uploads", hidden: true });
  locale: Locale = "ru";
  #items: Item[] = [];
  #ways: Ways;

  constructor(ways: Ways) {
    this.#ways = ways;
  }

  get isBusy(): boolean {
    return this.#items.some((item) => !item.done);
  }

  get ready(): FileRef[] {
    return this.#items.flatMap((item) => item.done ?? []);
  }

  add(files: readonly File[]): void {
    const w = this.locale === "en" ? EN : RU;
    for (const file of files) {
      if (this.#items.length >= MOST) this.#ways.complain(w.tooMany);
      else if (file.size > LARGEST) this.#ways.complain(w.tooBig);
      else void this.#start(file, w);
    }
  }

  clear(): void {
    for (const item of [...this.#items]) this.#remove(item);
  }

  async #start(file: File, w: typeof RU): Promise<void> {
    const stop = new AbortController();
    const bar = el("progress", { max: 1, value: 0, "aria-label": `${w.uploading}: ${file.name}` });
    const drop = el(
      "button",
      { type: "button", class: "icon", "aria-label": `${w.remove}: ${file.name}` },
      icon(ICONS.close, 18),
    );
    const row = el("li", {}, thumbnail(file), el("span", { class: "name" }, file.name), bar, drop);
    const item: Item = { row, stop, done: null };
    drop.addEventListener("click", () => this.#remove(item));
    this.#items.push(item);
    this.root.append(row);
    this.#update();
    const { status, data } = await upload(file, this.#ways.token(), stop.signal, (share) => {
      bar.value = share;
    });
    if (stop.signal.aborted) return;
    if (data && status === 201) {
      item.done = data;
      bar.remove();
      this.#update();
      return;
    }
    this.#remove(item);
    this.#ways.complain(status === 413 ? w.tooBig : status === 415 || status === 422 ? w.badFile : w.lost);
  }

  #remove(item: Item): void {
    item.stop.abort();
    item.row.remove();
    this.#items = this.#items.filter((other) => other !== item);
    this.#update();
  }

  #update(): void {
    set(this.root, "hidden", this.#items.length === 0);
    this.#ways.changed();
  }
}

/** `fetch` does not tell how much of a body has gone. */
function upload(
  file: File,
  token: string | null,
  stop: AbortSignal,
  progress: (share: number) => void,
): Promise<{ status: number; data: FileRef | null }> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", BASE);
    request.setRequestHeader("authorization", `Bearer ${token}`);
    request.upload.onprogress = (event) => progress(event.total > 0 ? event.loaded / event.total : 0);
    request.onloadend = () => {
      let data: FileRef | null = null;
      try {
        data = JSON.parse(request.responseText) as FileRef;
      } catch {
        // A proxy's error page: the status tells enough.
      }
      resolve({ status: request.status, data });
    };
    stop.addEventListener("abort", () => request.abort());
    const form = new FormData();
    form.append("file", file, file.name);
    request.send(form);
  });
}

async function bytes(id: string, token: string | null): Promise<string | null> {
  try {
    const reply = await fetch(`${BASE}/${id}`, { headers: { authorization: `Bearer ${token}` }, credentials: "omit" });
    return reply.ok ? URL.createObjectURL(await reply.blob()) : null;
  } catch {
    return null;
  }
}

/** A picture opens in a tab of its own, anything else is saved. */
export async function show(link: HTMLAnchorElement, file: FileRef, locale: Locale, token: Token): Promise<void> {
  if (/^image\/(png|jpeg|gif|webp)$/.test(file.mime)) {
    link.classList.add("picture");
    const found = await bytes(file.id, token());
    if (!found) return link.classList.remove("picture");
    link.href = found;
    link.replaceChildren(el("img", { src: found, alt: file.name }));
    return;
  }
  link.replaceChildren(icon(ICONS.file, 24), el("span", {}, file.name, el("small", {}, size(file.size, locale))));
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    const found = await bytes(file.id, token());
    if (!found) return;
    el("a", { href: found, download: file.name }).click();
    setTimeout(() => URL.revokeObjectURL(found), 60_000);
  });
}

function thumbnail(file: File): Element {
  if (!file.type.startsWith("image/")) return icon(ICONS.file, 24);
  const url = URL.createObjectURL(file);
  const picture = el("img", { alt: "", width: 36, height: 36, src: url });
  picture.onload = () => URL.revokeObjectURL(url);
  return picture;
}

function size(count: number, locale: Locale): string {
  const [unit, value] = count < 1e6 ? ["kilobyte", Math.max(1, Math.round(count / 1e3))] : ["megabyte", count / 1e6];
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: String(unit),
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(Number(value));
}
