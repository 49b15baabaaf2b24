// Two people on one conversation: each sees that the other is here and writes, and is told when the other was faster.

import { invite } from "../colleague.mjs";
import { customer } from "../customer.mjs";
import { bubble, reply } from "../inbox.mjs";

export const stories = [
  {
    name: "a colleague looks, writes and answers first",
    path: "/app/inbox",
    run: async (context) => {
      const { page, open, server, cookies, t, shot, expect, lang, width, scheme } = context;
      const name = "Ольга Второва";
      const email = `together.${lang}.${width}.${scheme}@example.com`;
      const { conversation_id: id } = await customer(context, "Ирина Полякова")("Позовите человека, пожалуйста");
      const path = `/app/inbox/${id}`;
      await page.goto(`${server.url}${path}`);
      await bubble(page, "Позовите человека").first().waitFor();
      const here = page.getByRole("img", { name: t("inbox:here", { names: name }) });
      expect.equal(await here.count(), 0);

      const mate = await open({ as: await invite(server, cookies, { email, name }), path });
      await here.waitFor();
      await reply(page, t).fill("Здравствуйте! Меня зовут Вера, сейчас");
      await mate.getByText(t("inbox:types_answer", { name: "Вера Логинова" })).waitFor();
      await reply(mate, t).pressSequentially("Добрый день, слушаю вас");
      await page.getByText(t("inbox:types_answer", { name })).waitFor();
      await shot("inbox-colleague");

      await mate.keyboard.press("Enter");
      const notice = page.getByRole("status").filter({ hasText: t("inbox:overtaken", { name }) });
      await notice.getByText("Добрый день, слушаю вас").waitFor();
      await bubble(page, "Добрый день, слушаю вас").waitFor();
      await shot("inbox-overtaken");
      await notice.getByRole("button", { name: t("app:close") }).click();
      await notice.waitFor({ state: "hidden" });
      expect.equal(await reply(page, t).inputValue(), "Здравствуйте! Меня зовут Вера, сейчас");

      await mate.goto(`${server.url}/app/inbox`);
      await here.waitFor({ state: "hidden" });
    },
  },
];
