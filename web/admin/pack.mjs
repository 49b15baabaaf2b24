// After the build: brotli variants beside every file, and the promise of the first load's size, kept by force.

import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const MOST = 350_000;
const dist = new URL("./dist/", import.meta.url).pathname;
const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter(
  (name) => statSync(join(dist, name)).isFile() && !name.endsWith(".br"),
);

for (const name of files) {
  if (![".js", ".css", ".html", ".svg", ".json", ".webmanifest"].includes(extname(name))) continue;
  const bytes = readFileSync(join(dist, name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 10 };
  writeFileSync(join(dist, `${name}.br`), brotliCompressSync(bytes, { params }));
}

/** A script and all it imports before it can run. */
function withImports(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  const text = readFileSync(join(dist, name), "utf8");
  for (const match of text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) withImports(`assets/${match[1]}`, seen);
  return seen;
}

const page = readFileSync(join(dist, "index.html"), "utf8");
const named = [...page.matchAll(/(?:src|href)="\/app\/(assets\/[^"]+\.js)"/g)].map((match) => match[1]);
// The page starts either the app or a public screen; the app is the heavier.
named.push(...files.filter((name) => /^assets\/start-[^/]+\.js$/.test(name)));
const first = new Set(named.flatMap((name) => [...withImports(name)]));
const weigh = (name) => gzipSync(readFileSync(join(dist, name)), { level: 9 }).length;
const size = [...first].reduce((sum, name) => sum + weigh(name), 0);
console.log(`first load ${(size / 1000).toFixed(1)} kB of JavaScript gzipped in ${first.size} files`);
if (size > MOST) {
  console.error(`the first load is over ${MOST / 1000} kB gzipped`);
  process.exit(1);
}
