// After the build: brotli variants beside every file, and the promise of the page's size, kept by force.

import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const MOST = { ".js": 25_000, ".css": 6_000 };
const dist = new URL("./dist/", import.meta.url).pathname;
const sums = { ".js": 0, ".css": 0 };
for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
  const kind = extname(name);
  if (!statSync(join(dist, name)).isFile() || ![".js", ".css"].includes(kind)) continue;
  const bytes = readFileSync(join(dist, name));
  sums[kind] += gzipSync(bytes, { level: 9 }).length;
  const packed = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  writeFileSync(join(dist, `${name}.br`), packed);
}
console.log(`scripts ${(sums[".js"] / 1000).toFixed(1)} kB, styles ${(sums[".css"] / 1000).toFixed(1)} kB gzipped`);
for (const [kind, most] of Object.entries(MOST))
  if (sums[kind] > most) {
    console.error(`the booking page is over its size: ${kind} at most ${most / 1000} kB gzipped`);
    process.exit(1);
  }
