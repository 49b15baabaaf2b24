// The first thing that runs: the light screens for people who are not signed in, or the app itself.

const isPublic = /^\/app\/(login|register|forgot|reset|invite)\/?$/.test(location.pathname);
// First of all: styles count in the order they were asked for, and those of the app stand below those of its screens.
const app = isPublic ? import("./features/access/entry") : import("./start");
if (!isPublic) {
  // The frame and the screen come together with the app, not when it has found out that it wants them.
  void import("./shell/shell").catch(() => {});
  if (location.pathname.startsWith("/app/inbox")) void import("./features/inbox").catch(() => {});
}
await app;

export {};
