// Notices: the bell counts and opens what it is about; one decides what is told where, and when not; a customer who waits has a deadline.

import { customer } from "../customer.mjs";
import { bubble, row } from "../inbox.mjs";

const CALL = "Позовите живого человека, пожалуйста";

/** Opens a select by its label and takes a choice. */
async function choose(page, label, option) {
  await page.getByRole("combobox", { name: label }).click();
  await page.getByRole("option", { name: option }).click();
}

/** Presses a switch, and waits until it stands as wanted: it does a moment later. */
async function turn(box, isOn) {
  await box.click({ force: true });
  for (let tries = 0; (await box.isChecked()) !== isOn; tries += 1) {
    if (tries > 100) throw new Error("the switch does not turn");
    await box.page().waitForTimeout(30);
  }
}

export const stories = [
  {
    name: "the bell counts, and leads to the customer",
    path: "/app/tasks",
    run: async (context) => {
      const { page, server, t, shot, isPhone, expect } = context;
      const who = `Глаша Звонкова ${Math.floor(Math.random() * 100_000)}`;
      const { conversation_id: id } = await customer(context, who)(CALL);
      if (isPhone) await page.goto(`${server.url}/app/notices`);
      else
        await page
          .getByRole("button", { name: new RegExp(`^${t("notices:title")}: `) })
          .first()
          .click();
      const line = page.getByRole("button").filter({ hasText: who }).first();
      await line.waitFor();
      await shot("notices");
      await line.click();
      await page.waitForURL(`**/app/inbox/${id}`);
      await bubble(page, CALL).first().waitFor();
      const left = async () =>
        (await (await page.request.get(`${server.url}/api/v1/notices?unread=true&limit=200`)).json()).items;
      for (let tries = 0; (await left()).some((one) => one.conversation_id === id) && tries < 50; tries += 1)
        await page.evaluate(() => 0);
      expect.equal(
        (await left()).some((one) => one.conversation_id === id),
        false,
      );
    },
  },
  {
    name: "what, where, and when not",
    path: "/app/settings/notifications",
    pictures: ["notices-settings"],
    run: async ({ page, t, shot, expect }) => {
      const wish = page.getByRole("checkbox", { name: `${t("notices:kind.deal.name")}: ${t("notices:channel.app")}` });
      await turn(wish, false);
      const quiet = page.getByRole("switch", { name: t("notices:quiet.on") });
      await turn(quiet, true);
      await page.getByRole("textbox", { name: t("notices:quiet.from"), exact: true }).waitFor();
      await shot("notices-settings");
      await page.reload();
      await quiet.waitFor();
      expect.equal(await wish.isChecked(), false);
      expect.equal(await quiet.isChecked(), true);
      await turn(wish, true);
      await turn(quiet, false);
      await page.getByRole("textbox", { name: t("notices:quiet.from"), exact: true }).waitFor({ state: "hidden" });
    },
  },
  {
    name: "a promise, a countdown, a share",
    path: "/app/settings/people",
    run: async (context) => {
      const { page, server, t, shot } = context;
      await choose(page, t("sla:first"), /^15 /);
      await page.getByText(t("app:saved")).first().waitFor();
      await shot("sla-promise");
      const who = `Фёкла Ждунова ${Math.floor(Math.random() * 100_000)}`;
      const { conversation_id: id } = await customer(context, who)(CALL);
      await page.goto(`${server.url}/app/inbox`);
      await row(page, who).getByText(t("sla:left")).waitFor({ state: "attached" });
      await shot("sla-row");
      await page.goto(`${server.url}/app/inbox/${id}`);
      await page.locator("header").getByText(t("sla:left")).first().waitFor({ state: "attached" });
      await shot("sla-header");
      await page.goto(`${server.url}/app/`);
      await page.getByRole("heading", { name: t("sla:card.title") }).waitFor();
      await shot("sla-card");
      await page.goto(`${server.url}/app/settings/people`);
      await choose(page, t("sla:first"), t("sla:nothing"));
    },
  },
];
