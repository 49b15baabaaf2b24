// Reports: lines of another kind, another period beside, a chart of another figure, a file; and a list as a file.

import { readFileSync } from "node:fs";

export const stories = [
  {
    name: "reports: lines, periods and files",
    path: "/app/reports",
    pictures: ["reports", "reports-employees"],
    run: async ({ page, t, shot, expect, server }) => {
      const lines = () => page.getByRole("region", { name: t("reports:table") }).locator("tbody tr");
      await lines().first().waitFor();
      expect.equal(await lines().count(), 30);
      await shot("reports");
      const choose = async (label, option) => {
        await page.getByRole("combobox", { name: t(label) }).click();
        await page.getByRole("option", { name: t(option), exact: true }).click();
      };
      await choose("reports:lines", "reports:by.employee");
      await page.waitForURL(/by=employee/);
      await page
        .locator("th[scope=row]", { hasText: /[А-ЯЁ]/ })
        .first()
        .waitFor();
      await shot("reports-employees");
      await choose("reports:compare", "reports:compared.none");
      await page.waitForURL(/compare=none/);
      await choose("reports:period", "reports:preset.week");
      await page.waitForURL(/from=/);
      await choose("reports:lines", "reports:by.week");
      await lines().first().waitFor();

      const file = async (format) => {
        await page.getByRole("button", { name: t("app:download.action") }).click();
        const [download] = await Promise.all([
          page.waitForEvent("download"),
          page.getByRole("menuitem", { name: t(`app:download.${format}`) }).click(),
        ]);
        return readFileSync(await download.path());
      };
      const csv = (await file("csv")).toString("utf8");
      expect.ok(csv.includes(t("reports:total")), csv);
      expect.equal((await file("xlsx")).subarray(0, 2).toString(), "PK");

      await page.goto(`${server.url}/app/contacts`);
      await page.locator("[data-list]").first().waitFor();
      const names = (await file("csv")).toString("utf8").trim().split("\r\n");
      expect.ok(names.length > 5, names[0]);
      await page.goto(`${server.url}/app/reports?by=tour&from=2020-01-01&to=2020-01-31`);
      await page.getByText(t("reports:empty"), { exact: true }).waitFor();
      await page.goto(`${server.url}/app/reports?from=2019-01-01&to=2020-12-31`);
      await page.getByRole("alert").first().waitFor();
    },
  },
];
