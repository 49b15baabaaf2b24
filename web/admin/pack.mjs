// After the build: brotli variants beside every file, and the promises of what the first looks weigh, kept by force.

import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** What somebody waits for: the scripts of the first look at a place, and how much they may weigh. */
const LOOKS = [
  { name: "the door", scripts: ["index", "entry", "login"], most: 135_000 },
  { name: "the inbox", scripts: ["index", "start", "shell", "inbox"], most: 350_000 },
];
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

const weigh = (name) => gzipSync(readFileSync(join(dist, name)), { level: 9 }).length;
const page = readFileSync(join(dist, "index.html"), "utf8");
let isOver = false;
for (const { name, scripts, most } of LOOKS) {
  const first = scripts.map((script) => {
    const found = files.filter((file) => new RegExp(`^assets/${script}-[^/]{8}\\.js$`).test(file));
    // The page names its own; other pages' entries are called index too.
    const own = found.find((file) => script !== "index" || page.includes(file));
    if (!own) throw new Error(`no ${script} among the files`);
    return own;
  });
  const all = new Set(first.flatMap((file) => [...withImports(file)]));
  const size = [...all].reduce((sum, file) => sum + weigh(file), 0);
  console.log(`first look at ${name}: ${(size / 1000).toFixed(1)} kB of JavaScript gzipped in ${all.size} files`);
  if (size <= most) continue;
  isOver = true;
  console.error(`more than ${most / 1000} kB`);
}
if (isOver) process.exit(1);
