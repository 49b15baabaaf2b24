// Several conversations at once, and filters that are kept: chosen with Shift, closed together, taken back, seen again under a name.

import { customer } from "../customer.mjs";
import { row } from "../inbox.mjs";

export const stories = [
  {
    name: "several are closed at once, and taken back",
    path: "/app/inbox",
    pictures: ["inbox-bulk", "inbox-views"],
    run: async (context) => {
      const { page, t, shot, expect, isPhone } = context;
      const family = `Громовы${Math.random().toString(36).slice(2, 6)}`;
      const names = ["Алла", "Белла", "Вера"].map((name) => `${name} ${family}`);
      for (const name of names) await customer(context, name)("Позовите администратора, пожалуйста");
      await page.getByRole("searchbox", { name: t("inbox:search") }).fill(family);
      await page.waitForFunction(() => document.querySelectorAll("[data-row]").length === 3);
      const box = (name) => page.getByRole("checkbox", { name: t("inbox:bulk.choose", { name }) });
      if (isPhone) {
        await page.getByRole("button", { name: t("inbox:bulk.begin") }).tap();
        for (const name of names) await box(name).tap();
      } else {
        // The newest stands first.
        await row(page, names[2]).focus();
        await page.keyboard.press("x");
        await row(page, names[0]).click({ modifiers: ["Shift"] });
      }
      const bar = page.getByRole("toolbar", { name: t("inbox:bulk.title") });
      await bar.getByText("3", { exact: true }).waitFor();
      await shot("inbox-bulk");
      await bar.getByRole("button", { name: t("inbox:bulk.close") }).click();
      await page.waitForFunction(() => document.querySelectorAll("[data-row]").length === 0);
      await page.getByText(t("inbox:bulk.done.close", { count: 3 })).waitFor();
      await page.getByRole("button", { name: t("inbox:bulk.undo") }).click();
      await page.waitForFunction(() => document.querySelectorAll("[data-row]").length === 3);
      expect.equal(await bar.count(), 0);

      const filters = page.getByRole("button", { name: t("inbox:filters") });
      if ((await filters.getAttribute("aria-expanded")) !== "true") await filters.click();
      await page.getByRole("button", { name: t("inbox:saved.save") }).click();
      const dialog = page.getByRole("dialog", { name: t("inbox:saved.save") });
      await dialog.getByRole("textbox", { name: t("inbox:saved.name") }).fill(family);
      await dialog.getByRole("button", { name: t("app:save") }).click();
      await dialog.waitFor({ state: "hidden" });
      await page.getByRole("button", { name: t("inbox:clear_search") }).click();
      await page.getByRole("button", { name: new RegExp(`^${t("inbox:view.all")}`) }).click();
      await page.getByRole("menuitem", { name: family }).waitFor();
      await shot("inbox-views");
      await page.getByRole("menuitem", { name: family }).click();
      await page.waitForFunction(() => document.querySelectorAll("[data-row]").length === 3);
    },
  },
];
