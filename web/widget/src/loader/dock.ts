// Where the chat lives on the host page: launcher and frame in one shadow root, or the frame inside a given element.
// Talks to the app over a private port; keeps for it what must survive a reload in the page's own storage.

import { bestStorage, readAll, write } from "../app/keep";
import { HELLO, type Locale, type Shape, type Start, type Theme, type ToApp, type ToHost } from "../bridge";
import { el, ICONS, icon, set } from "../dom";
import type { LauncherConfig } from "../wire";
import { address } from "./address";
import { STYLE } from "./style";

export interface Options {
  base: string;
  key: string;
  container: string | null;
  locale: Locale | null;
  /** What the page does not decide, the chat's settings do. */
  theme: Theme | null;
  side: "left" | "right" | null;
  offset: { x: number | null; y: number | null };
  layer: number;
  nonce: string;
  context: Record<string, string>;
  emit(name: string, detail?: unknown): void;
  /** The preview brings its own page and look instead of asking the server. */
  app?: string;
  config?: Partial<LauncherConfig>;
}

const WORDS = {
  ru: { open: "Открыть чат", close: "Закрыть чат", unread: "непрочитанных", frame: "Чат" },
  en: { open: "Open chat", close: "Close chat", unread: "unread", frame: "Chat" },
};
const PHONE = "(max-width: 480px), (max-height: 420px)";

