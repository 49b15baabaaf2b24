// Canned replies: made in the settings, put into an answer by a slash; what nobody knows is asked for and never goes out.

import { customer } from "../customer.mjs";
import { bubble, reply } from "../inbox.mjs";

export const stories = [
  {
    name: "made, and put into an answer",
    path: "/app/settings/canned",
    pictures: ["canned"],
    run: async (context) => {
      const { page, server, t, shot, expect, isPhone } = context;
      const word = process.env.PICTURES ? "ждём" : `ждём${Math.floor(Math.random() * 100_000)}`;
      await page
        .getByRole("button", { name: t("canned:form.new") })
        .first()
        .click();
      const form = page.getByRole("dialog", { name: t("canned:form.new") });
      await form.getByRole("textbox", { name: t("canned:form.title") }).fill("Напомнить о визите");
      await form.getByRole("textbox", { name: t("canned:form.shortcut") }).fill(word);
      const text = form.getByRole("textbox", { name: t("canned:form.text"), exact: true });
      await text.fill("Здравствуйте, ");
      await form.getByRole("button", { name: t("inbox:canned.variable.contact_first_name"), exact: true }).click();
      expect.equal(await text.inputValue(), "Здравствуйте, {{contact.first_name}}");
      await text.fill("{{contact.first_name}}, ждём вас {{booking.next}}!");
      await form.getByRole("region", { name: t("canned:preview") }).waitFor();
      await shot("canned");
      await form.getByRole("button", { name: t("app:save") }).click();
      await form.waitFor({ state: "hidden" });
      await page.getByText(`/${word}`).waitFor();

      const says = customer(context, "Антонина Ждунова");
      const { conversation_id: id } = await says("Здравствуйте!");
      await page.goto(`${server.url}/app/inbox/${id}`);
      const field = reply(page, t);
      await field.waitFor();
      if (isPhone) {
        await page.getByRole("button", { name: t("inbox:canned.open") }).tap();
        await field.pressSequentially(word);
        await page.getByRole("option").first().tap();
      } else {
        await field.pressSequentially(`/${word}`);
        await page.getByRole("listbox", { name: t("inbox:canned.title") }).waitFor();
        await shot("canned-list");
        await page.keyboard.press("Enter");
      }
      const hole = t("inbox:canned.variable.booking_next");
      await page.getByRole("button", { name: hole, exact: true }).waitFor();
      expect.equal(await field.inputValue(), `Антонина, ждём вас [${hole}]!`);
      await shot("canned-hole");
      // It does not go while something is missing.
      await page.getByRole("button", { name: t("inbox:composer.send"), exact: true }).click();
      expect.match(await field.inputValue(), /\[/);
      await field.fill("Антонина, ждём вас завтра!");
      await page.getByRole("button", { name: t("inbox:composer.send"), exact: true }).click();
      await bubble(page, "ждём вас завтра").first().waitFor();
    },
  },
];
