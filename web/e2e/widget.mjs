// The chat widget in a real browser against a real server: a visit is booked through reload and a killed server,
// nothing is lost or doubled, nothing hostile runs, axe finds nothing serious; pictures go to screenshots/.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { axe } from "./axe.mjs";
import { Chat, noDoubles } from "./chat.mjs";
import { Server } from "./server.mjs";

const shots = new URL("../../screenshots/", import.meta.url).pathname;
mkdirSync(shots, { recursive: true });
const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"];
const server = new Server();
await server.start();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [...args, "--disable-sync"],
});
let failures = 0;

async function firmUrl() {
  const page = await (await fetch(`${server.url}/`)).text();
  const data = JSON.parse(/<script[^>]*id="data"[^>]*>([\s\S]*?)<\/script>/.exec(page)[1]);
  return `${server.url}/f/${data.firms[0].slug}`;
}

async function open({ width = 1280, height = 800, scheme = "light", url } = {}) {
  const isPhone = width < 500;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    locale: "ru-RU",
    timezoneId: "Europe/Moscow",
    isMobile: isPhone,
    hasTouch: isPhone,
    deviceScaleFactor: isPhone ? 2 : 1,
  });
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (fault) => faults.push(fault.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url()))
      faults.push(`asks ${request.url()}`);
  });
  page.on("console", (line) => {
    if (/Content Security Policy/i.test(line.text())) faults.push(line.text());
  });
  await page.goto(url ?? (await firmUrl()));
  return { context, page, faults, chat: new Chat(page) };
}

async function test(name, run) {
  const started = Date.now();
  try {
    await run();
    console.log(`ok   ${name} (${Date.now() - started} ms)`);
  } catch (fault) {
    failures += 1;
    console.log(`FAIL ${name}\n${fault.stack}`);
  }
}

const shot = (page, name) => page.screenshot({ path: join(shots, `${name}.png`) });

await test("a haircut is booked through a reload and a killed server", async () => {
  const { context, page, faults, chat } = await open();
  await chat.ready();
  await shot(page, "widget-1280-light-greeting");
  let troubles = 0;
  const step = await chat.book(async (turn) => {
    if (turn === 0) {
      const before = await chat.lines();
      await page.reload();
      await chat.ready();
      assert.deepEqual(await chat.lines(), before, "a reload changes nothing");
      troubles += 1;
    } else if (turn === 1) {
      const before = await chat.lines();
      await server.kill();
      await chat.frame.locator('[data-status="offline"]').waitFor();
      await server.start();
      await chat.ready();
      assert.deepEqual(await chat.lines(), before, "a crash of the server changes nothing");
      await shot(page, "widget-1280-light-dialogue");
      troubles += 1;
    }
  });
  assert.equal(troubles, 2, "the dialogue ended before both troubles");
  const lines = await chat.lines();
  assert.equal(await chat.frame.locator("html").evaluate((html) => html.scrollTop), 0, "only the thread scrolls");
  noDoubles(
    lines,
    lines.filter((line) => line.from === "user").map((line) => line.text),
  );
  await shot(page, "widget-1280-light-booked");
  await axe(page, "desktop");
  assert.match(step.text, /\d{1,2}[:.]\d{2}/u, "the answer names the time");
  assert.deepEqual(faults, []);
  await context.close();
});

