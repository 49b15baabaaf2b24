// Where a person decides: the agent's draft goes out as it is, in other words, or not at all.

import { customer } from "../customer.mjs";
import { bubble, kept, row, thread } from "../inbox.mjs";

export const stories = [
  {
    name: "drafts are sent, changed and thrown away",
    path: "/app/inbox",
    run: async (context) => {
      const { page, server, t, shot, expect, isPhone } = context;
      const name = "Галина Сомова";
      const says = customer(context, name);
      const { conversation_id: id } = await says("Здравствуйте!");
      await page.goto(`${server.url}/app/inbox/${id}`);
      await bubble(page, "Здравствуйте").first().waitFor();
      await page.getByRole("button", { name: t("inbox:mode_now", { mode: t("inbox:mode.auto") }) }).click();
      await kept(page, `/conversations/${id}/mode`, () =>
        page.getByRole("menuitem", { name: new RegExp(`^${t("inbox:mode_do.draft")}`) }).click(),
      );
      await page.getByRole("button", { name: t("inbox:mode_now", { mode: t("inbox:mode.draft") }) }).waitFor();

      const draft = page.getByRole("region", { name: t("inbox:draft.title") });
      const button = (key) => draft.getByRole("button", { name: t(`inbox:draft.${key}`), exact: true });
      const ours = thread(page).locator("[data-author=agent]");
      const asks = async (text) => {
        const before = await ours.count();
        const { status, replies } = await says(text);
        expect.deepEqual([status, replies], ["human", []], "no answer without a person");
        await draft.waitFor({ timeout: 20_000 });
        expect.equal(await ours.count(), before, "what is not approved is not in the conversation");
      };

      await asks("Сколько стоит маникюр?");
      await shot("inbox-draft");
      if (!isPhone) await row(page, name).getByText(t("inbox:draft_ready")).waitFor();
      const proposed = await draft.locator("p").nth(1).innerText();
      await button("approve").click();
      await draft.waitFor({ state: "hidden" });
      await bubble(page, proposed.split("\n")[0]).first().waitFor();

      await asks("А где вы находитесь?");
      await button("edit").click();
      const words = draft.getByRole("textbox", { name: t("inbox:draft.words", { number: 1 }) });
      expect.notEqual(await words.inputValue(), "");
      await words.fill("Мы рядом с метро «Чистые пруды», вход со двора.");
      await shot("inbox-draft-edit");
      await button("send_mine").click();
      await draft.waitFor({ state: "hidden" });
      await bubble(page, "вход со двора").waitFor();

      await asks("Спасибо!");
      const before = await ours.count();
      await button("discard").click();
      await draft.waitFor({ state: "hidden" });
      expect.equal(await ours.count(), before);
      const { draft: left, waiting_since: waiting } = await (
        await page.request.get(`${server.url}/api/v1/conversations/${id}`)
      ).json();
      expect.equal(left ?? null, null);
      expect.ok(waiting, "the customer still waits");
    },
  },
];
