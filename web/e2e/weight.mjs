// The inbox under weight: ten thousand conversations and one of five thousand messages, written straight into the
// database by `crowd` (crates/testkit). Scrolls both from end to end with a wheel while the page counts its long tasks
// and frames, and times how soon the inbox can be used by somebody on a slower line with a slower machine.
//
// Figures count with a release binary; with any other they are printed only. CROWD_BIN names a built `crowd`.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { Server } from "./server.mjs";

const CONVERSATIONS = 10_000;
const MESSAGES = 5_000;
const MOST_TASK_MS = 100;
const MOST_READY_MS = 1_500;
const root = new URL("../../", import.meta.url).pathname;
const shots = new URL("./shots/weight/", import.meta.url).pathname;
mkdirSync(shots, { recursive: true });

function crowd(file) {
  const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
  const built = [process.env.CROWD_BIN, join(target, "release/crowd"), join(target, "debug/crowd")].find(
    (path) => path && existsSync(path),
  );
  const [command, ...first] = built
    ? [built]
    : ["cargo", "run", "--quiet", "-p", "samovar-testkit", "--bin", "crowd", "--"];
  const args = [...first, file, String(CONVERSATIONS), String(MESSAGES)];
  return execFileSync(command, args, { cwd: root, encoding: "utf8" }).trim();
}

const server = new Server();
await server.start();
await server.kill();
const long = crowd(join(server.data, "samovar.db"));
await server.start();
const isJudged = server.isRelease;
if (!isJudged) console.log("not a release binary: the figures are printed, not judged\n");
const judge = (holds, text) => {
  if (isJudged) assert.ok(holds, text);
  else if (!holds) console.log(`     ${text}`);
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
const reply = await fetch(`${server.url}/api/v1/auth/login`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ email: server.hello.login, password: server.hello.password }),
});
const cookies = reply.headers.getSetCookie().map((line) => {
  const [pair] = line.split(";");
  const at = pair.indexOf("=");
  return { name: pair.slice(0, at), value: pair.slice(at + 1), url: server.url };
});

async function open() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "ru-RU" });
  await context.addCookies(cookies);
  await context.addInitScript(() => {
    globalThis.tasks = [];
    globalThis.frames = [];
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) globalThis.tasks.push({ startTime, duration });
    }).observe({ type: "longtask", buffered: true });
    let last = 0;
    const frame = (at) => {
      if (last) globalThis.frames.push(at - last);
      last = at;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    // Usable: the first row can take the focus, the search can take letters, and the page has come to rest enough to answer.
    const look = new MutationObserver(() => {
      const row = document.querySelector("[data-row][tabindex='0']");
      const search = document.querySelector("[data-search]:not(:disabled)");
      if (!row || !search) return;
      look.disconnect();
      requestAnimationFrame(() =>
        setTimeout(() => {
          globalThis.readyAt = performance.now();
        }),
      );
    });
    look.observe(document, { subtree: true, childList: true, attributes: true });
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  return page;
}

/** Long tasks and frames while something is done. */
async function watched(page, what, act) {
  await page.waitForTimeout(400);
  await page.evaluate(() => {
    globalThis.tasks.length = 0;
    globalThis.frames.length = 0;
  });
  const began = performance.now();
  const told = await act();
  const seconds = (performance.now() - began) / 1000;
  await page.waitForTimeout(400);
  const { tasks, frames } = await page.evaluate(() => ({ tasks: globalThis.tasks, frames: globalThis.frames }));
  const longest = Math.max(0, ...tasks.map(({ duration }) => duration));
  frames.sort((a, b) => a - b);
  const at = (share) => frames[Math.floor(frames.length * share)] ?? 0;
  console.log(
    `${what}: ${told} in ${seconds.toFixed(0)} s; longest task ${longest.toFixed(0)} ms, ${tasks.length} over 50 ms; frames p50 ${at(0.5).toFixed(0)}, p95 ${at(0.95).toFixed(0)}, p99 ${at(0.99).toFixed(0)} ms`,
  );
  return longest;
}

async function throttle(page, rate) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate });
  return devtools;
}

