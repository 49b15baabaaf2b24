// What is remembered of a customer: written by a person, corrected, kept for a while, forgotten.

import { customer } from "../customer.mjs";

export const stories = [
  {
    name: "a fact is written down, corrected and forgotten",
    path: "/app/contacts",
    pictures: ["contact-memory"],
    run: async (context) => {
      const { page, server, cookies, shot, t, isPhone } = context;
      const { conversation_id: talk } = await customer(context, "Милана Орлова")("Здравствуйте!");
      const reply = await fetch(`${server.url}/api/v1/conversations/${talk}`, {
        headers: { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; ") },
      });
      const { contact } = await reply.json();
      await page.goto(`${server.url}/app/contacts/${contact.id}`);
      if (isPhone) await page.getByText(t("contacts:part.data"), { exact: true }).click();
      const memory = page.getByRole("region", { name: t("contacts:memory.title"), exact: true });
      await memory.getByText(t("contacts:memory.none")).waitFor();
      await memory.getByRole("button", { name: t("contacts:memory.add"), exact: true }).click();
      const form = page.getByRole("dialog");
      await form.getByRole("button", { name: t("app:save"), exact: true }).click();
      await form.getByText(t("contacts:memory.missing")).waitFor();
      await form.getByRole("combobox", { name: t("contacts:memory.about") }).click();
      await page.getByRole("option", { name: t("contacts:memory.key.hours"), exact: true }).click();
      await form.getByRole("textbox", { name: t("contacts:memory.text") }).fill("После шести вечера");
      await form.getByRole("combobox", { name: t("contacts:memory.keep") }).click();
      await page.getByRole("option", { name: t("contacts:memory.term.180"), exact: true }).click();
      await shot("contact-memory-form");
      await form.getByRole("button", { name: t("app:save"), exact: true }).click();
      await memory.getByText("После шести вечера").waitFor();
      await memory.getByText(t("contacts:memory.source.person")).waitFor();
      await memory.scrollIntoViewIfNeeded();
      await shot("contact-memory");

      await memory.getByRole("button", { name: t("contacts:memory.change", { text: "После шести вечера" }) }).click();
      await form.getByRole("textbox", { name: t("contacts:memory.text") }).fill("После семи вечера");
      await form.getByRole("button", { name: t("app:save"), exact: true }).click();
      await memory.getByText("После семи вечера").waitFor();
      await memory
        .getByRole("button", { name: t("contacts:memory.forget_fact", { text: "После семи вечера" }) })
        .click();
      await form.getByRole("button", { name: t("contacts:memory.forget"), exact: true }).click();
      await memory.getByText(t("contacts:memory.none")).waitFor();
    },
  },
];
