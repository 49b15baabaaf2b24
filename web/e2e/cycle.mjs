// The whole way of a deal, as a firm and its client live it: the client writes on the site, is asked, falls silent, comes back, books a
// meeting; the manager carries the deal over the board with keys and with the mouse and moves it from its card on a phone; a partner takes
// the client by a link, without an account; after the journey the client gives a mark and wants another. Days pass by the clock of the
// server. In the end the history of the deal names each of its nine steps with its cause, and the client's own history leaves nothing out.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { axeFindings } from "./axe.mjs";
import { blemishes } from "./blemishes.mjs";
import { Chat } from "./chat.mjs";
import { signIn } from "./colleague.mjs";
import { ownerApi } from "./owner-api.mjs";
import { Server } from "./server.mjs";
import { translator } from "./texts.mjs";

const shots = new URL("./shots/cycle/", import.meta.url).pathname;
mkdirSync(shots, { recursive: true });
const t = translator("ru");
const CLIENT = "Мээрим Токтогулова";
const DESK = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };
/** The client's silence. */
const DAYS = 4;

const server = new Server({ pack: "tours" });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
const faults = [];
const pages = [];

async function open(path, viewport, cookies = []) {
  const isPhone = viewport.width < 500;
  const context = await browser.newContext({
    viewport,
    isMobile: isPhone,
    hasTouch: isPhone,
    locale: "ru-RU",
    timezoneId: "Asia/Bishkek",
    reducedMotion: "reduce",
  });
  await context.addInitScript(() => localStorage.setItem("samovar.lang", "ru"));
  await context.addCookies(cookies);
  const page = await context.newPage();
  pages.push(page);
  page.setDefaultTimeout(15_000);
  page.on("pageerror", (fault) => faults.push(fault.message));
  await page.goto(new URL(path, server.url).href);
  return page;
}

async function shot(page, name) {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(shots, `${name}.png`) });
  assert.deepEqual([...(await axeFindings(page)), ...(await page.evaluate(blemishes))], [], name);
}

const steps = [];
const began = performance.now();
/** Tells how far it is; a failure says after which step. */
function done(what) {
  steps.push(what);
  console.log(`     ${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s  ${what}`);
}

const STAGES = "new-lead qualification nurturing offer negotiation sale service feedback repeat-sale".split(" ");
const column = (page, stage) => page.locator(`[data-column="${stage}"]`);
const isAt = (page, stage, id) => column(page, stage).locator(`[data-deal="${id}"]`).waitFor();

/** The client says something and waits for the answer. */
const says = (chat, text) => chat.ask(() => chat.type(text));

/** Presses what fits or answers in words until the meeting is written down. */
async function meets(chat) {
  let step = await says(chat, "Хочу прийти на консультацию в офис");
  for (let turn = 0; turn < 14; turn += 1) {
    if (/(записал|записаны|ждём вас)/iu.test(step.text)) return;
    const press = (pattern) => step.choices.find((title) => pattern.test(title));
    const choice =
      press(/^да\b|подтвер|верно|записать/iu) ??
      press(/консультац/iu) ??
      press(/люб|не важно/iu) ??
      press(/\d{1,2}:\d{2}/u);
    if (choice) step = await chat.ask(() => chat.press(choice));
    else if (/телефон|номер/iu.test(step.text)) step = await says(chat, "+996 700 111 222");
    else if (/зовут|имя/iu.test(step.text)) step = await says(chat, CLIENT);
    else if (/день|когда|время/iu.test(step.text)) step = await says(chat, "послезавтра");
    else step = await says(chat, "да");
  }
  assert.fail(`no meeting after fourteen answers: ${JSON.stringify(step)}`);
}

async function carries(page, id, stage) {
  const card = page.locator(`[data-deal="${id}"]`);
  await column(page, stage).scrollIntoViewIfNeeded();
  await card.scrollIntoViewIfNeeded();
  const from = await card.boundingBox();
  const to = await column(page, stage).boundingBox();
  await page.mouse.move(from.x + 40, from.y + from.height - 14);
  await page.mouse.down();
  await page.mouse.move(from.x + 80, from.y + from.height, { steps: 4 });
  await page.mouse.move(to.x + 60, to.y + 160, { steps: 6 });
  await page.mouse.up();
}

