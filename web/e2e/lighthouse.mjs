// Checks pages against thresholds with Lighthouse, as a mobile phone and as a desk see them: `node lighthouse.mjs URL…`.
// Without addresses it starts a demo server and checks the booking page and the way into the app.

import { mkdirSync, writeFileSync } from "node:fs";
import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";
import { Server } from "./server.mjs";

const LEAST = { performance: 90, accessibility: 95, "best-practices": 95 };
const reports = new URL("./shots/lighthouse/", import.meta.url).pathname;
mkdirSync(reports, { recursive: true });
let server = null;
let urls = process.argv.slice(2);
if (urls.length === 0) {
  server = new Server();
  await server.start();
  urls = [server.hello.page.replace("/f/", "/book/"), `${server.url}/app/login`];
}
const chrome = await launch({
  chromePath: process.env.CHROME_PATH ?? "/usr/bin/chromium",
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"],
});
let failures = 0;
const seconds = (lhr, audit) => `${(lhr.audits[audit].numericValue / 1000).toFixed(1)} s`;
const looks = urls.flatMap((url) => [
  { url, look: "phone", config: undefined },
  { url, look: "desk", config: desktopConfig },
]);
for (const { url, look, config } of looks) {
  const flags = { port: chrome.port, logLevel: "error", onlyCategories: Object.keys(LEAST) };
  const { lhr } = await lighthouse(url, flags, config);
  const scores = Object.values(lhr.categories).map(({ id, score }) => [id, Math.round((score ?? 0) * 100)]);
  const { pathname } = new URL(url);
  console.log(
    `${pathname} ${look}: ${scores.map((pair) => pair.join(" ")).join(", ")}; first paint ${seconds(lhr, "first-contentful-paint")}, largest ${seconds(lhr, "largest-contentful-paint")}, blocked ${Math.round(lhr.audits["total-blocking-time"].numericValue)} ms`,
  );
  writeFileSync(`${reports}${pathname.replaceAll("/", "_")}-${look}.json`, JSON.stringify(lhr, null, 1));
  for (const [id, score] of scores)
    if (score < LEAST[id]) {
      failures += 1;
      const weak = lhr.categories[id].auditRefs
        .map(({ id: audit }) => lhr.audits[audit])
        .filter((audit) => audit.score !== null && audit.score < 0.9);
      console.log(
        `  ${id} is ${score}, at least ${LEAST[id]}:`,
        weak.map((audit) => `${audit.title} ${audit.displayValue ?? ""}`).join("; "),
      );
    }
}
await chrome.kill();
await server?.remove();
process.exit(failures === 0 ? 0 : 1);