async function scrollsList(page) {
  await page.mouse.move(300, 500);
  const state = () =>
    page.evaluate(() => {
      const view = document.querySelector("[data-list]");
      const last = [...view.querySelectorAll("li")].at(-1);
      return {
        top: view.scrollTop,
        isEnd: view.scrollTop + view.clientHeight > view.scrollHeight - 4 && last?.ariaSetSize !== "-1",
        last: Number(last?.ariaPosInSet),
        drawn: view.querySelectorAll("li").length,
      };
    });
  let now = await state();
  let drawn = 0;
  for (const end = Date.now() + 150_000; !now.isEnd && Date.now() < end; now = await state()) {
    for (let turn = 0; turn < 4; turn += 1) await page.mouse.wheel(0, 1_600);
    drawn = Math.max(drawn, now.drawn);
  }
  assert.ok(now.isEnd && now.last > CONVERSATIONS, `the list ended at row ${now.last}`);
  assert.ok(drawn < 60, `${drawn} rows drawn at once`);
  return `${now.last} conversations`;
}

async function scrollsThread(page) {
  await page.locator("[data-thread] li[data-index]").first().waitFor();
  const box = await page.locator("[data-thread]").boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const state = () =>
    page.evaluate(() => {
      const view = document.querySelector("[data-thread]");
      const rows = [...view.querySelectorAll("li[data-index]")];
      return {
        top: view.scrollTop,
        height: view.scrollHeight,
        drawn: rows.length,
        first: Number(rows[0]?.dataset.index),
      };
    });
  let now = await state();
  let drawn = 0;
  let still = 0;
  let height = 0;
  for (const end = Date.now() + 150_000; still < 25 && Date.now() < end; now = await state()) {
    for (let turn = 0; turn < 3; turn += 1) await page.mouse.wheel(0, -1_200);
    drawn = Math.max(drawn, now.drawn);
    still = now.top === 0 && now.first === 0 && now.height === height ? still + 1 : 0;
    height = now.height;
  }
  assert.equal(now.top, 0, "the top is reached");
  assert.ok(drawn < 80, `${drawn} rows drawn at once`);
  const count = await page.evaluate(async (id) => {
    const rows = document.querySelectorAll("[data-thread] li[data-index]");
    const page = await fetch(`/api/v1/conversations/${id}/messages?after=0&limit=1`).then((answer) => answer.json());
    const text = page[0].text;
    return [...rows].slice(0, 4).some((row) => row.textContent.includes(text))
      ? "to the first message"
      : "not to the first";
  }, long);
  assert.equal(count, "to the first message");
  return `${MESSAGES} messages, ${Math.round(height / 1000)} thousand px`;
}

for (const rate of process.env.PROOFS === "full" ? [1, 4] : [1]) {
  const slower = rate > 1 ? ` (processor ${rate} times slower)` : "";
  const page = await open();
  await page.goto(`${server.url}/app/inbox`);
  await page.locator("[data-row]").first().waitFor();
  await throttle(page, rate);
  const list = await watched(page, `list from end to end${slower}`, () => scrollsList(page));
  await page.screenshot({ path: join(shots, "list-end.png") });
  await page.goto(`${server.url}/app/inbox/${long}`);
  const thread = await watched(page, `conversation from end to start${slower}`, () => scrollsThread(page));
  await page.screenshot({ path: join(shots, "thread-start.png") });
  if (rate === 1) {
    judge(list <= MOST_TASK_MS, `a task of ${list.toFixed(0)} ms while the list is scrolled, at most ${MOST_TASK_MS}`);
    judge(thread <= MOST_TASK_MS, `a task of ${thread.toFixed(0)} ms while reading back, at most ${MOST_TASK_MS}`);
  }
  await page.context().close();
}

/** As Lighthouse's desktop: 10 Mbit/s, 40 ms there and back; then with a processor four times slower as well. */
for (const rate of [1, 4]) {
  const page = await open();
  const devtools = await throttle(page, rate);
  const line = { offline: false, latency: 40, downloadThroughput: 1_250_000, uploadThroughput: 1_250_000 };
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", line);
  const times = {};
  for (const visit of ["first", "again"]) {
    await page.goto(`${server.url}/app/inbox`, { waitUntil: "commit" });
    await page.waitForFunction(() => globalThis.readyAt !== undefined);
    times[visit] = await page.evaluate(() => globalThis.readyAt);
    await page.locator("[data-row][tabindex='0']").focus();
    await page.waitForTimeout(visit === "first" ? 4_000 : 300);
  }
  console.log(
    `inbox usable on 10 Mbit/s, 40 ms, processor ${rate}x slower: first visit ${times.first.toFixed(0)} ms, again ${times.again.toFixed(0)} ms`,
  );
  if (rate === 1) judge(times.first <= MOST_READY_MS, `usable only after ${times.first.toFixed(0)} ms`);
  judge(times.again <= MOST_READY_MS, `usable again only after ${times.again.toFixed(0)} ms`);
  await page.context().close();
}
await browser.close();
await server.remove();
