// Models: none is needed; a vendor is chosen from cards and checked at once; prices, limits and use.

export const stories = [
  {
    name: "choose a vendor; what is missing is told at its field, what does not answer in words",
    path: "/app/settings/models",
    pictures: ["models-empty"],
    run: async ({ page, shot, t, expect }) => {
      await page.getByText(t("models:empty.title")).waitFor();
      await shot("models-empty");
      await page.getByRole("button", { name: t("models:vendor.gigachat.title") }).click();
      const form = page.getByRole("dialog");
      await form.getByRole("button", { name: t("models:save_and_check") }).click();
      await form.getByText(t("app:problem.missing")).waitFor();
      await form.getByRole("button", { name: t("models:more") }).click();
      await shot("models-form");
      await form.getByLabel(t("models:field.credentials.name")).fill("c2VjcmV0");
      await form.getByLabel(t("models:field.base_url.name"), { exact: true }).fill("http://127.0.0.1:1/v1");
      await form.getByRole("button", { name: t("models:save_and_check") }).click();
      // Kept, but nobody answers there: it is told at once, and can be mended or thrown away.
      await page.getByText(t("app:problem.connection_failed")).first().waitFor();
      await page.getByRole("button", { name: t("app:edit") }).waitFor();
      await shot("models-refused");
      await page.getByRole("button", { name: t("app:edit") }).click();
      await page
        .getByRole("dialog")
        .getByRole("button", { name: t("app:delete") })
        .click();
      const asked = page.getByRole("dialog", { name: t("models:remove.title", { name: "GigaChat" }) });
      await asked.getByRole("button", { name: t("app:delete") }).click();
      await page.getByText(t("models:empty.title")).waitFor();
      const kept = await page.request.get(new URL("/api/v1/models/providers", page.url()).href);
      expect.equal((await kept.json()).items.length, 0);
    },
  },
  {
    name: "an account with its use, limits and prices; the key is never shown",
    path: "/app/settings/models",
    pictures: ["models"],
    run: async ({ page, demo, shot, t, expect }) => {
      const headers = { authorization: `Bearer ${demo.api_key}`, "content-type": "application/json" };
      const made = await fetch(`${demo.url}/api/v1/models/providers`, {
        method: "POST",
        headers,
        body: JSON.stringify({
          vendor: "yandexgpt",
          name: "Яндекс",
          settings: { api_key: "AQVN-secret", folder_id: "b1gabc" },
        }),
      });
      const provider = await made.json();
      // No vendor is asked in a story, so nothing was used: the figures are given.
      await page.route("**/api/v1/models/usage*", async (route) => {
        const { searchParams } = new URL(route.request().url());
        const to = searchParams.get("to");
        const day = (back) => new Date(Date.parse(`${to}T00:00:00Z`) - back * 86_400_000).toISOString().slice(0, 10);
        const rows = Array.from({ length: 12 }, (_, at) => ({
          date: day(at * 2),
          provider_id: provider.id,
          model: "yandexgpt/latest",
          calls: 40 + at,
          failures: at === 3 ? 2 : 0,
          input: 30_000 + at * 900,
          cached: 0,
          output: 2_400,
          cost: 14_000_000 + at * 900_000,
        }));
        const sum = (name) => rows.reduce((all, row) => all + row[name], 0);
        await route.fulfill({
          json: {
            from: searchParams.get("from"),
            to,
            currency: "RUB",
            rows,
            calls: sum("calls"),
            tokens: sum("input") + sum("output"),
            cost: sum("cost"),
          },
        });
      });
      await page.reload();
      await page.getByRole("heading", { name: "Яндекс" }).waitFor();
      await page.locator(".recharts-bar-rectangle").first().waitFor({ state: "attached" });
      await shot("models");
      await page.getByRole("button", { name: t("models:models.title") }).click();
      await page.getByText("yandexgpt/latest").first().waitFor();
      await page.getByRole("button", { name: t("app:edit") }).click();
      const form = page.getByRole("dialog");
      const key = form.getByLabel(t("models:field.api_key.name"), { exact: true });
      await key.waitFor();
      expect.equal(await key.inputValue(), "");
      await shot("models-edit");
      await form.getByRole("button", { name: t("app:cancel") }).click();
      await form.waitFor({ state: "hidden" });
      const limit = page.getByLabel(t("models:limits.day_money"));
      await limit.fill("300");
      await page.getByRole("button", { name: t("app:save") }).click();
      await page.getByText(t("app:saved")).first().waitFor();
      const limits = await page.request.get(new URL("/api/v1/models/limits", page.url()).href);
      expect.equal((await limits.json()).day_money, 30_000);
      await page.getByRole("button", { name: t("models:prices.add") }).click();
      await page.getByRole("combobox", { name: t("models:prices.model") }).fill("yandexgpt/latest");
      await page.getByLabel(t("models:prices.input"), { exact: true }).fill("400");
      await page.getByLabel(t("models:prices.output"), { exact: true }).scrollIntoViewIfNeeded();
      await shot("models-prices");
      await page.getByRole("button", { name: t("app:save") }).click();
      await page.getByRole("button", { name: t("app:save") }).waitFor({ state: "hidden" });
      const prices = await page.request.get(new URL("/api/v1/models/prices", page.url()).href);
      expect.equal((await prices.json()).prices[0].input, 400_000_000);
    },
  },
];
