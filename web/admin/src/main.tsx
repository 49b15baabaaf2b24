// The first thing that runs: the light screens for people who are not signed in, or the app itself.

const isPublic = /^\/app\/(login|register|forgot|reset|invite)\/?$/.test(location.pathname);
if (isPublic) await import("./features/access/entry");
else {
  // First of all: styles count in the order they were asked for, and those of the app stand below those of its screens.
  const styles = import("./styles");
  const app = import("./start");
  // The frame and the screen come together with the app, not when it has found out that it wants them.
  void import("./shell/shell").catch(() => {});
  if (location.pathname.startsWith("/app/inbox")) void import("./features/inbox").catch(() => {});
  await (await app).start(styles);
}

export {};
