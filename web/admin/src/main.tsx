// The first thing that runs: the light screens for people who are not signed in, or the app itself.

const isPublic = /^\/app\/(login|register|forgot|reset|invite)\/?$/.test(location.pathname);
await (isPublic ? import("./features/access/entry") : import("./start"));

export {};
