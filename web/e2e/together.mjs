// Two people of one firm on one conversation. First the clock: how long until the other sees a message, typing, taking
// over, assigning, a comment, a collision. Then trouble: one window without a line, the server killed and started again,
// both writing on; in the end both windows show exactly what the database holds, in its order, nothing twice.
//
// PROOFS=full: the line is down for a minute instead of eight seconds, and more rounds are timed.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { invite, signIn } from "./colleague.mjs";
import { Server } from "./server.mjs";
import { translator } from "./texts.mjs";

const MOST_MS = 300;
const isFull = process.env.PROOFS === "full";
const ROUNDS = isFull ? 25 : 10;
const DARK_MS = isFull ? 60_000 : 8_000;
const shots = new URL("./shots/together/", import.meta.url).pathname;
mkdirSync(shots, { recursive: true });
const t = translator("ru");
const now = () => performance.timeOrigin + performance.now();
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const server = new Server();
await server.start();
const { api_key: key } = server.hello;

async function call(method, path, body) {
  const reply = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { "x-api-key": key, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  assert.ok(reply.ok, `${method} ${path}: ${reply.status} ${await reply.clone().text()}`);
  return reply.status === 204 ? undefined : reply.json();
}
/** A customer of the firm's own program. */
const says = async (chat, name, text) => call("POST", "/messages", { chat_id: chat, text, contact: { name } });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
const faults = [];
async function open(cookies, path) {
  // Tall: everything of a short conversation is drawn.
  const context = await browser.newContext({
    viewport: { width: 1400, height: 3000 },
    locale: "ru-RU",
    timezoneId: "Europe/Moscow",
    reducedMotion: "reduce",
  });
  await context.addCookies(cookies);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on("pageerror", (fault) => faults.push(fault.message));
  await page.goto(`${server.url}${path}`);
  await page.locator("[data-thread]").waitFor();
  return page;
}

/** Waits in the page for the moment something is there (or gone), by the clock all processes share. */
async function watching(page, { selector, text, isGone = false }) {
  await page.evaluate(
    ([where, words, gone]) => {
      const holds = () => {
        const all = [...document.querySelectorAll(where)];
        const any = all.some((one) => `${one.textContent} ${one.getAttribute("aria-label") ?? ""}`.includes(words));
        return any !== gone;
      };
      globalThis.seenAt = new Promise((resolve, reject) => {
        const tell = () => resolve(performance.timeOrigin + performance.now());
        if (holds()) return reject(new Error(`already so: ${where} ${words}`));
        const observer = new MutationObserver(() => {
          if (!holds()) return;
          observer.disconnect();
          tell();
        });
        observer.observe(document.documentElement, {
          subtree: true,
          childList: true,
          characterData: true,
          attributes: true,
        });
        setTimeout(() => reject(new Error(`not seen in ten seconds: ${where} ${words}`)), 10_000);
      });
      globalThis.seenAt.catch(() => {});
    },
    [selector, text, isGone],
  );
  return () => page.evaluate(() => globalThis.seenAt);
}

const table = [];
async function timed(what, round) {
  const times = [];
  for (let number = 1; number <= ROUNDS; number += 1) {
    const { page, sign, act, after } = await round(number);
    const seen = await watching(page, sign);
    const began = now();
    const acting = act();
    times.push((await seen()) - began);
    await acting;
    await after?.();
    await pause(60);
  }
  times.sort((a, b) => a - b);
  table.push({ what, rounds: ROUNDS, median: times[Math.floor(times.length / 2)], max: times.at(-1) });
}

const owner = await signIn(server);
const mate = await invite(server, owner, { email: "olga@example.com", name: "Ольга Второва" });
const chat = `together-${Date.now()}`;
const name = "Зинаида Ветрова";
const { conversation_id: id } = await says(chat, name, "Позовите, пожалуйста, администратора");
const path = `/app/inbox/${id}`;
const [mine, theirs] = [await open(owner, path), await open(mate, path)];
const reply = (page) => page.getByRole("textbox", { name: t("inbox:composer.reply_placeholder") });
const thread = (page) => page.locator("[data-thread]");
const said = (text) => ({ selector: "[data-thread] p", text });

await mine.getByRole("img", { name: /Ольга/ }).waitFor();
console.log("ok   each sees that the other is here");

await timed("a customer's message", (n) => ({
  page: theirs,
  sign: said(`Вопрос номер ${n}.`),
  act: () => says(chat, name, `Вопрос номер ${n}.`),
}));
const types = { selector: "[aria-live]", text: t("inbox:types_answer", { name: "Ольга Второва" }) };
await timed("a colleague begins to type", () => ({
  page: mine,
  sign: types,
  act: () => reply(theirs).pressSequentially("П"),
  after: async () => {
    const gone = await watching(mine, { ...types, isGone: true });
    await reply(theirs).fill("");
    await gone();
  },
}));
await timed("a colleague's message", async (n) => {
  await reply(theirs).fill(`Ответ номер ${n}.`);
  return { page: mine, sign: said(`Ответ номер ${n}.`), act: () => theirs.keyboard.press("Enter") };
});
const button = (key, values) => ({ selector: "header button", text: t(key, values) });
const modeIs = (mode) => button("inbox:mode_now", { mode: t(`inbox:mode.${mode}`) });
await thread(theirs).focus();
await timed("taking over and giving back", (n) => ({
  page: mine,
  sign: modeIs(n % 2 ? "auto" : "human"),
  act: () => theirs.keyboard.press("t"),
}));
if (ROUNDS % 2) await theirs.keyboard.press("t");
await mine.getByRole("button", { name: modeIs("human").text }).waitFor();
const isMates = button("inbox:assign.now", { name: "Ольга Второва" });
await timed("assigning", async (n) => ({
  page: mine,
  sign: { ...isMates, isGone: n % 2 === 1 },
  act: () => theirs.keyboard.press("a"),
}));
const note = theirs.getByRole("textbox", { name: t("inbox:composer.comment_placeholder") });
await theirs.getByRole("tab", { name: t("inbox:composer.comment") }).click();
await timed("a comment between colleagues", async (n) => {
  await note.fill(`Заметка номер ${n}.`);
  const sign = { selector: "[role=note]", text: `Заметка номер ${n}.` };
  return { page: mine, sign, act: () => theirs.keyboard.press("Enter") };
});
await theirs.getByRole("tab", { name: t("inbox:composer.reply") }).click();
await timed("both write: the collision notice", async (n) => {
  await reply(mine).fill(`Я тоже пишу ${n}`);
  await reply(theirs).fill(`Опередила номер ${n}.`);
  return {
    page: mine,
    sign: { selector: "[role=status]", text: `Опередила номер ${n}.` },
    act: () => theirs.keyboard.press("Enter"),
    after: () => reply(mine).fill(""),
  };
});

console.log(`\n${"seen by the other".padEnd(36)} rounds   median      max`);
for (const { what, rounds, median, max } of table) {
  console.log(
    `${what.padEnd(36)} ${String(rounds).padStart(6)} ${median.toFixed(0).padStart(5)} ms ${max.toFixed(0).padStart(5)} ms`,
  );
}
const slow = table.filter(({ median }) => median > MOST_MS).map(({ what }) => what);
assert.deepEqual(slow, [], `slower than ${MOST_MS} ms`);
console.log(`ok   all within ${MOST_MS} ms\n`);

/** What stands in a window, row by row. */
const rendered = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("[data-thread] li[data-index]")]
      .sort((a, b) => Number(a.dataset.index) - Number(b.dataset.index))
      .flatMap((row) => {
        const note = row.querySelector("[role=note]");
        if (note) return [];
        const system = row.querySelector("[class*=system]");
        if (system) return [`system: ${system.textContent}`];
        if (row.querySelector("[data-pending]")) return [`pending: ${row.querySelector("p")?.textContent}`];
        const line = row.querySelector("[data-author]");
        if (!line) return [];
        const state = row.querySelector("[data-delivery]")?.dataset.delivery ?? "received";
        return [`${line.dataset.author}, ${state}: ${row.querySelector("p")?.textContent}`];
      }),
  );
