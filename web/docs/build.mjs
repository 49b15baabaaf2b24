// Builds the offline page of API documentation: Scalar's own single file, our page around it, brotli beside both.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const here = new URL("./", import.meta.url).pathname;
const dist = join(here, "dist");
const entry = createRequire(import.meta.url).resolve("@scalar/api-reference");
const scalar = readFileSync(join(dirname(entry), "browser", "standalone.js"));

function put(name, bytes) {
  writeFileSync(join(dist, name), bytes);
  const quality = bytes.length > 1_000_000 ? 9 : 11;
  writeFileSync(
    join(dist, `${name}.br`),
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }),
  );
}

function hashed(name, bytes) {
  const [stem, ending] = [name.slice(0, name.lastIndexOf(".")), name.slice(name.lastIndexOf("."))];
  const file = `assets/${stem}-${createHash("sha256").update(bytes).digest("base64url").slice(0, 8)}${ending}`;
  put(file, bytes);
  return `/docs/${file}`;
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, "assets"), { recursive: true });
const library = hashed("scalar.js", scalar);
const start = hashed("start.js", readFileSync(join(here, "start.js")));
const page = readFileSync(join(here, "index.html"), "utf8").replace("%SCALAR%", library).replace("%START%", start);
put("index.html", Buffer.from(page));
console.log(`docs: ${library}`);
