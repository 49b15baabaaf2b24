// Fields of the firm's own: made in the settings, put in order by keys, filled in and checked in a card; consents beside them.

import { program } from "../program.mjs";

const own = async (call) => (await call("GET", "/custom-fields?entity=contact")).items;

export const stories = [
  {
    name: "fields of the firm's own",
    path: "/app/settings/fields",
    pictures: ["contact-fields"],
    run: async ({ page, server, demo, t, shot, expect }) => {
      const call = program({ server, demo });
      await call("PUT", "/custom-fields/contact", { fields: [] });
      await page.reload();
      await page.getByRole("heading", { name: t("custom-fields:empty.contact") }).waitFor();
      await shot("contact-fields-empty");
      const make = async (name, kind, choices = []) => {
        await page.getByRole("button", { name: t("custom-fields:add") }).click();
        const form = page.getByRole("dialog", { name: t("custom-fields:form.add") });
        await form.getByRole("textbox", { name: t("custom-fields:form.name") }).fill(name);
        await form.getByRole("combobox", { name: t("custom-fields:form.kind") }).click();
        await page.getByRole("option", { name: t(`custom-fields:kind.${kind}.name`), exact: true }).click();
        for (const choice of choices) {
          const input = form.getByRole("combobox", { name: t("custom-fields:form.choices") });
          await input.fill(choice);
          await input.press("Enter");
        }
        if (choices.length > 0) await shot("contact-field");
        await form.getByRole("button", { name: t("app:add"), exact: true }).click();
        await form.waitFor({ state: "hidden" });
      };
      await make("Порода", "text");
      await make("Корм", "choice", ["сухой", "влажный"]);
      await make("Прививка", "date");

      // The last one goes to the top by keys alone.
      const handle = page.getByRole("button", { name: t("custom-fields:drag.handle", { name: "Прививка" }) });
      await handle.focus();
      await page.keyboard.press("Space");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("Space");
      await page.getByRole("listitem").first().getByText("Прививка").waitFor();
      await shot("contact-fields");
      const kept = await own(call);
      expect.deepEqual(
        kept.map(({ name, kind }) => [name, kind]),
        [
          ["Прививка", "date"],
          ["Порода", "text"],
          ["Корм", "choice"],
        ],
      );

      // In the card each has the input of its kind.
      const contact = await call("POST", "/contacts", { name: "Полина Полева", fields: { Порода: "Корги" } });
      await page.goto(`${server.url}/app/contacts/${contact.id}`);
      await page.getByRole("button", { name: t("contacts:card.more") }).click();
      await page.getByRole("menuitem", { name: t("app:edit") }).click();
      const form = page.getByRole("dialog", { name: t("contacts:form.edit") });
      expect.equal(await form.getByRole("textbox", { name: "Порода" }).inputValue(), "Корги");
      await form.getByLabel("Прививка").fill("2026-12-01");
      await form.getByRole("combobox", { name: "Корм" }).click();
      await page.getByRole("option", { name: "влажный" }).click();
      await form.getByRole("switch", { name: t("contacts:reachable.unsubscribed") }).click();
      await shot("contact-own-fields");
      await form.getByRole("button", { name: t("app:save") }).click();
      await form.waitFor({ state: "hidden" });
      const card = await call("GET", `/contacts/${contact.id}`);
      expect.deepEqual(card.fields, { Порода: "Корги", Прививка: "2026-12-01", Корм: "влажный" });
      expect.equal(card.is_unsubscribed, true);
      await call("PUT", "/custom-fields/contact", { fields: [] });
    },
  },
  {
    name: "a consent given and taken back",
    path: "/app/contacts",
    pictures: ["contact-consents"],
    run: async ({ page, server, demo, t, shot, expect, isPhone }) => {
      const call = program({ server, demo });
      const contact = await call("POST", "/contacts", { name: "Савелий Согласный" });
      await page.goto(`${server.url}/app/contacts/${contact.id}`);
      await page.getByRole("heading", { level: 1, name: "Савелий Согласный" }).waitFor();
      if (isPhone) await page.getByText(t("contacts:part.data"), { exact: true }).click();
      const name = t("contacts:consent.marketing");
      const write = async (what, source) => {
        await page.getByRole("button", { name: t("contacts:journal.change", { name }) }).click();
        const form = page.getByRole("dialog", { name: t("contacts:journal.write") });
        await form.getByText(t(`contacts:journal.${what}`), { exact: true }).click();
        await form.getByRole("button", { name: t("contacts:journal.save") }).click();
        await form.getByText(t("contacts:journal.source_missing")).waitFor();
        await form.getByRole("textbox", { name: t("contacts:journal.source") }).fill(source);
        await shot(`contact-consent-${what}`);
        await form.getByRole("button", { name: t("contacts:journal.save") }).click();
        await form.waitFor({ state: "hidden" });
      };
      await write("given", "Бумажная анкета");
      await page.getByText(t("contacts:journal.holds"), { exact: true }).waitFor();
      await write("taken", "Письмо");
      await page.getByText(t("contacts:journal.refused"), { exact: true }).waitFor();
      await page.getByRole("button", { name: t("contacts:journal.title"), exact: true }).click();
      const journal = page.getByRole("dialog", { name: t("contacts:journal.title") });
      await journal.getByText(/Бумажная анкета/).waitFor();
      await shot("contact-consents");
      const { items } = await call("GET", `/contacts/${contact.id}/consents`);
      expect.deepEqual(
        items.map(({ kind, is_given }) => [kind, is_given]),
        [
          ["marketing", false],
          ["marketing", true],
        ],
      );
    },
  },
];
