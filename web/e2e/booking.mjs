// The booking page in a real browser against a real server: visits booked on a phone and on a desk, in two languages and
// themes; a double press, a time raced away, moving and cancelling by link, the calendar file, links, no scripts at all.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import ICAL from "ical.js";
import { chromium } from "playwright-core";
import { axe } from "./axe.mjs";
import { Server } from "./server.mjs";

const shots = new URL("./shots/booking/", import.meta.url).pathname;
mkdirSync(shots, { recursive: true });
// One address books more here than any family does.
process.env.SAMOVAR_LIMITS__ANONYMOUS ??= "100000";
const server = new Server();
await server.start();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
let failures = 0;
const slug = server.hello.page.split("/f/")[1];
const address = `${server.url}/book/${slug}`;
const asks = async (path) =>
  (await fetch(`${server.url}${path}`, { headers: { "x-api-key": server.hello.api_key } })).json();
const firm = await (await fetch(`${server.url}/p/v1/${slug}`)).json();

async function open({
  width = 1280,
  height = 860,
  scheme = "light",
  lang = "ru",
  zone = "Europe/Moscow",
  url = address,
  js = true,
} = {}) {
  const isPhone = width < 500;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    locale: lang === "ru" ? "ru-RU" : "en-GB",
    timezoneId: zone,
    isMobile: isPhone,
    hasTouch: isPhone,
    deviceScaleFactor: isPhone ? 2 : 1,
    javaScriptEnabled: js,
    acceptDownloads: true,
  });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (fault) => faults.push(fault.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url()))
      faults.push(`asks ${request.url()}`);
  });
  page.on("console", (line) => {
    if (/Content Security Policy|Trusted/i.test(line.text())) faults.push(line.text());
  });
  await page.goto(url);
  return { context, page, faults };
}

async function test(name, run) {
  if (process.argv[2] && !name.includes(process.argv[2])) return;
  const started = Date.now();
  try {
    await run();
    console.log(`ok   ${name} (${Date.now() - started} ms)`);
  } catch (fault) {
    failures += 1;
    console.log(`FAIL ${name}\n${fault.stack}`);
    for (const context of browser.contexts()) {
      for (const page of context.pages()) await shot(page, `failed-${failures}`).catch(() => {});
      await context.close();
    }
  }
}

async function fits(page, where) {
  const [wide, seen] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(wide <= seen, `${where}: something sticks out sideways (${wide} > ${seen})`);
}

const shot = (page, name) => page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
const heading = (page) => page.locator("main h2");
const service = firm.services.find((one) => one.is_bookable);

async function toTimes(page, index = 0) {
  await page.locator("input[type=checkbox]:not(:disabled)").nth(index).check();
  await page.locator(".bar .main").click();
  if (await page.locator(".person").count()) await page.locator(".person").first().click();
  await page.locator(".slot").first().waitFor();
}

async function toForm(page, index = 0, nth = 0) {
  await toTimes(page, index);
  await pickDay(page, nth + 1);
  await page.locator(".slot").nth(nth).click();
  await page.locator(".digits").waitFor();
}

/** The last day in sight that has so many free times. */
async function pickDay(page, least) {
  for (let month = 0; month < 3; month += 1) {
    for (let index = (await page.locator(".day.free").count()) - 1; index >= 0; index -= 1) {
      await page.locator(".day.free").nth(index).click();
      if ((await page.locator(".slot").count()) >= least) return;
    }
    await page.locator(".turn").last().click();
    await page.locator(".days:not([aria-busy])").waitFor();
  }
  throw new Error("no day has that many free times");
}

async function fill(page, name, phone = "9161234567") {
  await page.locator("#name").fill(name);
  await page.locator("#phone").pressSequentially(phone);
  await page.locator("#consent").check();
}

