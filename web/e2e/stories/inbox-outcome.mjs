// What a talk has come to: open while it goes on, settled by a thank-you, taken back when a person is needed after all.

import { customer } from "../customer.mjs";
import { bubble, openRow, row } from "../inbox.mjs";

const above = (page, name) =>
  page.locator("header").filter({ has: page.getByRole("heading", { name, level: 1, exact: true }) });

export const stories = [
  {
    name: "the end of a talk is told, and taken back",
    path: "/app/inbox",
    run: async (context) => {
      const { page, t, shot, isPhone } = context;
      const name = "Зоя Рябинина";
      const says = customer(context, name);
      await says("Сколько стоит женская стрижка?");
      await row(page, name).waitFor();
      await openRow(page, name, isPhone);
      await bubble(page, "женская стрижка").first().waitFor();
      const card = page.getByRole(isPhone ? "dialog" : "complementary", { name: t("inbox:panel.title") });
      const look = async () => {
        if (!isPhone) return;
        await page.getByRole("button", { name: t("inbox:actions"), exact: true }).tap();
        await page.getByRole("menuitem", { name: t("inbox:panel.title") }).tap();
      };
      const leave = async () => {
        if (!isPhone) return;
        await page.keyboard.press("Escape");
        await card.waitFor({ state: "hidden" });
      };
      await look();
      await card.getByRole("heading", { name: t("inbox:outcome.so_far") }).waitFor();
      await card.getByText(t("inbox:outcome.kind.answered")).waitFor();
      await leave();

      await says("Спасибо, всё понятно!");
      await above(page, name).getByText(t("inbox:outcome.kind.answered")).waitFor();
      await look();
      await card.getByText(t("inbox:outcome.resolution.confirmed")).waitFor();
      await shot("inbox-outcome");
      await leave();

      await says("Позовите, пожалуйста, человека");
      await above(page, name).getByText(t("inbox:outcome.kind.handed_over")).waitFor();
      await look();
      await card.getByText(t("inbox:reason.asked")).waitFor();
      await card.getByText(t("inbox:outcome.reversed.person")).waitFor();
      await shot("inbox-outcome-reversed");
    },
  },
];