await test("a visit is booked, moved and cancelled; the calendar agrees each time", async () => {
  const { context, chat } = await open();
  await chat.ready();
  const from = new Date(Date.now() - 3600_000).toISOString();
  const calendar = async () => {
    const visits = new Map();
    for (let cursor = ""; ; ) {
      const query = new URLSearchParams({ from, limit: "100", ...(cursor ? { cursor } : {}) });
      const reply = await fetch(`${server.url}/api/v1/bookings?${query}`, {
        headers: { "x-api-key": server.hello.api_key },
      });
      const page = await reply.json();
      assert.equal(reply.status, 200, JSON.stringify(page));
      for (const visit of page.items) visits.set(visit.id, visit);
      cursor = page.next_cursor ?? page.cursor ?? "";
      if (!cursor) return visits;
    }
  };
  const before = await calendar();
  await chat.book();
  const booked = [...(await calendar()).values()].filter((visit) => !before.has(visit.id));
  assert.equal(booked.length, 1, "one visit more");
  const [visit] = booked;
  await chat.ask(() => chat.press("Перенести"));
  let step = await chat.ask(() => chat.type("давайте завтра"));
  for (let turn = 0; turn < 8 && (await calendar()).get(visit.id).starts_at === visit.starts_at; turn += 1) {
    // The confirmation, else a time: of the day that was named, or of the same master's later one.
    const choice =
      step.choices.find((title) => /^да\b|^да,/iu.test(title)) ??
      step.choices.find((title) => /^\p{L}{2}, \d+ |^\d{1,2}:\d{2}$/u.test(title));
    step = await chat.ask(() => (choice ? chat.press(choice) : chat.type("послезавтра после обеда")));
  }
  const moved = (await calendar()).get(visit.id);
  assert.notEqual(moved.starts_at, visit.starts_at, "the visit has moved");
  assert.notEqual(moved.status, "cancelled");
  step = await chat.ask(() => chat.type("Отмените мою запись"));
  for (let turn = 0; turn < 4 && (await calendar()).get(visit.id).status !== "cancelled"; turn += 1) {
    const yes = step.choices.find((title) => /да|отменить/iu.test(title));
    step = await chat.ask(() => (yes ? chat.press(yes) : chat.type("да, отменить")));
  }
  assert.equal((await calendar()).get(visit.id).status, "cancelled");
  await context.close();
});

await test("what is written while the server is away arrives once, in order", async () => {
  const { context, page, chat } = await open();
  await chat.ready();
  await chat.ask(() => chat.type("Какие у вас цены"));
  await server.kill();
  const texts = ["А где вы находитесь", "И до скольки работаете"];
  for (const text of texts) await chat.type(text);
  await chat.until((lines) => lines.filter((line) => line.state !== "sent").length === 2);
  await server.start();
  await chat.until((lines) => lines.filter((line) => texts.includes(line.text) && line.state === "sent").length === 2);
  await chat.until((lines) => lines.at(-1).from === "bot");
  noDoubles(await chat.lines(), texts);
  const before = await chat.lines();
  await page.reload();
  await chat.ready();
  const after = await chat.lines();
  assert.deepEqual(after, before);
  assert.ok(after.findIndex((line) => line.text === texts[0]) < after.findIndex((line) => line.text === texts[1]));
  await context.close();
});

await test("a message written offline survives closing the page", async () => {
  const { context, page, chat } = await open();
  await chat.ready();
  await server.kill();
  await chat.type("Есть окно на завтра");
  await chat.until((lines) => lines.some((line) => line.state !== "sent"));
  await page.close();
  await server.start();
  const again = await context.newPage();
  await again.goto(await firmUrl());
  const next = new Chat(again);
  await next.until((lines) => lines.some((line) => line.text === "Есть окно на завтра" && line.state === "sent"));
  noDoubles(await next.lines(), ["Есть окно на завтра"]);
  await context.close();
});

await test("two tabs show one conversation, and the other one counts unread", async () => {
  const { context, chat } = await open();
  await chat.ready();
  await chat.ask(() => chat.type("Здравствуйте"));
  const second = await context.newPage();
  await second.setViewportSize({ width: 900, height: 700 });
  await second.goto(await firmUrl());
  const launcher = second.locator("button.launcher");
  await launcher.waitFor();
  await second.waitForFunction(() => document.querySelector("[data-samovar]")?.shadowRoot.querySelector("iframe"));
  await chat.ask(() => chat.type("Сколько стоит маникюр"));
  await second.locator(".badge:not([hidden])").waitFor();
  assert.match(await launcher.getAttribute("aria-label"), /непрочитанных/);
  await launcher.click();
  const other = new Chat(second);
  await other.ready();
  await second.locator(".badge[hidden]").waitFor({ state: "attached" });
  assert.deepEqual(
    (await other.lines()).map((line) => line.text),
    (await chat.lines()).map((line) => line.text),
  );
  await context.close();
});

await test("hostile text stays text", async () => {
  const { context, page, chat, faults } = await open();
  await chat.ready();
  const hostile =
    '<img src=x onerror="document.title=1"><script>alert(1)</script> javascript:alert(1) https://ok.example/';
  await chat.ask(() => chat.type(hostile));
  const row = chat.rows.filter({ hasText: "onerror" }).first();
  assert.equal(await row.locator("img, script").count(), 0);
  assert.deepEqual(await row.locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("href"))), [
    "https://ok.example/",
  ]);
  assert.deepEqual(faults, []);
  await page.reload();
  await chat.ready();
  assert.ok((await chat.lines()).some((line) => line.text === hostile));
  await context.close();
});

