// The inbox: a customer writes, the agent answers, a person takes over; nothing is lost or doubled when the line breaks.

import { customer } from "../customer.mjs";
import { bubble, openRow, reply, row, thread } from "../inbox.mjs";

export const stories = [
  {
    name: "a customer comes, a person answers",
    path: "/app/inbox",
    pictures: ["inbox", "inbox-conversation", "inbox-why"],
    run: async (context) => {
      const { page, t, shot, expect, isPhone } = context;
      const name = "Мария Лебедева";
      const says = customer(context, name);
      await page.locator("[data-row]").first().waitFor();
      await says("Здравствуйте! Сколько стоит маникюр и можно ли завтра вечером?");
      await row(page, name).waitFor();
      await shot("inbox");

      await openRow(page, name, isPhone);
      await bubble(page, "Сколько стоит маникюр").waitFor();
      await says("Позовите человека, пожалуйста");
      await bubble(page, "Позовите человека").first().waitFor();

      const field = reply(page, t);
      if (isPhone) await field.tap();
      else {
        await thread(page).focus();
        await page.keyboard.press("r");
      }
      await field.fill("Добрый день! Сейчас посмотрю свободное время.");
      await page.keyboard.press("Enter");
      await bubble(page, "Сейчас посмотрю").waitFor();
      await page.getByRole("tab", { name: t("inbox:composer.comment") }).click();
      const comment = page.getByRole("textbox", { name: t("inbox:composer.comment_placeholder") });
      await comment.fill("Клиентка ходит к Анне, предложите её время.");
      await page.keyboard.press("Enter");
      await thread(page).getByRole("note").getByText("Клиентка ходит").waitFor();
      expect.equal(await bubble(page, "Сейчас посмотрю").count(), 1);
      await shot("inbox-conversation");

      await page
        .getByRole("button", { name: t("inbox:why.open") })
        .last()
        .click();
      const why = page.getByRole("dialog", { name: t("inbox:why.title") });
      await why.getByText(t("inbox:why.heard")).waitFor();
      await shot("inbox-why");
      await page.keyboard.press("Escape");
      await why.waitFor({ state: "hidden" });
    },
  },
  {
    name: "the day of an operator, by keyboard",
    path: "/app/inbox",
    only: ({ width }) => width > 500,
    run: async (context) => {
      const { page, t, shot, expect } = context;
      const name = "Ольга Титова";
      await customer(context, name)("Хочу поговорить с человеком");
      await row(page, name).waitFor();
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: t("inbox:keys.title") }).waitFor();
      await shot("inbox-keys");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });

      await page.keyboard.press("/");
      await page.keyboard.type(name);
      await page.waitForFunction(() => document.querySelectorAll("[data-row]").length === 1);
      await page.keyboard.press("Escape");
      await page.keyboard.press("j");
      await page.keyboard.press("Enter");
      await bubble(page, "Хочу поговорить").waitFor();
      await page.keyboard.press("a");
      await page.getByRole("button", { name: t("inbox:assign.now", { name: "" }).trim() }).waitFor();
      await page.keyboard.press("r");
      await page.keyboard.type("Слушаю вас");
      await page.keyboard.press("Shift+Enter");
      await page.keyboard.type("Чем помочь?");
      await page.keyboard.press("Enter");
      await bubble(page, "Слушаю вас").waitFor();
      await page.keyboard.press("Escape");
      await page.keyboard.press("e");
      await page.waitForFunction(() => document.querySelectorAll("[data-row]").length === 0);
      expect.equal(await page.getByText(t("inbox:empty.found_here")).count(), 1);
      await shot("inbox-empty");
    },
  },
  {
    name: "two windows and a broken line",
    path: "/app/inbox",
    run: async (context) => {
      const { page, open, t, shot, expect } = context;
      const name = "Нина Орлова";
      const says = customer(context, name);
      const { conversation_id: id } = await says("Позовите, пожалуйста, администратора");
      const other = await open({ path: `/app/inbox/${id}` });
      await bubble(other, "администратора").first().waitFor();
      await page.goto(`${context.server.url}/app/inbox/${id}`);
      const field = reply(page, t);
      await field.fill("Здравствуйте, слушаю");
      await other
        .getByText(t("inbox:types_answer", { name: "" }).trim())
        .waitFor({ timeout: 100 })
        .catch(() => {});
      await page.keyboard.press("Enter");
      await bubble(other, "Здравствуйте, слушаю").waitFor();

      await page.context().setOffline(true);
      await field.fill("Это написано без связи");
      await page.keyboard.press("Enter");
      await field.fill("А это не дописано");
      await bubble(page, "без связи").waitFor();
      await shot("inbox-offline");
      await says("Вы здесь?");
      await page.context().setOffline(false);
      await bubble(other, "без связи").waitFor({ timeout: 20_000 });
      await bubble(page, "Вы здесь?").first().waitFor({ timeout: 20_000 });
      await page.reload();
      await bubble(page, "без связи").waitFor();
      for (const window of [page, other]) {
        expect.equal(await bubble(window, "Это написано без связи").count(), 1);
        expect.equal(await bubble(window, "Здравствуйте, слушаю").count(), 1);
      }
      expect.equal(await field.inputValue(), "А это не дописано");
      await field.fill("");
    },
  },
];
