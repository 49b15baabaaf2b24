// Starts the chat: in a frame it waits for the host page's private port, on its own page it starts by itself.

import { HELLO, type Start, type ToApp, type ToHost } from "../bridge";
import { Chat } from "./chat";
import { bestStorage, MirroredKeep, readAll, write } from "./keep";
import { server } from "./server";
import { guessLocale } from "./words";
import "./app.css";

const root = document.getElementById("app");
const meta = (name: string) => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";

/** May a page of this origin talk to us? The browser already enforces frame-ancestors; this is the second lock. */
function isAllowed(origin: string): boolean {
  if (origin === location.origin) return true;
  return meta("samovar-origins")
    .split(" ")
    .some((allowed) => {
      const star = allowed.indexOf("//*.");
      if (star < 0) return allowed === origin;
      return origin.startsWith(allowed.slice(0, star + 2)) && origin.endsWith(allowed.slice(star + 3));
    });
}

function inFrame(host: Window): void {
  let isTaken = false;
  addEventListener("message", (event: MessageEvent<Start>) => {
    const port = event.ports[0];
    if (isTaken || !root || !port || event.source !== host || event.data?.t !== HELLO || !isAllowed(event.origin))
      return;
    isTaken = true;
    const tell = (message: ToHost) => port.postMessage(message);
    const keep = new MirroredKeep(event.data.kept, (name, value) => tell({ t: "keep", name, value }));
    const chat = new Chat(root, event.data, keep, tell, server);
    port.onmessage = (word: MessageEvent<ToApp | { t: "kept"; name: string; value: string | null }>) => {
      if (word.data.t === "kept") chat.elsewhere(word.data.name, word.data.value);
      else chat.hear(word.data);
    };
    addEventListener("keydown", (key) => {
      if (key.key === "Escape" && !key.isComposing) tell({ t: "close" });
    });
  });
}

function onOwnPage(): void {
  if (!root) return;
  const key = meta("samovar-key");
  const prefix = `samovar:${key}:`;
  const storage = bestStorage();
  const keep = new MirroredKeep(readAll(storage, prefix), (name, value) => write(storage, prefix + name, value));
  const chat = new Chat(
    root,
    {
      t: HELLO,
      key,
      shape: "page",
      is_open: true,
      is_asked: true,
      locale: guessLocaleOrNone(),
      theme: "auto",
      page: { url: location.origin + location.pathname, title: document.title, referrer: "" },
      context: {},
      jwt: null,
      kept: {},
    },
    keep,
    () => undefined,
    server,
  );
  addEventListener("storage", (event) => {
    if (event.key?.startsWith(prefix)) chat.elsewhere(event.key.slice(prefix.length), event.newValue);
  });
}

function guessLocaleOrNone(): Start["locale"] {
  const asked = new URLSearchParams(location.search).get("lang");
  return asked ? guessLocale(asked) : null;
}

if (window.parent === window) onOwnPage();
else inFrame(window.parent);
