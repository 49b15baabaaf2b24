// The deeds of a day by keys alone: nothing here points at anything. What has to be come to is come to with Tab and arrows.

import assert from "node:assert/strict";
import { customer } from "./customer.mjs";
import { bubble, row } from "./inbox.mjs";

const MOST = 90;
const hasFocus = (target) => target.evaluate((el) => el === document.activeElement);

/** Presses a key until `target` has the focus. */
async function comeTo(page, target, key = "Tab") {
  await target.waitFor({ state: "attached" });
  for (let press = 0; press < MOST; press += 1) {
    if (await hasFocus(target)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${MOST} times ${key} do not come to ${target}`);
}
async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}
/** Comes to a button and presses it. */
async function use(page, target, key = "Tab") {
  await comeTo(page, target, key);
  await page.keyboard.press("Enter");
}
/** Writes and takes what the list below offers. */
async function choose(page, text, option) {
  await page.keyboard.type(text);
  await option.waitFor();
  for (let tries = 0; tries < 30; tries += 1) {
    await page.keyboard.press("ArrowDown");
    if ((await option.getAttribute("data-combobox-selected")) === "true") break;
  }
  await page.keyboard.press("Enter");
}

const dateOf = (at) => new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Moscow" }).format(new Date(at));
const clock = (at) =>
  new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Moscow" }).format(
    new Date(at),
  );

/** The first free time of somebody for something. */
async function freeTime(call) {
  const { items: services } = await call("GET", "/services");
  const from = new Date(Date.now() + 86_400_000).toISOString();
  const until = new Date(Date.now() + 12 * 86_400_000).toISOString();
  for (const service of services) {
    const { items } = await call("GET", `/slots?services=${service.id}&from=${from}&until=${until}&limit=1`);
    if (items[0]) return { service, slot: items[0] };
  }
  throw new Error("nobody is free");
}

export const deeds = [
  {
    name: "a conversation is taken, answered and closed",
    run: async ({ page, server, demo, t }) => {
      const name = "Ольга Ключева";
      await customer({ server, demo }, name)("Хочу поговорить с человеком");
      await page.goto(`${server.url}/app/inbox`);
      await row(page, name).waitFor();
      await press(page, "/");
      await page.keyboard.type(name);
      await page.waitForFunction(() => document.querySelectorAll("[data-row]").length === 1);
      await press(page, "Escape", "j", "Enter");
      await bubble(page, "Хочу поговорить").waitFor();
      await press(page, "a");
      await page.getByRole("button", { name: t("inbox:assign.now", { name: "" }).trim() }).waitFor();
      await press(page, "r");
      await page.keyboard.type("Слушаю вас");
      await press(page, "Enter");
      await bubble(page, "Слушаю вас").waitFor();
      await press(page, "Escape", "e");
      await page.waitForFunction(() => document.querySelectorAll("[data-row]").length === 0);
    },
  },
  {
    name: "a deal goes on to the next stage",
    run: async ({ page, server, call }) => {
      const { items: contacts } = await call("GET", "/contacts?limit=1");
      const stages = ["Заявка", "Смета"].map((name) => ({
        name,
        name_en: name,
        kind: "open",
        color: "blue",
        rules: {},
      }));
      const won = { name: "Оплачено", name_en: "Paid", kind: "won", color: "teal", rules: {} };
      const lost = { name: "Сорвалось", name_en: "Lost", kind: "lost", color: "gray", rules: {} };
      const funnel = await call("POST", "/pipelines", {
        name: "Ключи",
        name_en: "Keys",
        loss_reasons: ["Дорого"],
        stages: [...stages, won, lost],
      });
      const [first, second] = funnel.stages;
      const wish = { contact_id: contacts[0].id, pipeline: funnel.key, stage: first.key, title: "Юбилей по ключам" };
      const { id } = await call("POST", "/deals", wish);
      await page.goto(`${server.url}/app/deals?pipeline=${funnel.key}`);
      await comeTo(page, page.locator(`[data-deal="${id}"] a`));
      await press(page, "Space", "ArrowRight", "Space");
      await page.locator(`[data-column="${second.key}"] [data-deal="${id}"]`).waitFor();
      await page.waitForFunction((one) => document.activeElement?.closest(`[data-deal="${one}"]`), id);
    },
  },
  {
    name: "a visit is written down",
    run: async ({ page, server, call, t }) => {
      const { service, slot } = await freeTime(call);
      await page.goto(`${server.url}/app/calendar?date=${dateOf(slot.starts_at)}`);
      await page.locator("[data-column]").first().waitFor();
      await press(page, "n");
      const form = page.getByRole("dialog", { name: t("calendar:form.title") });
      await comeTo(page, form.getByPlaceholder(t("calendar:form.client_hint")));
      await choose(page, "Ксения Ключева", page.getByRole("option", { name: t("calendar:form.new_client") }));
      await comeTo(page, form.getByLabel(t("calendar:form.phone")));
      await page.keyboard.type("9991234567");
      await comeTo(page, form.getByPlaceholder(t("calendar:form.services_hint")));
      await choose(page, service.name, page.getByRole("option", { name: service.name }).first());
      await press(page, "Escape");
      await comeTo(page, form.getByRole("radio", { name: clock(slot.starts_at), exact: true }).first());
      await press(page, "Space");
      await use(page, form.getByRole("button", { name: t("calendar:form.book"), exact: true }));
      await form.waitFor({ state: "hidden" });
      await page
        .getByRole("button", { name: /Ксения Ключева/ })
        .first()
        .waitFor();
    },
  },
  {
    name: "a customer is added",
    run: async ({ page, server, t }) => {
      await page.goto(`${server.url}/app/contacts`);
      await use(page, page.getByRole("button", { name: t("contacts:add"), exact: true }));
      const form = page.getByRole("dialog");
      await comeTo(page, form.getByRole("textbox", { name: t("contacts:field.name"), exact: true }));
      await page.keyboard.type("Клавдия Новая");
      await press(page, "Enter");
      await page.getByRole("heading", { name: "Клавдия Новая", level: 1 }).waitFor();
    },
  },
  {
    name: "a task is begun in the palette",
    run: async ({ page, server, call, t }) => {
      await page.goto(`${server.url}/app/`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await press(page, "Control+k");
      await comeTo(page, page.getByPlaceholder(t("app:palette.placeholder")));
      await page.keyboard.type(t("app:palette.new_task"));
      await page.getByRole("button", { name: t("app:palette.new_task") }).waitFor();
      await press(page, "Enter");
      const form = page.getByRole("dialog", { name: t("tasks:form.new") });
      await comeTo(page, form.getByRole("textbox", { name: t("tasks:form.title") }));
      await page.keyboard.type("Заказать плёнку");
      await press(page, "Enter");
      await form.waitFor({ state: "hidden" });
      const { items } = await call("GET", "/tasks?limit=50");
      assert.ok(items.some(({ title }) => title === "Заказать плёнку"));
    },
  },
  {
    name: "theme and language are changed",
    run: async ({ page, server, t, lang }) => {
      await page.goto(`${server.url}/app/`);
      const open = page.getByRole("button", { name: new RegExp(t("app:account.menu")) });
      await use(page, open);
      await use(page, page.getByRole("menuitem", { name: t("app:account.theme_light") }), "ArrowDown");
      await page.waitForFunction(() => document.documentElement.dataset.mantineColorScheme === "light");
      const [code, name] = lang === "ru" ? ["en", "English"] : ["ru", "Русский"];
      await use(page, page.getByRole("menuitem", { name, exact: true }), "ArrowDown");
      await page.waitForFunction((to) => document.documentElement.lang === to, code);
    },
  },
];
