// loader.js: the one script on the host page. Takes commands (also those queued before it arrived), draws the
// launcher, and brings the app in a frame when it is needed. It holds no message and shows no text of a dialogue.

import { guessLocale } from "../app/words";
import type { Locale, Theme } from "../bridge";
import { Dock, type Options } from "./dock";

type Call = [name: string, ...rest: unknown[]];
type Api = ((...call: Call) => void) & { q?: ArrayLike<unknown>[]; isLoaded?: boolean };

const script = (document.currentScript ??
  document.querySelector('script[src*="/w/v1/loader.js"]')) as HTMLScriptElement | null;
const base = script ? new URL(script.src, location.href).origin : location.origin;
const listeners = new Map<string, Set<(detail?: unknown) => void>>();
let dock: Dock | null = null;

function emit(name: string, detail?: unknown): void {
  for (const listener of listeners.get(name) ?? []) {
    try {
      listener(detail);
    } catch (fault) {
      // A fault in the page's own listener must not stop the chat.
      console.error(fault);
    }
  }
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function theme(value: unknown): Theme | null {
  return value === "light" || value === "dark" || value === "auto" ? value : null;
}

function side(value: unknown): "left" | "right" | null {
  return value === "left" || value === "right" ? value : null;
}

function pixels(value: unknown): number | null {
  return Number.isFinite(Number(value ?? Number.NaN)) ? Number(value) : null;
}

function locale(value: unknown): Locale | null {
  return text(value) ? guessLocale(text(value)) : null;
}

function strings(value: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, entry] of Object.entries(value ?? {}))
    if (["string", "number", "boolean"].includes(typeof entry)) found[name.slice(0, 64)] = String(entry).slice(0, 512);
  return found;
}

function boot(given: Record<string, unknown>): void {
  if (dock) return;
  const data = script?.dataset ?? {};
  const key = text(given.key) ?? data.key ?? null;
  if (!key) {
    console.error("Samovar: the widget key is missing (data-key on the script or boot({key}))");
    return;
  }
  const options: Options = {
    base,
    key,
    container: text(given.container) ?? data.container ?? null,
    locale: locale(given.locale ?? data.locale) ?? locale(document.documentElement.lang),
    theme: theme(given.theme ?? data.theme),
    side: side(given.position ?? data.position),
    offset: { x: pixels(given.offsetX), y: pixels(given.offsetY) },
    layer: Number(given.zIndex ?? 2147483000) || 0,
    nonce: script?.nonce ?? "",
    context: strings(given.context),
    emit,
  };
  const isOpen = given.open === true;
  const start = () => {
    dock = dock ?? new Dock(options);
    if (isOpen) dock.open(false);
  };
  // An inline part of the page is wanted at once; a launcher may wait until the page has done its own work.
  if (options.container || document.readyState !== "loading") start();
  else addEventListener("DOMContentLoaded", start, { once: true });
}

const commands: Record<string, (...rest: unknown[]) => void> = {
  boot: (given) => boot((given ?? {}) as Record<string, unknown>),
  open: () => dock?.open(),
  close: () => dock?.close(),
  toggle: () => dock?.toggle(),
  identify: (given) => {
    const jwt = text((given as { jwt?: unknown } | null)?.jwt);
    if (jwt) dock?.identify(jwt);
  },
  setContext: (given) => dock?.setContext(strings(given)),
  setLocale: (given) => dock?.setLocale(guessLocale(text(given))),
  setTheme: (given) => dock?.setTheme(theme(given) ?? "auto"),
  reset: () => dock?.reset(),
  destroy: () => {
    dock?.destroy();
    dock = null;
  },
  on: (name, listener) => {
    if (typeof name !== "string" || typeof listener !== "function") return;
    const known = listeners.get(name) ?? new Set();
    known.add(listener as (detail?: unknown) => void);
    listeners.set(name, known);
  },
};

const waiting = (window as unknown as { Samovar?: Api }).Samovar;
if (!waiting?.isLoaded) {
  const api: Api = (name, ...rest) => {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command) command(...rest);
    else console.warn(`Samovar: no command ${name}`);
  };
  api.isLoaded = true;
  (window as unknown as { Samovar: Api }).Samovar = api;
  const queued = Array.from(waiting?.q ?? [], (call) => Array.from(call) as Call);
  // Listeners first, so that nobody misses `ready`; then boot, wherever it stood in the queue.
  const order = (call: Call) => (call[0] === "on" ? 0 : call[0] === "boot" ? 1 : 2);
  queued.sort((a, b) => order(a) - order(b));
  if (script?.dataset.key && !queued.some((call) => call[0] === "boot")) {
    const at = queued.findIndex((call) => order(call) === 2);
    queued.splice(at < 0 ? queued.length : at, 0, ["boot"]);
  }
  for (const call of queued) api(...call);
}