await test("keyboard alone is enough: open, write, send, close", async () => {
  const { context, page, chat } = await open({ width: 900 });
  await page.locator("button.launcher.shown").waitFor();
  await page.evaluate(() => document.querySelector("[data-samovar]").shadowRoot.querySelector(".launcher").focus());
  await page.keyboard.press("Enter");
  await chat.ready();
  await chat.frame.locator("textarea:focus").waitFor();
  await page.keyboard.type("Цены");
  await chat.ask(() => page.keyboard.press("Enter"));
  await page.keyboard.press("Escape");
  await page.locator(".panel:not(.open)").waitFor({ state: "attached" });
  assert.equal(
    await page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.className),
    "launcher shown",
  );
  await context.close();
});

await test("reset leaves nothing of the dialogue on the device", async () => {
  const { context, page, chat } = await open();
  await chat.ready();
  await chat.ask(() => chat.type("Меня зовут Ольга, хочу записаться"));
  const old = await page.evaluate(() => Object.entries(localStorage).find(([name]) => name.endsWith(":v"))[1]);
  await page.evaluate(() => window.Samovar("reset"));
  await chat.until((lines) => lines.length === 0);
  await chat.ready();
  await page.waitForFunction(
    (was) => Object.entries(localStorage).some(([name, value]) => name.endsWith(":v") && value !== was),
    old,
  );
  const key = await page.evaluate(
    () =>
      Object.keys(localStorage)
        .find((name) => name.endsWith(":v"))
        .split(":")[1],
  );
  const reply = await fetch(`${server.url}/w/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ key, visitor_token: old }),
  });
  assert.deepEqual((await reply.json()).conversation.messages, [], "the old token opens nothing");
  await context.close();
});

/** Changes the chat's settings as the admin app does. */
async function dress(settings) {
  const headers = { "x-api-key": server.hello.api_key, "content-type": "application/json" };
  const all = await (await fetch(`${server.url}/api/v1/connections`, { headers })).json();
  const { id } = all.items.find((connection) => connection.connector === "widget");
  const body = JSON.stringify({ settings });
  const reply = await fetch(`${server.url}/api/v1/connections/${id}`, { method: "PATCH", headers, body });
  assert.equal(reply.status, 200, await reply.text());
}

const LOOK = {
  title: "Черёмуха",
  agent_name: "Варя",
  color: "#1f6f5c",
  font: "serif",
  radius: 6,
  position: "left",
  offset_x: 12,
  texts: {
    ru: {
      greeting: "Здравствуйте! Подобрать вам время?",
      starters: ["Записаться", "Цены"],
      hours: "ежедневно 10:00–21:00",
      launcher: "Записаться",
      placeholder: "Спросите нас",
    },
    en: { launcher: "Book" },
  },
};

await test("the chat wears its settings", async () => {
  await dress(LOOK);
  const { context, page, chat, faults } = await open({ width: 900 });
  const launcher = page.locator("button.launcher.shown");
  await launcher.waitFor();
  assert.equal(await launcher.locator(".text").textContent(), "Записаться");
  assert.ok((await launcher.boundingBox()).x < 40, "on the left");
  await shot(page, "widget-900-launcher-label");
  await launcher.click();
  await chat.ready();
  assert.match(await chat.frame.locator(".status").textContent(), /ежедневно 10:00–21:00/);
  assert.equal(await chat.frame.locator("textarea").getAttribute("placeholder"), "Спросите нас");
  assert.equal(await chat.frame.locator("html").getAttribute("data-font"), "serif");
  assert.deepEqual(await chat.frame.locator(".choice").allTextContents(), ["Записаться", "Цены"]);
  await shot(page, "widget-900-dressed");
  await axe(page, "the dressed chat");
  assert.deepEqual(faults, []);
  await context.close();
  await dress({});
});

await test("the chat opens by itself once, and never on a phone", async () => {
  await dress({ open_after_seconds: 1 });
  const { context, page, chat } = await open({ width: 900 });
  // Somebody fills in a form of the shop when the chat opens: the letters stay where they are typed.
  await page.evaluate(() => {
    const field = document.body.appendChild(document.createElement("input"));
    field.id = "search";
    field.focus();
  });
  await page.locator(".panel.open").waitFor();
  await chat.ready();
  await page.keyboard.insertText("шампунь");
  assert.equal(await page.locator("#search").inputValue(), "шампунь");
  await page.reload();
  await page.locator("button.launcher.shown").waitFor();
  await page.waitForTimeout(1500);
  assert.equal(await page.locator(".panel.open").count(), 0);
  await context.close();
  const phone = await open({ width: 360, height: 740 });
  await phone.page.locator("button.launcher.shown").waitFor();
  await phone.page.waitForTimeout(1500);
  assert.equal(await phone.page.locator(".panel.open").count(), 0);
  await phone.context.close();
  await dress({});
});

await test("a picture and a document are sent, shown and fetched", async () => {
  const { context, page, chat, faults } = await open();
  await chat.ready();
  const png = await page.screenshot({ clip: { x: 0, y: 0, width: 320, height: 200 } });
  const input = chat.frame.locator('input[type="file"]');
  await input.setInputFiles([
    { name: "причёска.png", mimeType: "image/png", buffer: png },
    { name: "договор.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n%%EOF\n") },
    { name: "page.html", mimeType: "text/html", buffer: Buffer.from("<script>alert(1)</script>") },
  ]);
  await chat.frame.locator(".fault:not(:empty)").waitFor();
  assert.equal(await chat.frame.locator(".fault").textContent(), "Такой файл отправить нельзя");
  await chat.frame.locator(".uploads li").nth(1).waitFor();
  await chat.frame
    .locator(".uploads li progress")
    .waitFor({ state: "detached" })
    .catch(() => undefined);
  await shot(page, "widget-1280-uploads");
  await chat.type("Хочу так");
  await chat.frame.locator(".row.mine .picture img").waitFor();
  assert.equal(await chat.frame.locator(".row.mine .file:not(.picture)").count(), 1);
  await chat.until((lines) => lines.some((line) => line.from === "user" && line.state === "sent"));
  await shot(page, "widget-1280-files");
  // A reply that rises while colours are judged would be judged half-way.
  await chat.until((lines) => lines.at(-1)?.from !== "user");
  await axe(page, "files in the chat");
  const download = page.waitForEvent("download");
  await chat.frame.locator(".row.mine .file:not(.picture)").click();
  assert.equal((await download).suggestedFilename(), "договор.pdf");
  await page.reload();
  await chat.ready();
  await chat.frame.locator(".row.mine .picture img").waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

await test("a reply nobody has seen is counted in the title", async () => {
  const { context, page, chat } = await open({ width: 900 });
  const title = await page.title();
  await page.locator("button.launcher.shown").click();
  await chat.ready();
  await chat.type("Сколько стоит маникюр");
  await page.keyboard.press("Escape");
  await page.locator(".panel:not(.open)").waitFor({ state: "attached" });
  await page.waitForFunction(() => /^\(\d+\) /.test(document.title));
  await page.locator("button.launcher.shown").click();
  await page.waitForFunction((was) => document.title === was, title);
  await context.close();
});

for (const [width, scheme, locale] of [
  [1280, "light", "ru"],
  [1280, "dark", "en"],
  [360, "light", "en"],
  [360, "dark", "ru"],
])
  await test(`the preview shows the settings at ${width} px, ${scheme}, ${locale}`, async () => {
    const { context, page, faults } = await open({ width, height: 740, scheme });
    await page.evaluate(() => {
      window.Samovar("destroy");
      document.body.innerHTML = '<iframe title="preview" src="/w/v1/preview"></iframe>';
      const frame = document.querySelector("iframe");
      frame.style.cssText = "position:fixed;inset:0;width:100%;height:100%;border:0";
      window.heard = [];
      addEventListener("message", (event) => window.heard.push(event.data));
    });
    await page.waitForFunction(() => window.heard.some((word) => word?.t === "samovar:preview-ready"));
    const tell = (draft) =>
      page.evaluate(
        (draft) =>
          document
            .querySelector("iframe")
            .contentWindow.postMessage({ t: "samovar:preview", ...draft }, location.origin),
        draft,
      );
    const firm = { name: "Салон", agent_name: "Варя" };
    await tell({ settings: LOOK, locale, firm });
    const host = page.frameLocator("iframe");
    const chat = host.frameLocator("iframe");
    await chat.locator(".row.mine").waitFor();
    await chat.locator('[data-status="online"]').waitFor();
    assert.equal(await chat.locator(".title").textContent(), "Черёмуха");
    await page.waitForTimeout(300);
    await shot(page, `preview-${width}-${scheme}-${locale}`);
    await tell({ settings: { ...LOOK, title: "Другое имя", color: "#ffd54a", theme: "dark" }, locale, firm });
    await chat.locator(".title", { hasText: "Другое имя" }).waitFor();
    assert.equal(await chat.locator("html").getAttribute("data-theme"), "dark");
    await chat.locator("textarea").fill("?");
    await chat.locator("button.send").click();
    await chat.locator(".row.bot", { hasText: locale === "ru" ? "предпросмотр" : "preview" }).waitFor();
    await axe(page, "the preview");
    assert.deepEqual(faults, []);
    await context.close();
  });

await test("the preview dresses as the server does", async () => {
  for (const [settings, locale] of [
    [LOOK, "ru"],
    [LOOK, "en"],
    [{}, "ru"],
    [{}, "en"],
  ]) {
    await dress(settings);
    const key = /wk_[0-9a-f]+/.exec(await (await fetch(`${server.url}/`)).text())[0];
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ key, locale });
    const real = await (await fetch(`${server.url}/w/v1/session`, { method: "POST", headers, body })).json();
    const { context, page } = await open({ url: `${server.url}/w/v1/preview` });
    const org = await (
      await fetch(`${server.url}/api/v1/org`, { headers: { "x-api-key": server.hello.api_key } })
    ).json();
    const firm = { name: org.name, agent_name: org.settings.agent_name };
    await page.evaluate((draft) => window.postMessage({ t: "samovar:preview", ...draft }, location.origin), {
      settings,
      locale,
      firm,
    });
    const chat = page.frameLocator("iframe");
    await chat.locator(".title", { hasText: real.config.title }).waitFor();
    assert.equal(await chat.locator(".row.bot .bubble").first().textContent(), real.config.greeting);
    const starters = await chat.locator(".row.bot").first().locator(".choice").allTextContents();
    assert.deepEqual(starters, real.config.starters);
    assert.equal(await chat.locator(".avatar").textContent(), real.config.initials);
    const style = await chat.locator("html").evaluate((html) => html.style.cssText);
    for (const part of [real.config.color, real.config.ink, `${real.config.radius}px`])
      assert.ok(style.includes(part), style);
    await context.close();
  }
  await dress({});
});

await test("a site that is not on the list gets no chat", async () => {
  const key = /wk_[0-9a-f]+/.exec(await (await fetch(`${server.url}/`)).text())[0];
  const host = createServer((_, reply) => {
    reply.setHeader("content-type", "text/html");
    reply.end(
      `<!doctype html><title>shop</title><script async src="${server.url}/w/v1/loader.js" data-key="${key}"></script>`,
    );
  });
  await new Promise((resolve) => host.listen(0, "127.0.0.1", resolve));
  const page = await browser.newPage();
  const warning = page.waitForEvent("console", (line) => line.text().includes("not allowed"));
  await page.goto(`http://127.0.0.1:${host.address().port}/`);
  await warning;
  assert.equal(await page.locator("button.launcher").count(), 0);
  await page.close();
  host.close();
});

for (const [width, height] of [
  [1280, 800],
  [360, 740],
])
  for (const scheme of ["light", "dark"])
    await test(`looks right and passes axe at ${width} px, ${scheme}`, async () => {
      const { context, page, chat, faults } = await open({ width, height, scheme });
      if (width < 1000) {
        await page.locator("button.launcher.shown").waitFor();
        await shot(page, `firm-${width}-${scheme}`);
        await axe(page, "the page of the firm");
        await page.locator("button.launcher").click();
      }
      await chat.ready();
      await chat.ask(() => chat.press("Записаться"));
      await page.waitForTimeout(250);
      await shot(page, `widget-${width}-${scheme}`);
      await axe(page, "the chat");
      const { scrollWidth, clientWidth } = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return { scrollWidth, clientWidth };
      });
      assert.ok(scrollWidth <= clientWidth, "nothing sticks out sideways");
      assert.deepEqual(faults, []);
      await context.close();
    });

await test("the API page works without the internet", async () => {
  const { context, page, faults } = await open({ url: `${server.url}/docs` });
  await page.getByRole("heading", { name: "Samovar" }).waitFor({ timeout: 30_000 });
  await page.getByText("/api/v1/").first().waitFor();
  await shot(page, "docs-1280");
  assert.deepEqual(faults, []);
  await context.close();
});

await browser.close();
await server.remove();
console.log(failures === 0 ? "widget: all passed" : `widget: ${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
