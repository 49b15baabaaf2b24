// Partners: one is made, a client is handed over by letter, the partner accepts by the link in a browser of their own, and everybody
// sees it; what it brought is counted.

export const stories = [
  {
    name: "a client is handed over, accepted by the link, and counted",
    path: "/app/partners",
    pictures: ["partner-give", "partner-link", "commissions"],
    run: async ({ page, open, server, t, shot, expect, isPhone, lang }) => {
      const mark = Math.floor(Math.random() * 100_000);
      const name = lang === "ru" ? `Гид Ольга Ким ${mark}` : `Guide Olga Kim ${mark}`;
      const email = `olga-${mark}@guide.example`;
      await page
        .getByRole("button", { name: t("partners:add"), exact: true })
        .first()
        .click();
      const form = page.getByRole("dialog");
      await form.getByLabel(t("partners:form.name")).fill(name);
      await form.getByLabel(t("partners:form.person")).fill(lang === "ru" ? "Ольга" : "Olga");
      await form.getByLabel(t("partners:form.phone")).fill("+996 555 123 456");
      await form.getByLabel(t("partners:form.email")).fill(email);
      await form.getByText(t("partners:terms.kind.percent"), { exact: true }).click();
      await shot("partner-form");
      await form.getByRole("button", { name: t("app:save"), exact: true }).click();
      await page.getByRole("heading", { level: 1, name }).waitFor();
      await page.getByText(t("referrals:none_of_partner")).waitFor();
      await shot("partner");

      const { items } = await (await page.request.get(`${server.url}/api/v1/contacts?limit=20`)).json();
      const client = items.find((one) => one.name && one.phone);
      await page.goto(`${server.url}/app/contacts/${client.id}`);
      const data = () => isPhone && page.getByText(t("contacts:part.data"), { exact: true }).click();
      await data();
      await page.getByText(t("referrals:none"), { exact: true }).waitFor();
      await page.getByRole("button", { name: t("referrals:give.title"), exact: true }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("combobox", { name: t("referrals:give.partner") }).click();
      await page.getByRole("option", { name }).click();
      await dialog
        .getByLabel(t("referrals:give.wish"))
        .fill(lang === "ru" ? "Треккинг на двоих в июле" : "A trek for two in July");
      await dialog
        .getByLabel(t("referrals:give.consent"))
        .fill(lang === "ru" ? "Согласился в переписке" : "Agreed in the conversation");
      await dialog.getByText(client.name).first().waitFor();
      // What a partner will read is in sight.
      await dialog.getByText(t("referrals:give.link")).scrollIntoViewIfNeeded();
      await shot("partner-give");
      await dialog.getByRole("button", { name: t("referrals:give.action"), exact: true }).click();
      const block = page.getByRole("region", { name: t("referrals:title") });
      await block.getByText(t("referrals:status.sent"), { exact: true }).waitFor();

      const letter = await server.letters.to(email);
      expect.match(letter.raw, /^Message-ID: <[0-9a-f]{32}@/im);
      const link = letter.text.match(/\/r\/[\w-]{43}/)?.[0];
      const guest = await open({ signedIn: false, path: `${link}?lang=${lang}` });
      await guest.getByText(client.name).first().waitFor();
      await block.getByText(t("referrals:status.viewed"), { exact: true }).waitFor();
      await shot("partner-link", guest);
      // By the keyboard alone.
      await guest.keyboard.press("Tab");
      await guest.keyboard.press("Enter");
      await guest.locator("a[href^='tel:']").first().waitFor();
      await shot("partner-accepted", guest);

      await block.getByText(t("referrals:status.accepted"), { exact: true }).waitFor();
      await block.getByRole("button", { name: t("referrals:history"), exact: true }).click();
      await block.getByText(t("referrals:step.accepted")).waitFor();
      await block.getByRole("button", { name: t("referrals:actions", { name }) }).click();
      await page.getByRole("menuitem", { name: t("referrals:outcome.title") }).click();
      await page.getByLabel(t("referrals:outcome.amount")).fill("12000");
      await page
        .getByRole("dialog")
        .getByRole("button", { name: t("app:save"), exact: true })
        .click();
      await block.getByText(t("referrals:status.done"), { exact: true }).waitFor();
      await shot("partner-client");

      await page.goto(`${server.url}/app/reports/commissions`);
      const line = page.getByRole("row", { name: new RegExp(name) });
      await line.getByText(/1[\s,]?200/).waitFor();
      await shot("commissions");

      // Their clients as a file, nobody else's.
      await line.getByRole("link", { name }).click();
      const clients = page.getByRole("region", { name: t("referrals:title") });
      await clients.getByRole("button", { name: t("app:download.action") }).click();
      const csv = page.getByRole("menuitem", { name: t("app:download.csv") });
      const file = await page.request.get(new URL(await csv.getAttribute("href"), server.url).href);
      const rows = (await file.text()).trim().split("\n");
      expect.equal(rows.length, 2);
      expect.ok(rows[1].includes(client.name), rows[1]);
      await page.keyboard.press("Escape");
      await csv.waitFor({ state: "detached" });
      await shot("partner-clients");
    },
  },
];
