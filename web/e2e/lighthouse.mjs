// Checks pages against thresholds with Lighthouse as a mobile phone sees them: `node lighthouse.mjs URL…`. Without addresses
// it starts a demo server and checks the booking page. A missing category is not judged (`seo` of a page that hides itself).

import { mkdirSync, writeFileSync } from "node:fs";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { Server } from "./server.mjs";

const LEAST = { performance: 95, accessibility: 100, "best-practices": 95, seo: 90 };
const reports = new URL("./shots/lighthouse/", import.meta.url).pathname;
mkdirSync(reports, { recursive: true });
let server = null;
let urls = process.argv.slice(2);
if (urls.length === 0) {
  server = new Server();
  await server.start();
  urls = [server.hello.page.replace("/f/", "/book/")];
}
const chrome = await launch({
  chromePath: process.env.CHROME_PATH ?? "/usr/bin/chromium",
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"],
});
let failures = 0;
for (const url of urls) {
  const { lhr } = await lighthouse(url, { port: chrome.port, logLevel: "error", onlyCategories: Object.keys(LEAST) });
  const scores = Object.values(lhr.categories).map(({ id, score }) => [id, Math.round((score ?? 0) * 100)]);
  console.log(url, Object.fromEntries(scores));
  writeFileSync(`${reports}${new URL(url).pathname.replaceAll("/", "_")}.json`, JSON.stringify(lhr, null, 1));
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
