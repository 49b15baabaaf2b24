// The first evening of an owner: from an empty database to the first booked visit, through the screens alone. Every
// click, key and filled field of the owner and of the customer is counted; the count and the clock are printed.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { Server } from "./server.mjs";
import { translator } from "./texts.mjs";

const MOST = 60;
const shots = new URL("./shots/owner/", import.meta.url).pathname;
mkdirSync(shots, { recursive: true });

/** A person's hand: whatever it does is counted and told. */
class Hand {
  done = [];
  #page;
  constructor(page, done) {
    this.#page = page;
    if (done) this.done = done;
  }
  async #count(what, act) {
    this.done.push(what);
    await act;
  }
  go = (url) => this.#count(`opens ${new URL(url).pathname}`, this.#page.goto(url));
  click = (target) => this.#count(`clicks ${target}`, target.click());
  check = (target) => this.#count(`checks ${target}`, target.check());
  fill = (target, text) => this.#count(`writes ${text}`, target.fill(text));
  press = (key) => this.#count(`presses ${key}`, this.#page.keyboard.press(key));
}

const exact = { exact: true };

async function registers(hand, page, t, url, words) {
  await hand.go(`${url}/app/register`);
  await hand.fill(page.getByLabel(t("access:field.org_name")), words.firm);
  await hand.fill(page.getByLabel(t("access:field.name"), exact), words.owner);
  await hand.fill(page.getByLabel(t("access:field.email")), "owner@example.com");
  await hand.fill(page.getByLabel(t("access:field.password"), exact), "тихая роща над рекой");
  await hand.click(page.getByRole("button", { name: t("access:register.action") }));
  await page.waitForURL(/\/app\/onboarding/);
}

const STEPS = ["firm", "pack", "hours", "service", "employee", "channel", "agent", "knowledge", "test", "done"];
const next = (hand, page, t) => hand.click(page.getByRole("button", { name: t("onboarding:next"), exact: true }));

/** What is done on each step. What the app has answered by itself (the pack brings services) is not asked for. */
const DO = {
  async firm(hand, page, t) {
    await hand.fill(page.getByLabel(t("onboarding:firm.phone")), "+7 495 123-45-67");
    await next(hand, page, t);
  },
  async pack(hand, page, t, words) {
    if (!words.pack) return hand.click(page.getByRole("button", { name: t("onboarding:skip") }));
    await hand.click(page.getByRole("radio", { name: words.pack }));
    return hand.click(page.getByRole("button", { name: t("onboarding:pack.install") }));
  },
  async hours(hand, page, t, words) {
    await hand.fill(page.getByLabel(t("onboarding:hours.address")), words.address);
    await next(hand, page, t);
  },
  async service(hand, page, t, words) {
    if (!words.pack) {
      await hand.fill(page.getByLabel(new RegExp(`^${t("onboarding:service.name_label")}`)), words.service);
      await hand.fill(page.getByLabel(new RegExp(`^${t("onboarding:service.price")}`)), "1500");
    }
    await next(hand, page, t);
  },
  employee: next,
  async channel(hand, page, t) {
    const snippet = page.getByText(t("channels:widget.snippet"));
    const connect = page.getByRole("button", { name: t("channels:connect"), exact: true });
    await snippet.or(connect).waitFor();
    if (await connect.isVisible()) await hand.click(connect);
    await snippet.waitFor();
    await next(hand, page, t);
  },
  agent: next,
  async knowledge(hand, page, t, words) {
    await hand.fill(page.getByLabel(t("onboarding:knowledge.question")), words.question);
    await hand.fill(page.getByLabel(t("onboarding:knowledge.answer")), words.answer);
    await next(hand, page, t);
  },
  async test(hand, page, t) {
    const log = page.getByRole("log", { name: t("test-chat:log") });
    await hand.click(page.getByRole("button", { name: t("test-chat:starter_2") }));
    await log.locator("[class*=agent] [class*=bubble]").first().waitFor();
    await next(hand, page, t);
  },
};

async function takesFirstSteps(hand, page, t, words) {
  const titles = new Map(STEPS.map((id) => [t(`onboarding:${id}.title`), id]));
  for (let before = ""; ; ) {
    const title = page.locator("#step-title");
    await page.waitForFunction((last) => (document.querySelector("#step-title")?.textContent ?? last) !== last, before);
    before = await title.textContent();
    const step = titles.get(before);
    await page.screenshot({ path: join(shots, `${words.lang}-${STEPS.indexOf(step)}-${step}.png`) });
    if (step === "done") return;
    await DO[step](hand, page, t, words);
  }
}