export class Dock {
  #options: Options;
  #host = el("div", { "data-samovar": true });
  #shadow = this.#host.attachShadow({ mode: "open" });
  #launcher = el("button", { type: "button", class: "launcher", "aria-expanded": "false", "aria-controls": "panel" });
  #text = el("span", { class: "text" });
  #badge = el("span", { class: "badge", hidden: true, "aria-hidden": "true" });
  #panel = el("div", { class: "panel", id: "panel", role: "dialog" });
  #frame: HTMLIFrameElement | null = null;
  #port: MessagePort | null = null;
  #storage = bestStorage();
  #prefix: string;
  #shape: Shape;
  #isOpen = false;
  /** Opened by the visitor: only then the chat takes the focus. */
  #isAsked = false;
  #isGone = false;
  #unread = 0;
  #config: Partial<LauncherConfig> = {};
  #jwt: string | null = null;
  #watch: MutationObserver;
  #inert: Element[] = [];
  #stop = new AbortController();
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#prefix = `samovar:${options.key}:`;
    const container = options.container ? document.querySelector(options.container) : null;
    this.#shape = container ? "inline" : "panel";
    this.#dress();
    this.#panel.dataset.shape = this.#shape;
    this.#shadow.append(this.#panel);
    const signal = this.#stop.signal;
    if (container) {
      this.#isOpen = true;
      this.#panel.classList.add("open");
      container.append(this.#host);
      this.#load();
    } else {
      this.#launcher.append(icon(ICONS.chat, 30), icon(ICONS.down, 28), this.#text, this.#badge);
      this.#shadow.append(this.#launcher);
      document.body.append(this.#host);
      this.#launcher.addEventListener("click", () => this.toggle());
      for (const event of ["pointerenter", "focus"])
        this.#launcher.addEventListener(event, () => this.#load(), { once: true });
      addEventListener("keydown", (key) => key.key === "Escape" && this.#isOpen && this.close(), { signal });
    }
    if (options.config) this.dress(options.config);
    else void this.#ask();
    addEventListener(
      "storage",
      (event) => {
        if (!event.key?.startsWith(this.#prefix)) return;
        this.#port?.postMessage({ t: "kept", name: event.key.slice(this.#prefix.length), value: event.newValue });
      },
      { signal },
    );
    // Page swaps of Turbo, Astro and the like throw away what they did not draw: come back.
    this.#watch = new MutationObserver(() => {
      if (this.#shape === "panel" && !this.#isGone && !this.#host.isConnected) document.body.append(this.#host);
    });
    this.#watch.observe(document.documentElement, { childList: true });
    this.#watch.observe(document.body, { childList: true });
    this.#label();
  }

  toggle(): void {
    if (this.#isOpen) this.close();
    else this.open();
  }

  /** `isAsked`: by the visitor; else the focus is not taken from what somebody is typing. Did it open? */
  open(isAsked = true): boolean {
    if (this.#shape === "inline" || this.#isOpen || this.#isGone) return false;
    this.#isOpen = true;
    this.#isAsked = isAsked;
    this.#load();
    this.#show();
    if (isAsked) this.#frame?.focus();
    this.#options.emit("open");
    return true;
  }

  /** Once per visitor, never on a phone. */
  #unasked(): void {
    if (matchMedia(PHONE).matches || readAll(this.#storage, this.#prefix).o || !this.open(false)) return;
    this.#write("o", "1");
  }

  close(): void {
    if (this.#shape === "inline" || !this.#isOpen) return;
    this.#isOpen = false;
    this.#show();
    this.#launcher.focus();
    this.#options.emit("close");
  }

  identify(jwt: string): void {
    this.#jwt = jwt;
    this.#say({ t: "identify", jwt });
  }

  setContext(context: Record<string, string>): void {
    this.#options.context = { ...this.#options.context, ...context };
    this.#say({ t: "context", context });
  }

  setLocale(locale: Locale): void {
    this.#options.locale = locale;
    this.#say({ t: "locale", locale });
    this.#label();
  }

  setTheme(theme: Theme): void {
    this.#options.theme = theme;
    this.#say({ t: "theme", theme });
    set(this.#panel, "data-theme", theme);
  }

  /** The visitor logged out of the site: the next one on this device must not see the dialogue. */
  reset(): void {
    this.#jwt = null;
    if (this.#port) this.#say({ t: "reset" });
    else for (const name of Object.keys(readAll(this.#storage, this.#prefix))) this.#write(name, null);
    this.#badgeOf(0);
  }

  destroy(): void {
    this.#isGone = true;
    clearTimeout(this.#later);
    this.#stop.abort();
    this.#watch.disconnect();
    this.#port?.close();
    this.#free();
    this.#host.remove();
  }

  #say(message: ToApp): void {
    this.#port?.postMessage(message);
  }

  /** The one request before the chat is opened: how the launcher looks, and whether this page may show it at all. */
  async #ask(): Promise<void> {
    try {
      const { base, key, locale } = this.#options;
      const query = new URLSearchParams({ key, ...(locale ? { locale } : {}) });
      const reply = await fetch(`${base}/w/v1/config?${query}`, { credentials: "omit" });
      if (reply.status === 403 || reply.status === 404) {
        console.warn(`Samovar: the chat is not allowed on ${location.origin}; add it to the widget's allowed sites`);
        this.destroy();
        return;
      }
      const config = (await reply.json()) as LauncherConfig;
      this.dress(config);
      if (config.open_after_seconds > 0)
        this.#later = setTimeout(() => this.#unasked(), config.open_after_seconds * 1000);
      if (config.open_on_exit)
        document.documentElement.addEventListener("mouseleave", (event) => event.clientY <= 0 && this.#unasked(), {
          signal: this.#stop.signal,
        });
    } catch {
      // The server is away: the launcher shows in its usual colour, and the app says that there is no connection.
      this.#launcher.classList.add("shown");
    }
    // Somebody who has talked to us before wants to see the answer without opening the chat.
    if (readAll(this.#storage, this.#prefix).v) {
      const later = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 1500));
      later(() => this.#load());
    }
  }

  /** Takes on a look: the settings', and over them what the page itself has decided. */
  dress(config: Partial<LauncherConfig>): void {
    this.#config = config;
    const { side, offset, theme } = this.#options;
    const style = this.#host.style;
    this.#host.dataset.side = side ?? config.position ?? "right";
    style.setProperty("--samovar-x", `${offset.x ?? config.offset_x ?? 20}px`);
    style.setProperty("--samovar-y", `${offset.y ?? config.offset_y ?? 20}px`);
    style.setProperty("--samovar-r", `${config.radius ?? 18}px`);
    this.#launcher.dataset.font = config.font ?? "system";
    this.#text.textContent = config.label ?? "";
    set(this.#text, "hidden", !config.label);
    if (config.color) style.setProperty("--samovar-brand", config.color);
    if (config.ink) style.setProperty("--samovar-ink", config.ink);
    this.#options.locale ??= config.locale ?? null;
    this.#label();
    if (!theme) {
      set(this.#panel, "data-theme", config.theme ?? "auto");
      this.#say({ t: "theme", theme: config.theme ?? "auto" });
    }
    this.#launcher.classList.add("shown");
  }

  #load(): void {
    if (this.#frame || this.#isGone) return;
    const { base, key } = this.#options;
    const frame = el("iframe", {
      title: WORDS[this.#options.locale ?? "ru"].frame,
      src: this.#options.app ?? `${base}/w/v1/app/${encodeURIComponent(key)}`,
      allow: "clipboard-write",
      referrerpolicy: "origin",
    });
    // Every load is a fresh app: a page swap that moves the frame loads it again.
    frame.addEventListener("load", () => this.#greet(frame));
    this.#frame = frame;
    this.#panel.append(frame);
  }

  #greet(frame: HTMLIFrameElement): void {
    this.#port?.close();
    const channel = new MessageChannel();
    this.#port = channel.port1;
    channel.port1.onmessage = (event: MessageEvent<ToHost>) => this.#hear(event.data);
    const start: Start = {
      t: HELLO,
      key: this.#options.key,
      shape: this.#shape,
      is_open: this.#isOpen,
      is_asked: this.#isAsked,
      locale: this.#options.locale,
      theme: this.#options.theme ?? this.#config.theme ?? null,
      page: { url: address(location.href), title: document.title.slice(0, 200), referrer: address(document.referrer) },
      context: this.#options.context,
      jwt: this.#jwt,
      kept: readAll(this.#storage, this.#prefix),
    };
    frame.contentWindow?.postMessage(start, this.#options.base, [channel.port2]);
  }

  #hear(message: ToHost): void {
    if (message.t === "keep") {
      this.#write(message.name, message.value);
    } else if (message.t === "unread") {
      this.#badgeOf(message.count);
    } else if (message.t === "close") {
      this.close();
    } else if (message.t === "ready") {
      this.#options.emit("ready");
    } else if (message.t === "event") {
      const { from } = (message.detail ?? {}) as { from?: string };
      if (message.name === "message" && from !== "user") this.#chime();
      this.#options.emit(message.name, message.detail);
    } else if (message.t === "gone") {
      if (!this.#isOpen) this.destroy();
      this.#options.emit("error", { code: "unavailable" });
    }
  }

  #write(name: string, value: string | null): void {
    write(this.#storage, this.#prefix + name, value);
  }

  /** Two soft notes, if the owner wants them and nobody is looking. */
  #chime(): void {
    if (!this.#config.sound || (this.#isOpen && document.hasFocus())) return;
    try {
      const audio = new AudioContext();
      const volume = audio.createGain();
      const tone = audio.createOscillator();
      tone.frequency.setValueAtTime(660, 0);
      tone.frequency.setValueAtTime(880, 0.12);
      volume.gain.setValueAtTime(0.06, 0);
      volume.gain.exponentialRampToValueAtTime(0.0001, 0.4);
      tone.connect(volume).connect(audio.destination);
      tone.start();
      tone.stop(0.4);
      tone.onended = () => void audio.close();
    } catch {
      // No sound without a gesture on the page first: the badge is enough.
    }
  }

  #badgeOf(count: number): void {
    if (count === this.#unread) return;
    this.#unread = count;
    // The page may change its title meanwhile: only our own mark is taken away.
    const title = document.title.replace(/^\(\d+\) /, "");
    document.title = count > 0 ? `(${count}) ${title}` : title;
    this.#badge.textContent = count > 9 ? "9+" : String(count);
    set(this.#badge, "hidden", count === 0);
    this.#label();
    this.#options.emit("unread", count);
  }

  #label(): void {
    const words = WORDS[this.#options.locale ?? "ru"];
    const unread = this.#unread > 0 ? `, ${this.#unread} ${words.unread}` : "";
    // Speech control users say what they see, so a visible label leads.
    const label = this.#config.label ? `${this.#config.label}: ` : "";
    set(this.#launcher, "aria-label", label + (this.#isOpen ? words.close : words.open + unread));
    set(this.#panel, "aria-label", words.frame);
    if (this.#frame) set(this.#frame, "title", words.frame);
  }

  #show(): void {
    this.#panel.classList.toggle("open", this.#isOpen);
    this.#launcher.classList.toggle("open", this.#isOpen);
    set(this.#launcher, "aria-expanded", String(this.#isOpen));
    this.#say({ t: "open", is_open: this.#isOpen, is_asked: this.#isAsked });
    this.#label();
    this.#free();
    // On a phone the chat covers the page: the page behind it must not be reachable.
    if (this.#isOpen && matchMedia(PHONE).matches) {
      set(this.#panel, "aria-modal", "true");
      for (const element of document.body.children) {
        if (element === this.#host || element.hasAttribute("inert")) continue;
        element.setAttribute("inert", "");
        this.#inert.push(element);
      }
      document.documentElement.style.setProperty("overflow", "hidden");
    }
  }

  #free(): void {
    set(this.#panel, "aria-modal", null);
    for (const element of this.#inert) element.removeAttribute("inert");
    if (this.#inert.length > 0) document.documentElement.style.removeProperty("overflow");
    this.#inert = [];
  }

  #dress(): void {
    const { side, offset, layer, theme, nonce } = this.#options;
    this.#host.dataset.side = side ?? "right";
    set(this.#panel, "data-theme", theme ?? "auto");
    const known = { x: `${offset.x ?? 20}px`, y: `${offset.y ?? 20}px`, layer: String(layer) };
    for (const [name, value] of Object.entries(known)) this.#host.style.setProperty(`--samovar-${name}`, value);
    try {
      // Constructed sheets pass any content security policy.
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      this.#shadow.adoptedStyleSheets = [sheet];
    } catch {
      this.#shadow.append(el("style", { nonce: nonce || null }, STYLE));
    }
  }
}
