// Teams: made on the page of people; a conversation is handed to one and found by it; one says to be away.

import { customer } from "../customer.mjs";
import { bubble, row } from "../inbox.mjs";

export const stories = [
  {
    name: "made, handed a conversation, filtered by",
    path: "/app/settings/people",
    run: async (context) => {
      const { page, server, t, shot, expect, isPhone } = context;
      const name = `Продажи ${Math.floor(Math.random() * 100_000)}`;
      await page.getByRole("button", { name: t("teams:form.new") }).click();
      const form = page.getByRole("dialog", { name: t("teams:form.new") });
      await form.getByRole("textbox", { name: t("teams:form.name"), exact: true }).fill(name);
      await form.getByRole("radio", { name: t("teams:assignment.manual.name") }).check();
      await shot("team-form");
      await form.getByRole("button", { name: t("app:save") }).click();
      await form.waitFor({ state: "hidden" });
      await page
        .getByRole("list", { name: t("teams:title") })
        .getByText(name)
        .waitFor();
      await shot("teams");

      const who = "Василиса Отделова";
      const says = customer(context, who);
      const { conversation_id: id } = await says("Здравствуйте!");
      await page.goto(`${server.url}/app/inbox/${id}`);
      await bubble(page, "Здравствуйте").first().waitFor();
      await page
        .getByRole("button", { name: t(isPhone ? "inbox:actions" : "inbox:assign.title"), exact: true })
        .click();
      await page.getByRole("menuitem", { name, exact: true }).click();
      const read = async () =>
        (await (await page.request.get(`${server.url}/api/v1/conversations/${id}`)).json()).team_id;
      const team = (await (await page.request.get(`${server.url}/api/v1/teams`)).json()).items.find(
        (one) => one.name === name,
      );
      await page.waitForFunction(() => !document.querySelector("[role=menu]"));
      for (let tries = 0; (await read()) !== team.id && tries < 50; tries += 1) await page.evaluate(() => 0);
      expect.equal(await read(), team.id);

      await page.goto(`${server.url}/app/inbox`);
      await row(page, who).waitFor();
      await page.getByRole("button", { name: t("inbox:filters"), exact: true }).click();
      await page.getByRole("combobox", { name: t("inbox:any_team") }).click();
      await page.getByRole("option", { name, exact: true }).click();
      await row(page, who).waitFor();
      expect.equal(await page.locator("[data-row]").count(), 1);
      await shot("inbox-team");
    },
  },
  {
    name: "away, and back",
    path: "/app/tasks",
    only: ({ width }) => width > 500,
    run: async ({ page, server, t, shot, expect }) => {
      const menu = page.getByRole("button", { name: new RegExp(t("app:account.menu")) }).first();
      const item = page.getByRole("menuitem", { name: new RegExp(`^${t("app:account.away")}`) });
      const isAway = async () => (await (await page.request.get(`${server.url}/api/v1/auth/me`)).json()).org.is_away;
      for (const wanted of [true, false]) {
        await menu.click();
        const [reply] = await Promise.all([
          page.waitForResponse((one) => one.url().endsWith("/auth/me") && one.request().method() === "PATCH"),
          item.click(),
        ]);
        expect.ok(reply.ok());
        expect.equal(await isAway(), wanted);
        if (wanted) await shot("away");
        await page.keyboard.press("Escape");
      }
    },
  },
];
