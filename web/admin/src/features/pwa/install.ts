// Registers the service worker, tells when a new version waits, and keeps the browser's offer to install the app.

import type { Workbox } from "workbox-window";

/** Chromium's offer; other browsers install from their own menu. */
interface InstallOffer extends Event {
  prompt(): Promise<{ outcome: "accepted" | "dismissed" }>;
}

let offer: InstallOffer | undefined;
let workbox: Workbox | undefined;
let isWaiting = false;
const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};

export const pwa = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  canInstall: () => offer !== undefined,
  hasUpdate: () => isWaiting,
  async install(): Promise<void> {
    await offer?.prompt();
    offer = undefined;
    tell();
  },
  /** Reloads every tab into the new version. */
  update(): void {
    workbox?.addEventListener("controlling", () => location.reload());
    workbox?.messageSkipWaiting();
  },
};

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event as InstallOffer;
  tell();
});
addEventListener("appinstalled", () => {
  offer = undefined;
  tell();
});

/** Looks for a new version this often while the app stays open. */
const LOOK_MS = 30 * 60_000;

export async function startWorker(go: (path: string) => void): Promise<void> {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  const { Workbox } = await import("workbox-window");
  workbox = new Workbox("/app/sw.js", { scope: "/app/" });
  workbox.addEventListener("waiting", () => {
    isWaiting = true;
    tell();
  });
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data?.type === "go") go(new URL(event.data.url).href.replace(`${location.origin}/app`, "") || "/");
  });
  // It waits for the end of the loading by itself, also when that has been before.
  void workbox.register();
  setInterval(() => void workbox?.update(), LOOK_MS);
}