async function visits() {
  const from = new Date(Date.now() - 86_400_000).toISOString();
  const all = [];
  for (let cursor = ""; ; ) {
    const page = await asks(
      `/api/v1/bookings?${new URLSearchParams({ from, limit: "100", ...(cursor ? { cursor } : {}) })}`,
    );
    all.push(...page.items);
    cursor = page.next_cursor ?? "";
    if (!cursor) return all.filter((visit) => visit.source === "page");
  }
}

let nth = 0;
for (const [width, height] of [
  [360, 740],
  [1280, 860],
])
  for (const [lang, scheme] of [
    ["ru", "light"],
    ["en", "dark"],
    ["ru", "dark"],
  ])
    await test(`a visit is booked at ${width} px, ${lang}, ${scheme}`, async () => {
      const { context, page, faults } = await open({ width, height, lang, scheme });
      const name = (step) => `${width}-${lang}-${scheme}-${step}`;
      const before = (await visits()).length;
      await page.locator(".bar[hidden]").waitFor({ state: "attached" });
      await shot(page, name("1-services"));
      await axe(page, "services", { strict: true });
      await fits(page, "services");
      await page.locator("input[type=checkbox]:not(:disabled)").nth(nth).check();
      await shot(page, name("1-chosen"));
      await page.locator(".bar .main").click();
      await page.locator(".person").first().waitFor();
      await shot(page, name("2-employee"));
      await axe(page, "employees", { strict: true });
      await page.locator(".person").first().click();
      await page.locator(".slot").first().waitFor();
      await shot(page, name("3-time"));
      await axe(page, "times", { strict: true });
      await fits(page, "times");
      await pickDay(page, nth + 1);
      const wanted = page.locator(".slot").nth(nth);
      const at = await wanted.getAttribute("data-at");
      await wanted.click();
      await page.locator(".digits").waitFor();
      await page.locator(".main[type=submit]").click();
      assert.equal(await page.locator("[aria-invalid=true]").count(), 3, "an empty form names three fields");
      assert.equal(await page.evaluate(() => document.activeElement.id), "name");
      await shot(page, name("4-faults"));
      await axe(page, "faults", { strict: true });
      await fill(page, lang === "ru" ? "Ольга Смирнова" : "Olga Smirnova");
      assert.equal(await page.locator("#phone").inputValue(), "+7 916 123-45-67");
      assert.equal(await page.locator("[aria-invalid=true]").count(), 0, "what is put right is not blamed any more");
      await shot(page, name("4-details"));
      await axe(page, "details", { strict: true });
      await fits(page, "details");
      await page.locator(".main[type=submit]").click();
      await page.locator(".visit").waitFor();
      assert.match(await heading(page).textContent(), lang === "ru" ? /Вы записаны/ : /You are booked/);
      assert.equal(await page.evaluate(() => document.activeElement.tagName), "H2", "the heading is read first");
      await shot(page, name("5-done"));
      await axe(page, "done", { strict: true });
      await fits(page, "done");
      const made = await visits();
      assert.equal(made.length, before + 1);
      assert.ok(made.some((visit) => Date.parse(visit.starts_at) === Date.parse(at)));
      await page.reload();
      await page.locator(".visit").waitFor();
      assert.match(await heading(page).textContent(), lang === "ru" ? /Ваш визит/ : /Your visit/);
      assert.deepEqual(faults, []);
      await context.close();
      nth += 1;
    });

await test("a double press and a repeated request make one visit", async () => {
  const { context, page, faults } = await open();
  await toForm(page);
  await fill(page, "Двойная");
  const before = (await visits()).length;
  let sent;
  page.on("request", (request) => {
    if (request.url().endsWith("/bookings")) sent = request.postDataJSON();
  });
  await page.locator(".main[type=submit]").dblclick();
  await page.locator(".visit").waitFor();
  const again = await fetch(`${server.url}/p/v1/${slug}/bookings`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(sent),
  });
  assert.equal(again.status, 200, "the same form again is the same visit");
  assert.equal((await visits()).length, before + 1);
  assert.deepEqual(faults, []);
  await context.close();
});