async function stored(conversation) {
  const body = await call("GET", `/conversations/${conversation}/messages?limit=100`);
  return body
    .reverse()
    .map(({ author, delivery, text }) => (author === "system" ? `system: ${text}` : `${author}, ${delivery}: ${text}`));
}
/** The rows of the list with their last words, as far as words were said. */
const list = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("li:has([data-row])")]
      .sort((a, b) => Number(a.ariaPosInSet) - Number(b.ariaPosInSet))
      .map((item) => {
        const [line] = item.querySelectorAll("[class*=line]");
        const mark = line?.querySelector("[class*=mark]")?.textContent ?? "";
        return `${item.querySelector("[data-row]").dataset.row} ${(line?.textContent ?? "").slice(mark.length)}`;
      }),
  );
async function storedList(count) {
  const body = await call("GET", `/conversations?view=all&limit=${count}`);
  return body.items.map(
    ({ id: conversation, last_message: last }) => `${conversation} ${last.text.replaceAll(/\s+/g, " ")}`,
  );
}
/** The two sides settle within seconds, or differ for good. */
async function becomesEqual(read, truth, what) {
  const began = now();
  for (;;) {
    const [shown, held] = [await read(), await truth()];
    try {
      assert.deepEqual(shown, held);
      return held.length;
    } catch (fault) {
      if (now() - began > 15_000) throw new Error(`${what}: ${fault.message}`);
      await pause(150);
    }
  }
}

