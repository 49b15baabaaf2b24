// Imports: a chat of WhatsApp comes along, a second time adds nothing, and goes without trace when it is taken back.

import { readFileSync } from "node:fs";

const FILE = new URL("../../../crates/documents/tests/fixtures/import/android_ru.txt", import.meta.url);

export const stories = [
  {
    name: "imports: a chat comes along once and goes without trace",
    path: "/app/settings/import",
    pictures: ["import", "import-file", "import-report"],
    run: async ({ page, t, shot, expect, server }) => {
      const count = async (query) => {
        const reply = await page.request.get(`${server.url}/api/v1/${query}`);
        return (await reply.json()).items.length;
      };
      // Another chat for each run against the same server.
      const who = `Анна ${Math.floor(Math.random() * 100_000)}`;
      const buffer = Buffer.from(readFileSync(FILE, "utf8").replaceAll("Анна Ли", who));
      const upload = async () => {
        await page
          .locator('input[type="file"]')
          .setInputFiles({ name: `Чат WhatsApp с контактом ${who}.txt`, mimeType: "text/plain", buffer });
        await page.getByText(t("imports:found.title")).waitFor();
      };
      const found = `contacts?query=${encodeURIComponent(who)}`;
      await page.getByText(t("imports:how.title")).waitFor();
      await shot("import");
      await upload();
      await page.getByText("Лучше в субботу").waitFor();
      await page.getByRole("button", { name: t("imports:dry.action") }).click();
      await page.getByText(t("imports:dry.title")).waitFor();
      await shot("import-file");
      expect.equal(await count(found), 0);
      await page.getByRole("button", { name: t("imports:run"), exact: true }).click();
      await page.getByText(t("imports:report.title")).waitFor();
      await shot("import-report");
      expect.equal(await count(found), 1);
      const first = page.url();

      await page.goto(`${server.url}/app/settings/import`);
      await upload();
      await page.getByRole("button", { name: t("imports:run"), exact: true }).click();
      await page.getByText(t("imports:outcome.messages_known")).waitFor();
      expect.equal(await page.getByText(t("imports:outcome.messages_new")).count(), 0);
      expect.equal(await count(found), 1);

      await page.goto(first);
      await page.getByRole("button", { name: t("imports:undo.action") }).click();
      await page
        .getByRole("dialog")
        .getByRole("button", { name: t("imports:undo.action") })
        .click();
      await page.getByText(t("imports:kept.none")).waitFor();
      expect.equal(await count(found), 0);
    },
  },
];
