// The service worker: the app's own files from the cache, so that it opens without a network, and pushed notices.
// It never answers for the API: what was seen last is kept by `offline.ts`, as data, not as copies of answers.

/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] };

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
registerRoute(new NavigationRoute(createHandlerBoundToURL("/app/index.html"), { allowlist: [/^\/app(\/|$)/] }));

// A new version waits until the person agrees: nobody's half-written answer is reloaded away.
self.addEventListener("message", (event) => {
  if (event.data?.type === "SKIP_WAITING") void self.skipWaiting();
});

/** What the server pushes; texts are already in the person's language. */
interface Notice {
  title: string;
  body: string;
  /** An address of the app. */
  url: string;
  /** A newer notice with the same tag replaces this one. */
  tag?: string;
}

self.addEventListener("push", (event) => {
  let notice: Notice;
  try {
    notice = event.data?.json();
  } catch {
    return;
  }
  event.waitUntil(
    self.registration.showNotification(notice.title, {
      body: notice.body,
      tag: notice.tag,
      icon: "/app/icon-192.png",
      badge: "/app/badge-96.png",
      data: { url: notice.url },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const wanted = new URL(event.notification.data?.url ?? "/app/inbox", self.location.origin);
  // Only our own screens, whatever the notice says.
  const url =
    wanted.origin === self.location.origin && wanted.pathname.startsWith("/app/") ? wanted.href : "/app/inbox";
  event.waitUntil(
    (async () => {
      const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
      const open = windows.find((client) => new URL(client.url).pathname.startsWith("/app"));
      if (!open) return void (await self.clients.openWindow(url));
      await open.focus();
      open.postMessage({ type: "go", url });
    })(),
  );
});