/** A guide who serves the journey; the client is handed over from the deal, on a phone. */
async function handsOver(page, id) {
  const name = "Гид Азамат Ким";
  await page.goto(`${server.url}/app/partners`);
  await page
    .getByRole("button", { name: t("partners:add"), exact: true })
    .first()
    .click();
  const form = page.getByRole("dialog");
  await form.getByLabel(t("partners:form.name")).fill(name);
  await form.getByLabel(t("partners:form.email")).fill("azamat@guide.example");
  await form.getByRole("button", { name: t("app:save"), exact: true }).click();
  await page.getByRole("heading", { level: 1, name }).waitFor();

  await page.goto(`${server.url}/app/deals/${id}`);
  await page.getByRole("button", { name: t("referrals:give.title"), exact: true }).click();
  const give = page.getByRole("dialog");
  await give.getByRole("combobox", { name: t("referrals:give.partner") }).click();
  await page.getByRole("option", { name }).click();
  await give.getByLabel(t("referrals:give.wish")).fill("Иссык-Куль на двоих, июль");
  await give.getByLabel(t("referrals:give.consent")).fill("Согласилась на встрече");
  await shot(page, "give-360");
  await give.getByRole("button", { name: t("referrals:give.action"), exact: true }).click();
  const block = page.getByRole("region", { name: t("referrals:title") });
  await block.getByText(t("referrals:status.sent"), { exact: true }).waitFor();
  const letter = await server.letters.to("azamat@guide.example");
  return { block, link: letter.text.match(/\/r\/[\w-]{43}/)[0] };
}

