// What is left for later: put off until tomorrow, or taken for unread.

import { invite } from "../colleague.mjs";
import { customer } from "../customer.mjs";
import { bubble, kept, openRow, reply, row, thread, toList, view } from "../inbox.mjs";

const moon = (page, t) => page.getByRole("button", { name: t("inbox:snooze.title"), exact: true });
const menu = (page, t) => page.getByRole("button", { name: t("inbox:actions"), exact: true });
const item = (page, name) => page.getByRole("menuitem", { name: new RegExp(`^${name}`) });

async function putOff({ page, t, isPhone }) {
  if (isPhone) await menu(page, t).tap();
  else {
    await thread(page).focus();
    await page.keyboard.press("s");
  }
  await kept(page, "/snooze", () => item(page, t("inbox:snooze.tomorrow")).click());
}

export const stories = [
  {
    name: "put off until tomorrow and brought back",
    path: "/app/inbox",
    run: async (context) => {
      const { page, t, shot, isPhone } = context;
      const name = "Раиса Ладогина";
      const says = customer(context, name);
      await says("Позовите, пожалуйста, администратора");
      await row(page, name).waitFor();
      await openRow(page, name, isPhone);
      await bubble(page, "администратора").first().waitFor();
      if (!isPhone) {
        await moon(page, t).click();
        await item(page, t("inbox:snooze.tomorrow")).waitFor();
        await shot("inbox-snooze");
        await page.keyboard.press("Escape");
      }
      await putOff(context);
      await toList(page, t, isPhone);
      await row(page, name).waitFor({ state: "detached" });

      await view(page, t, "all", "snoozed");
      await row(page, name).waitFor();
      await shot("inbox-snoozed");
      await openRow(page, name, isPhone);
      await bubble(page, "администратора").first().waitFor();
      await (isPhone ? menu(page, t) : moon(page, t)).click();
      const back = item(page, t("inbox:snooze.back", { at: "" }).replace(/[^\p{L} ]+.*/u, ""));
      await back.waitFor();
      await shot("inbox-snooze-back");
      await kept(page, "/snooze", () => back.click());
      await toList(page, t, isPhone);
      await row(page, name).waitFor({ state: "detached" });
      await view(page, t, "snoozed", "all");
      await openRow(page, name, isPhone);
      await bubble(page, "администратора").first().waitFor();

      // Whoever writes again is not put off any more.
      await putOff(context);
      await toList(page, t, isPhone);
      await row(page, name).waitFor({ state: "detached" });
      await says("Вы ещё работаете?");
      await row(page, name).waitFor();
    },
  },
  {
    name: "taken for unread, on every device of the person and for nobody else",
    path: "/app/inbox",
    run: async (context) => {
      const { page, open, server, cookies, t, shot, expect, isPhone, lang, width, scheme } = context;
      const name = "Тамара Белова";
      const says = customer(context, name);
      const { conversation_id: id } = await says("Позовите, пожалуйста, администратора");
      const email = `later.${lang}.${width}.${scheme}@example.com`;
      const mate = await open({
        as: await invite(server, cookies, { email, name: "Инна Громова" }),
        path: `/app/inbox/${id}`,
      });
      const other = await open({ path: "/app/inbox" });
      const badge = (window) => window.locator("[data-row][data-unread]", { hasText: name });
      await bubble(mate, "администратора").first().waitFor();
      for (const window of [page, other]) await badge(window).waitFor();
      await openRow(page, name, isPhone);
      await bubble(page, "администратора").first().waitFor();
      await badge(other).waitFor({ state: "detached" });
      await reply(page, t).fill("Передам администратору.");
      await page.keyboard.press("Enter");
      await bubble(page, "Передам").waitFor();

      if (isPhone) {
        await menu(page, t).tap();
        await item(page, t("inbox:mark_unread")).tap();
      } else {
        await thread(page).focus();
        await page.keyboard.press("u");
      }
      for (const window of [page, other]) await badge(window).waitFor();
      await other.reload();
      await badge(other).waitFor();
      await other.getByRole("button", { name: t("inbox:filters"), exact: true }).click();
      await other.getByText(t("inbox:only_unread"), { exact: true }).click();
      await row(other, name).waitFor();
      await shot("inbox-unread", other);
      await mate.goto(`${server.url}/app/inbox`);
      await row(mate, name).waitFor();
      expect.equal(await badge(mate).count(), 0, "the mark is the person's own");

      await openRow(other, name, isPhone);
      await bubble(other, "Передам").waitFor();
      await badge(page).waitFor({ state: "detached" });
    },
  },
];