const trouble = `trouble-${Date.now()}`;
const { conversation_id: second } = await says(trouble, "Пётр Обрывов", "Позовите человека, пожалуйста");
for (const page of [mine, theirs]) {
  await page.locator(`[data-row="${second}"]`).click();
  await page.locator("[data-thread] p", { hasText: "Позовите человека" }).first().waitFor();
}
const write = async (page, text) => {
  await reply(page).fill(text);
  await reply(page).press("Enter");
};
await write(theirs, "До обрыва: здравствуйте!");
await mine.locator("p", { hasText: "До обрыва" }).first().waitFor();

const began = now();
await mine.context().setOffline(true);
await says(trouble, "Пётр Обрывов", "Пока вас нет: вопрос первый");
await write(mine, "Написано без линии, раз");
await write(theirs, "Пока вас нет: ответ коллеги");
await theirs.locator("[data-thread] [data-delivery]").last().waitFor();
await says(`other-${trouble}`, "Новая Клиентка", "Сколько стоит стрижка?");
await pause(DARK_MS / 3);
await server.kill();
await write(theirs, "Написано при убитом сервере");
await pause(Math.min(3_000, DARK_MS / 3));
await server.start();
await says(trouble, "Пётр Обрывов", "После перезапуска: вопрос второй");
await write(mine, "Написано без линии, два");
await theirs.locator("[data-thread] p", { hasText: "вопрос второй" }).first().waitFor({ timeout: 20_000 });
await pause(Math.max(0, DARK_MS - (now() - began)));
await mine.screenshot({ path: join(shots, "offline.png"), clip: { x: 0, y: 0, width: 1400, height: 1200 } });
const dark = now() - began;
await mine.context().setOffline(false);
const back = now();
await mine.locator("[data-thread] p", { hasText: "вопрос второй" }).first().waitFor({ timeout: 20_000 });
console.log(
  `ok   a line down for ${(dark / 1000).toFixed(0)} s and a killed server: caught up ${((now() - back) / 1000).toFixed(1)} s after`,
);

for (const [who, page] of [
  ["the window without a line", mine],
  ["the other window", theirs],
]) {
  const messages = await becomesEqual(
    () => rendered(page),
    () => stored(second),
    who,
  );
  const all = await rendered(page);
  assert.equal(new Set(all).size, all.length, `${who} shows something twice`);
  for (const text of ["Написано без линии, раз", "Написано без линии, два", "Написано при убитом сервере"]) {
    assert.equal(all.filter((line) => line.endsWith(text)).length, 1, `${who}: ${text}`);
  }
  const rows = await becomesEqual(
    () => list(page),
    async () => storedList((await list(page)).length),
    `${who}, list`,
  );
  console.log(`ok   ${who} shows the database: ${messages} messages with their states, ${rows} rows in its order`);
}
assert.deepEqual(faults, []);
await browser.close();
await server.remove();
