// Words said long ago: found in whatever form they are asked for, marked, and opened at their place.

import { customer } from "../customer.mjs";
import { bubble, thread } from "../inbox.mjs";

export const stories = [
  {
    name: "a word said long ago is found",
    path: "/app/inbox",
    pictures: ["inbox-search"],
    run: async (context) => {
      const { page, t, shot, expect } = context;
      const name = "Клара Невельская";
      const says = customer(context, name);
      await says("Добрый день! У меня аллергия на хризантемы, учтите, пожалуйста");
      for (let n = 1; n <= 14; n += 1) await says(`Уточню ещё раз, вопрос номер ${n}`);
      const field = page.getByRole("searchbox", { name: t("inbox:search") });
      await field.fill("хризантема");
      const found = page.getByRole("region", { name: t("inbox:found.title") });
      const hit = found.locator("[data-found]", { hasText: name }).first();
      await hit.waitFor();
      expect.equal(await hit.locator("mark").first().textContent(), "хризантемы");
      await shot("inbox-search");
      await hit.click();
      const said = bubble(page, "аллергия на хризантемы").first();
      await said.waitFor();
      expect.equal(await thread(page).locator("[data-goal]").count(), 1);
      const [place, pane] = [await said.boundingBox(), await thread(page).boundingBox()];
      expect.ok(place.y >= pane.y && place.y < pane.y + pane.height, "the message is on the screen");
      await shot("inbox-search-opened");
    },
  },
];
