// After the build: brotli variants beside every file, and the promise of the widget's size, kept by force.

import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dist = new URL("./dist/", import.meta.url).pathname;
const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter(
  (name) => statSync(join(dist, name)).isFile() && !name.endsWith(".br"),
);

for (const name of files) {
  if (![".js", ".css", ".html", ".svg", ".json"].includes(extname(name))) continue;
  const bytes = readFileSync(join(dist, name));
  writeFileSync(
    join(dist, `${name}.br`),
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  );
}

/** What a visitor downloads to chat: the files the app's page names, and the page itself. */
const page = readFileSync(join(dist, "app.html"), "utf8");
const named = [...page.matchAll(/(?:src|href)="\/w\/v1\/([^"]+)"/g)].map((match) => match[1]);
const imported = named
  .filter((name) => name.endsWith(".js"))
  .flatMap((name) =>
    [...readFileSync(join(dist, name), "utf8").matchAll(/from\s*"\.\/([^"]+)"/g)].map((match) => `assets/${match[1]}`),
  );
const weigh = (name) => gzipSync(readFileSync(join(dist, name)), { level: 9 }).length;
const loader = weigh("loader.js");
const app = [...new Set([...named, ...imported])].map(weigh).reduce((sum, size) => sum + size, weigh("app.html"));
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
console.log(`loader ${kb(loader)}, app ${kb(app)}, together ${kb(loader + app)} gzipped`);
if (loader > 10_000 || loader + app > 20_000) {
  console.error("the widget is over its size: loader 10 kB, loader and app 20 kB gzipped");
  process.exit(1);
}