await test("an answer lost on the way makes one visit", async () => {
  const { context, page } = await open({ width: 360, height: 740 });
  await toForm(page, 0, 1);
  await fill(page, "Без связи");
  const before = (await visits()).length;
  let isLost = false;
  await page.route("**/bookings", async (route) => {
    if (isLost) return route.continue();
    isLost = true;
    await route.fetch();
    return route.abort();
  });
  await page.locator(".main[type=submit]").click();
  await page.locator(".trouble .notice").waitFor();
  await shot(page, "360-offline");
  assert.equal(await page.locator("#name").inputValue(), "Без связи");
  await page.locator(".main[type=submit]").click();
  await page.locator(".visit").waitFor();
  assert.equal((await visits()).length, before + 1);
  await context.close();
});

await test("a time taken meanwhile is told with the nearest ones, and the form is kept", async () => {
  for (const width of [360, 1280]) {
    const { context, page } = await open({ width, height: 740 });
    await toForm(page, 1, 2);
    await fill(page, "Опоздавшая");
    // The hold is gone, and somebody else has the time.
    const draft = await page.evaluate(() => JSON.parse(Object.values(sessionStorage)[0]));
    const post = (path, body) =>
      fetch(`${server.url}/p/v1/${slug}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    await post("/holds/release", { hold: draft.hold.hold });
    const url = new URL(page.url());
    // Everybody who can is taken.
    for (let tries = 0; tries < 12; tries += 1) {
      const reply = await post("/holds", {
        services: [url.searchParams.get("service")],
        branch_id: url.searchParams.get("branch"),
        starts_at: url.searchParams.get("at"),
      });
      if (reply.status === 409) break;
    }
    await page.locator(".main[type=submit]").click();
    await page.locator(".near .button").first().waitFor();
    await shot(page, `${width}-taken`);
    await axe(page, "taken", { strict: true });
    assert.equal(await page.locator("#name").inputValue(), "Опоздавшая");
    await page.locator(".near .button").first().click();
    await page.locator(".digits").waitFor();
    await page.locator(".main[type=submit]").click();
    await page.locator(".visit").waitFor();
    await context.close();
  }
});

await test("a visit is moved and cancelled by its link", async () => {
  const { context, page, faults } = await open();
  await toForm(page, 2);
  await fill(page, "Переменчивая");
  await page.locator(".main[type=submit]").click();
  await page.locator(".visit").waitFor();
  const link = page.url();
  assert.ok(!new URL(link).search.includes("visit") && link.includes("#visit="), "the token is in the fragment only");
  const was = await page.locator(".visit strong").textContent();
  // Somebody opens the link elsewhere.
  const other = await open({ width: 360, height: 740, url: link });
  await other.page.locator(".visit").waitFor();
  await shot(other.page, "360-visit");
  await other.page.getByRole("button", { name: "Перенести" }).click();
  await other.page.locator(".slot").first().waitFor();
  await shot(other.page, "360-move");
  await axe(other.page, "move", { strict: true });
  await other.page.locator(".slot:not(.chosen)").last().click();
  await other.page.locator("dialog").waitFor();
  await shot(other.page, "360-move-sure");
  await axe(other.page, "sure", { strict: true });
  await other.page.locator("dialog .main").click();
  await other.page.locator(".visit").waitFor();
  assert.notEqual(await other.page.locator(".visit strong").textContent(), was);
  await other.context.close();
  await page.reload();
  await page.locator(".visit").waitFor();
  assert.notEqual(await page.locator(".visit strong").textContent(), was);
  await page.getByRole("button", { name: "Отменить визит" }).click();
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("dialog").count(), 0, "Escape keeps the visit");
  await page.getByRole("button", { name: "Отменить визит" }).click();
  await page.locator("dialog .danger").click();
  await page.locator(".visit.off").waitFor();
  await shot(page, "1280-cancelled");
  await axe(page, "cancelled", { strict: true });
  const token = decodeURIComponent(new URL(link).hash.split("=")[1]);
  const seen = await (
    await fetch(`${server.url}/p/v1/${slug}/visit`, { headers: { authorization: `Bearer ${token}` } })
  ).json();
  assert.equal(seen.status, "cancelled");
  assert.deepEqual(faults, []);
  await context.close();
});

await test("the calendar file is understood by an independent reader", async () => {
  const { context, page } = await open({ lang: "en" });
  await toForm(page, 3);
  await fill(page, "Calendar");
  await page.locator(".main[type=submit]").click();
  const link = page.locator("a[download]");
  await link.waitFor();
  const saving = page.waitForEvent("download");
  await link.click();
  assert.equal((await saving).suggestedFilename(), "visit.ics");
  const text = await (await fetch(new URL(await link.getAttribute("href"), server.url))).text();
  const calendar = new ICAL.Component(ICAL.parse(text));
  const event = new ICAL.Event(calendar.getFirstSubcomponent("vevent"));
  const token = decodeURIComponent(new URL(page.url()).hash.split("=")[1]);
  const seen = await (
    await fetch(`${server.url}/p/v1/${slug}/visit`, { headers: { authorization: `Bearer ${token}` } })
  ).json();
  assert.equal(event.startDate.toJSDate().getTime(), Date.parse(seen.starts_at));
  assert.equal(event.endDate.toJSDate().getTime(), Date.parse(seen.ends_at));
  assert.ok(
    event.summary.includes(firm.name) &&
      event.description.includes("#visit=") &&
      event.location.includes(seen.branch.name),
  );
  const alarm = event.component.getFirstSubcomponent("valarm");
  assert.equal(alarm.getFirstPropertyValue("trigger").toSeconds(), -7200);
  assert.equal(event.component.getFirstPropertyValue("status"), "CONFIRMED");
  await context.close();
});

await test("a link to a time offers it, and says so when it is gone", async () => {
  const first = await open({ width: 360, height: 740 });
  await toTimes(first.page);
  await pickDay(first.page, 5);
  const at = await first.page.locator(".slot").nth(4).getAttribute("data-at");
  const branch = new URL(first.page.url()).searchParams.get("branch");
  await first.context.close();
  const url = `${address}?service=${service.id}&branch=${branch}&at=${at}`;
  const { context, page } = await open({ width: 360, height: 740, url });
  await page.locator(".link .main").waitFor();
  await shot(page, "360-link-free");
  await axe(page, "a free link", { strict: true });
  await page.locator(".link .main").click();
  await page.locator(".digits").waitFor();
  await page.getByRole("button", { name: "Ссылка на это время" }).click();
  await page.getByText("Ссылка скопирована").first().waitFor();
  assert.ok((await page.evaluate(() => navigator.clipboard.readText())).includes(`at=${at}`));
  await context.close();
  const late = await open({ width: 360, height: 740, url: `${address}?service=${service.id}&at=2020-01-01T10:00:00Z` });
  await late.page.locator(".link .fault").waitFor();
  await shot(late.page, "360-link-gone");
  await axe(late.page, "a gone link", { strict: true });
  await late.context.close();
  const broken = await open({ url: `${address}?service=00000000-0000-7000-8000-000000000000&at=${at}` });
  await broken.page.getByText("Выберите заново").waitFor();
  assert.deepEqual(broken.faults, []);
  await broken.context.close();
});

await test("back, reload and the keyboard lead where people expect", async () => {
  const { context, page, faults } = await open();
  await toForm(page, 0, 5);
  await page.locator("#name").fill("Ольга");
  await page.reload();
  await page.locator(".digits").waitFor();
  assert.equal(await page.locator("#name").inputValue(), "Ольга", "a reload keeps what was typed");
  const at = new URL(page.url()).searchParams.get("at");
  await page.goBack();
  await page.locator(`.slot[data-at="${at}"]`).waitFor();
  await page.goBack();
  await page.locator(".person").first().waitFor();
  await page.goBack();
  await page.locator("input[type=checkbox]:checked").waitFor();
  assert.match(await heading(page).textContent(), /услуги/);
  await page.locator("input[type=checkbox]:checked").focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Space");
  await page.locator(".bar .main").focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H2");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator(".slot").first().waitFor();
  await page.locator('.day[tabindex="0"]').focus();
  const day = await page.evaluate(() => document.activeElement.dataset.date);
  await page.keyboard.press("ArrowRight");
  const next = await page.evaluate(() => document.activeElement.dataset.date);
  assert.ok(next >= day);
  await page.keyboard.press("Enter");
  await page.locator(`[data-date="${next}"][aria-pressed=true]`).waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

await test("the search finds, the language switches, another zone is told", async () => {
  const { context, page } = await open({ width: 360, height: 740, zone: "Asia/Novosibirsk" });
  const word = service.name.split(" ")[0].toUpperCase();
  await page.locator(".search").fill(word);
  assert.ok((await page.locator(".list li").count()) > 0);
  await page.locator(".search").fill("ъъъ");
  await page.getByText("Ничего не нашлось").waitFor();
  await page.locator(".search").fill("");
  await page.getByRole("button", { name: "English" }).click();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  await toTimes(page);
  await page.locator(".zone").waitFor();
  await shot(page, "360-zone");
  await context.close();
});

await test("a day without free time offers the next one", async () => {
  const { context, page } = await open({ width: 360, height: 740 });
  await toTimes(page);
  await page.route("**/days?*", async (route) => {
    const reply = await route.fetch();
    const body = await reply.json();
    for (const day of body.days.slice(0, 2)) day.starts = [];
    await route.fulfill({ response: reply, json: body });
  });
  await page.reload();
  // The address names the day that was chosen; it may be one of those that are full now.
  await page.locator(".day.free").first().waitFor();
  await page.locator(".day:not(:disabled):not(.free)").first().click();
  await page.getByText("свободного времени нет").waitFor();
  await shot(page, "360-empty-day");
  await axe(page, "an empty day", { strict: true });
  // Or one waits until a place is free.
  await page.getByRole("button", { name: "Сообщить, если место освободится" }).click();
  await page.getByRole("button", { name: "Жду места" }).click();
  await page.getByText("Напишите, как к вам обращаться").waitFor();
  await page.locator("#wait-name").fill("Ждана");
  await page.locator("#wait-phone").pressSequentially("9161234599");
  await page.locator("#wait-consent").check();
  await shot(page, "360-wait");
  await axe(page, "waiting", { strict: true });
  await fits(page, "waiting");
  await page.getByRole("button", { name: "Жду места" }).click();
  await page.locator(".wait .notice").getByText("вы в листе ожидания").waitFor();
  const { items: waiting } = await asks("/api/v1/waitlist");
  assert.deepEqual(
    waiting.map((one) => [one.contact.name, one.source]),
    [["Ждана", "page"]],
  );
  await page.locator(".times .button").click();
  await page.locator(".slot").first().waitFor();
  await context.close();
});

await test("without scripts the page tells what there is and what to do", async () => {
  const { context, page } = await open({ width: 360, height: 740, js: false });
  assert.ok(await page.locator("noscript .notice").isVisible());
  assert.equal(await page.locator(".service").count(), firm.services.length);
  await shot(page, "360-no-script");
  await context.close();
  const lost = await open({ width: 360, height: 740, url: `${server.url}/book/nobody-here` });
  await lost.page.getByRole("heading", { name: "Такой страницы нет" }).waitFor();
  await shot(lost.page, "360-missing");
  await axe(lost.page, "missing", { strict: true });
  assert.deepEqual(lost.faults, []);
  await lost.context.close();
});

await test("the confirmation prints as a card", async () => {
  const { context, page } = await open();
  await toForm(page, 4);
  await fill(page, "Печатная");
  await page.locator(".main[type=submit]").click();
  await page.locator(".visit").waitFor();
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".actions:visible").count(), 0);
  await shot(page, "print");
  await context.close();
});

await browser.close();
await server.remove();
console.log(failures === 0 ? "booking page: all passed" : `booking page: ${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
