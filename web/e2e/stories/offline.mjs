// The app without a network: it opens, shows what was seen last, keeps what is written, and sends it once when the line is back.

import { customer } from "../customer.mjs";
import { bubble, openRow, reply, row, toList } from "../inbox.mjs";
import { ownerApi } from "../owner-api.mjs";

/** What the browser has put away, by name. */
const names = (page) =>
  page.evaluate(
    () =>
      new Promise((done) => {
        const opening = indexedDB.open("samovar");
        opening.onerror = () => done([]);
        opening.onsuccess = () => {
          const asking = opening.result.transaction("kept").objectStore("kept").getAllKeys();
          asking.onsuccess = () => {
            opening.result.close();
            done(asking.result);
          };
        };
      }),
  );

/** Everything is put away a moment after it has come. */
async function kept(page, ...wanted) {
  for (let tries = 0; tries < 60; tries += 1) {
    const found = await names(page);
    if (wanted.every((name) => found.some((one) => one.includes(name)))) return;
    await page.waitForTimeout(100);
  }
  throw new Error(`not kept: ${wanted} in ${await names(page)}`);
}

export const stories = [
  {
    name: "the inbox opens without a network, and what is written goes out once",
    path: "/app/inbox",
    pictures: ["offline"],
    run: async (context) => {
      const { page, server, cookies, t, shot, expect, isPhone } = context;
      const name = "Тамара Ветрова";
      const says = customer(context, name);
      const { conversation_id: id } = await says("Позовите, пожалуйста, администратора");
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
      await row(page, name).waitFor();
      await openRow(page, name, isPhone);
      await bubble(page, "администратора").waitFor();
      await reply(page, t).fill("Слушаю вас, Тамара");
      await toList(page, t, isPhone);
      await kept(page, `"list",{"view":"all"}`, `"thread","${id}"`, `["me"]`);

      // As an app that is opened in the underground.
      await page.context().setOffline(true);
      await page.goto(`${server.url}/app/inbox`);
      await page.getByText(t("app:live.offline")).waitFor();
      await row(page, name).waitFor();
      await shot("offline");
      await openRow(page, name, isPhone);
      await bubble(page, "администратора").waitFor();
      expect.equal(await reply(page, t).inputValue(), "Слушаю вас, Тамара");
      await reply(page, t).press("Enter");
      await bubble(page, "Слушаю вас").waitFor();
      const waits = t("app:live.unsent", { count: 1 });
      await page.getByText(waits).waitFor();
      await shot("offline-written");
      await reply(page, t).fill("И ещё о");

      // Elsewhere it is said calmly; what was written outlives the window.
      await page.goto(`${server.url}/app/partners`);
      await page.getByRole("heading", { name: t("app:error.offline_title") }).waitFor();
      await page.getByText(waits).waitFor();
      await shot("offline-elsewhere");

      await page.context().setOffline(false);
      await page.getByRole("heading", { name: t("app:error.offline_title") }).waitFor({ state: "hidden" });
      await page.getByText(waits).waitFor({ state: "hidden" });
      await page.waitForFunction(() => Object.keys(localStorage).every((key) => !key.startsWith("samovar.outbox.")));
      const messages = await ownerApi(server, cookies)("GET", `/conversations/${id}/messages`);
      expect.equal(messages.filter(({ text }) => text === "Слушаю вас, Тамара").length, 1);
      await page.goto(`${server.url}/app/inbox/${id}`);
      await bubble(page, "Слушаю вас").waitFor();
      expect.equal(await bubble(page, "Слушаю вас").count(), 1);
      expect.equal(await reply(page, t).inputValue(), "И ещё о");
      await reply(page, t).fill("");
    },
  },
];