async function books(hand, page, url, words) {
  await hand.go(url);
  await hand.check(page.locator("input[type=checkbox]:not(:disabled)").first());
  await hand.click(page.locator(".bar .main"));
  const slot = page.locator(".slot").first();
  const person = page.locator(".person").first();
  await slot.or(person).first().waitFor();
  if (await person.isVisible()) await hand.click(person);
  await slot.waitFor();
  const at = await slot.getAttribute("data-at");
  await hand.click(slot);
  await hand.fill(page.locator("#name"), words.customer);
  await hand.click(page.locator("#phone"));
  await page.locator("#phone").pressSequentially("9161234567");
  await hand.check(page.locator("#consent"));
  await hand.click(page.locator(".main[type=submit]"));
  await page.locator(".visit").waitFor();
  await page.screenshot({ path: join(shots, `${words.lang}-visit.png`) });
  return at;
}

async function sees(hand, page, t, words, at) {
  await hand.click(page.getByRole("button", { name: t("onboarding:done.finish") }));
  await hand.click(page.getByRole("link", { name: t("app:nav.calendar") }).first());
  const visit = page.getByRole("button", { name: new RegExp(words.customer) }).first();
  const dated = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Moscow" });
  for (let day = 0; dated.format(Date.now() + day * 86_400_000) < dated.format(new Date(at)); day += 1) {
    await hand.click(page.getByRole("button", { name: t("calendar:next.day") }).first());
  }
  await visit.waitFor();
  await hand.click(visit);
  await page.getByRole("dialog").getByText(words.customer).first().waitFor();
  await page.screenshot({ path: join(shots, `${words.lang}-calendar.png`) });
}

const STORIES = [
  {
    lang: "ru",
    name: "a salon with the pack",
    pack: /салон/i,
    firm: "Салон «Ромашка»",
    owner: "Вера Павлова",
    address: "Москва, Тверская, 12",
    customer: "Мария Соколова",
  },
  {
    lang: "en",
    name: "a workshop with its own service",
    firm: "Bright Bikes",
    owner: "Vera Pavlova",
    address: "12 Tverskaya St",
    service: "Bike tune-up",
    question: "Do you have parking?",
    answer: "Yes, free, in the yard.",
    customer: "Maria Sokolova",
  },
];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
let failures = 0;
for (const words of STORIES) {
  if (process.argv[2] && !words.name.includes(process.argv[2])) continue;
  const server = new Server({ isEmpty: true });
  const t = translator(words.lang);
  const faults = [];
  const open = async () => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 860 },
      locale: words.lang === "ru" ? "ru-RU" : "en-GB",
      timezoneId: "Europe/Moscow",
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on("pageerror", (fault) => faults.push(fault.message));
    return page;
  };
  const pages = [];
  const done = [];
  try {
    await server.start();
    const owner = await open();
    pages.push(owner);
    const hand = new Hand(owner, done);
    const began = performance.now();
    await registers(hand, owner, t, server.url, words);
    await takesFirstSteps(hand, owner, t, words);
    const link = await owner.getByRole("link", { name: t("onboarding:done.page") }).getAttribute("href");
    const customer = await open();
    pages.push(customer);
    const at = await books(new Hand(customer, done), customer, new URL(link, server.url).href, words);
    await sees(hand, owner, t, words, at);
    const seconds = (performance.now() - began) / 1000;
    assert.deepEqual(faults, []);
    assert.ok(done.length < MOST, `${done.length} actions:\n${done.join("\n")}`);
    console.log(
      `ok   ${words.lang}: ${words.name}: ${done.length} actions (fewer than ${MOST}), ${seconds.toFixed(1)} s`,
    );
    if (process.env.PROOFS === "full") console.log(done.map((line) => `       ${line}`).join("\n"));
  } catch (fault) {
    failures += 1;
    console.log(
      `FAIL ${words.lang}: ${words.name}\n${fault.stack}\n${faults.join("\n")}\n${done.slice(-4).join("\n")}`,
    );
    for (const [index, page] of pages.entries()) {
      await page.screenshot({ path: join(shots, `FAIL-${words.lang}-${index}.png`) }).catch(() => {});
    }
  }
  for (const page of pages) await page.context().close();
  await server.remove();
}
await browser.close();
process.exit(failures === 0 ? 0 : 1);