async function run() {
  await server.start({ clockDays: -DAYS });
  const api = async () => ownerApi(server, await signIn(server));
  let call = await api();
  // Some agents answer in working hours only, and this is played at any.
  const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: "00:00", closes: "24:00" }));
  for (const { id: branch } of (await call("GET", "/branches")).items) {
    await call("PATCH", `/branches/${branch}`, { hours });
  }

  // A lead out of a chat: the first wish makes the deal.
  const client = await open(server.hello.page, PHONE);
  const chat = new Chat(client);
  await client.locator("button.launcher.shown").tap();
  await chat.ready();
  await says(chat, "Хочу в тур");
  await says(chat, "К озеру");
  const { items } = await call("GET", "/deals?limit=5&sort=-created");
  const { id, contact_id: contact } = items[0];
  assert.equal(items[0].stage, "new-lead");
  done("the client writes on the site: a deal begins");

  const desk = await open("/app/deals", DESK, await signIn(server));
  await isAt(desk, "new-lead", id);
  await desk.locator(`[data-deal="${id}"]`).getByRole("link").focus();
  for (const key of ["Space", "ArrowRight", "Space"]) await desk.keyboard.press(key);
  await isAt(desk, "qualification", id);
  await shot(desk, "board-1280");
  done("qualified, carried with keys");

  // Days without a word.
  await server.kill();
  await server.start();
  call = await api();
  await desk.context().addCookies(await signIn(server));
  await desk.goto(`${server.url}/app/deals`);
  await isAt(desk, "nurturing", id);
  done("four days of silence: nurtured by itself");

  await chat.ready();
  await says(chat, "Подберите тур: к озеру, в июле на два дня, нас двое");
  for (let turn = 0; turn < 4; turn += 1) {
    const { text } = await chat.question();
    if (/сумм|рассчитываете/iu.test(text)) await says(chat, "до 10 тысяч сомов");
    else if (/ходите/iu.test(text)) await says(chat, "Просто гуляем");
    else break;
  }
  await isAt(desk, "offer", id);
  done("the client comes back, the agent offers tours");

  await meets(chat);
  await isAt(desk, "negotiation", id);
  await shot(client, "chat-360");
  done("a meeting is booked in the chat: negotiated");

  await carries(desk, id, "sale");
  await isAt(desk, "sale", id);
  await shot(desk, "sold-1280");
  done("sold, carried with the mouse");

  const phone = await open("/app/partners", PHONE, await signIn(server));
  const { block, link } = await handsOver(phone, id);
  const guide = await open(`${link}?lang=ru`, PHONE);
  await guide.getByText(CLIENT).first().waitFor();
  await shot(guide, "partner-360");
  await guide.getByRole("button").first().click();
  await guide.locator("a[href^='tel:']").first().waitFor();
  await block.getByText(t("referrals:status.accepted"), { exact: true }).waitFor();
  await isAt(desk, "service", id);
  await shot(phone, "handed-360");
  done("a partner takes the client by the link: served");

  const stage = phone.getByRole("combobox", { name: new RegExp(t("deals:deal.stage_of", { name: "" }).trim()) });
  await stage.click();
  await phone.getByRole("option", { name: "Обратная связь" }).click();
  await isAt(desk, "feedback", id);
  done("moved to feedback from the card on a phone");

  await says(chat, "Мы вернулись, всё супер, спасибо!");
  await says(chat, "5");
  await says(chat, "Озеро и гид Азамат, всё класс");
  await says(chat, "да");
  await says(chat, "Теперь хочется на юг");
  await isAt(desk, "repeat-sale", id);
  done("a mark, and the wish for another journey: repeat sale");

  const { items: moves } = await call("GET", `/deals/${id}/moves`);
  const made = moves.map(({ to, cause }) => [to, cause]).reverse();
  const causes = "agent person silence agent booking person referral person agent".split(" ");
  assert.deepEqual(
    made,
    STAGES.map((to, at) => [to, causes[at]]),
  );
  for (const [page, size] of [
    [desk, 1280],
    [phone, 360],
  ]) {
    await page.goto(`${server.url}/app/deals/${id}`);
    const way = page.locator("section", { has: page.getByRole("heading", { name: t("deals:moves.title") }) });
    await way
      .getByRole("listitem")
      .nth(STAGES.length - 1)
      .waitFor();
    const told = await way.getByRole("listitem").allTextContents();
    assert.equal(told.length, STAGES.length);
    const words = { silence: "cause.silence", booking: "cause.booking", referral: "cause.referral" };
    for (const [at, cause] of causes.toReversed().entries())
      assert.ok(
        told[at].includes(words[cause] ? t(`deals:${words[cause]}`) : cause === "agent" ? "агент" : "Вера"),
        told[at],
      );
    await way.scrollIntoViewIfNeeded();
    await shot(page, `history-${size}`);
    await page.goto(`${server.url}/app/contacts/${contact}`);
    if (size === 360) await page.getByText(t("contacts:part.story"), { exact: true }).click();
    const story = page.getByRole("region", { name: t("contacts:story.title") });
    await story.getByText(t("contacts:story.end")).scrollIntoViewIfNeeded();
    await story.getByText(t("contacts:story.deal_new"), { exact: true }).waitFor();
    assert.equal(await story.getByRole("link", { name: new RegExp(`^${t("contacts:story.deal")}`) }).count(), 8);
    for (const said of ["visit.create", "partner.sent", "partner.accepted"])
      await story
        .getByText(t(`contacts:story.${said}`))
        .first()
        .waitFor();
    await shot(page, `story-${size}`);
  }
  done("the histories are whole");
  assert.deepEqual(faults, []);
}

let hasFailed = false;
try {
  await run();
  console.log(`ok   the full cycle in ${((performance.now() - began) / 1000).toFixed(1)} s`);
} catch (fault) {
  hasFailed = true;
  console.log(`FAIL after: ${steps.at(-1) ?? "nothing"}\n${fault.stack}\n${faults.join("\n")}`);
  for (const [index, page] of pages.entries())
    await page.screenshot({ path: join(shots, `FAIL-${index}.png`) }).catch(() => {});
}
await browser.close();
await server.remove();
process.exit(hasFailed ? 1 : 0);
