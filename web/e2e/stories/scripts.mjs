// Scripts: written with variables, rehearsed beside, their objections brought as a table; the library of ready paragraphs.

const area = (page, label) => page.getByRole("textbox", { name: label, exact: true });

export const stories = [
  {
    name: "a script is written, sounds as it will, is mended and switched off",
    path: "/app/scripts",
    pictures: ["scripts", "script"],
    run: async ({ page, shot, t, expect }) => {
      await page.getByRole("heading", { name: t("scripts:title"), level: 1 }).waitFor();
      await page.getByRole("link", { name: t("scripts:add") }).click();
      const name = "Знакомство с гостем";
      await page.getByLabel(new RegExp(`^${t("scripts:name")}`)).fill(name);
      await page.getByRole("combobox", { name: t("scripts:triggers") }).fill("помогите выбрать");
      await page.keyboard.press("Enter");
      const first = page.getByRole("listitem", { name: t("scripts:step", { number: 1 }) });
      await area(first, t("scripts:say")).fill("Здравствуйте! Сколько вас будет?");
      await first.getByRole("switch", { name: t("scripts:asks_something") }).check({ force: true });
      await first.getByRole("combobox", { name: t("scripts:asks"), exact: true }).fill("people");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: t("scripts:step_add") }).click();
      const second = page.getByRole("listitem", { name: t("scripts:step", { number: 2 }) });
      await area(second, t("scripts:say")).fill("Запомнила: ");
      await second
        .getByRole("button", { name: t("scripts:insert", { name: "people", label: t("scripts:say") }) })
        .click();
      const talk = page.getByRole("region", { name: t("scripts:rehearsal") });
      await talk.getByText(/^Запомнила: [^{]/).waitFor();
      await shot("script");
      // A step that speaks of what nobody has asked yet is named before the server sees it.
      await page.getByRole("button", { name: t("scripts:step_up", { number: 2 }) }).click();
      await page.getByText(t("scripts:fault.unknown", { about: "people" })).waitFor();
      await shot("script-fault");
      await page.getByRole("button", { name: t("scripts:step_down", { number: 1 }) }).click();
      await page.getByText(t("scripts:fault.unknown", { about: "people" })).waitFor({ state: "detached" });
      await page.getByRole("button", { name: t("app:save"), exact: true }).click();
      await page.getByText(t("app:saved"), { exact: true }).first().waitFor();
      await page.waitForURL(/scripts\/[0-9a-f]{8}-/);

      await page.locator('input[type="file"]').setInputFiles({
        name: "objections.csv",
        mimeType: "text/csv",
        buffer: Buffer.from('says;answer\r\n"дорого | дороговато";"Понимаю. Давайте найдём вариант спокойнее."\r\n'),
      });
      await page.getByText(t("scripts:table.done")).waitFor();
      const doubt = page.getByRole("listitem", { name: t("scripts:objection", { number: 1 }) });
      await doubt.getByText("дороговато").waitFor();
      expect.match(await area(doubt, t("scripts:answer")).inputValue(), /спокойнее/);
      await doubt.scrollIntoViewIfNeeded();
      await shot("script-objections");

      await page
        .getByRole("link", { name: t("scripts:title") })
        .last()
        .click();
      const toggle = page.getByRole("switch", { name: t("scripts:is_active_named", { name }) });
      await toggle.click({ force: true });
      await page
        .getByRole("switch", { name: t("scripts:is_active_named", { name }), checked: false })
        .waitFor({ state: "attached" });
      await page.getByText(t("scripts:unused")).first().waitFor();
      await shot("scripts");
      await page.getByRole("button", { name: t("scripts:more", { name }) }).click();
      await page.getByRole("menuitem", { name: t("app:delete") }).click();
      await page
        .getByRole("dialog", { name: t("scripts:remove.title", { name }) })
        .getByRole("button", { name: t("app:delete") })
        .click();
      await toggle.waitFor({ state: "detached" });
    },
  },
  {
    name: "ready paragraphs are found and stand apart",
    path: "/app/prompts",
    pictures: ["prompts"],
    run: async ({ page, shot, t }) => {
      await page.getByRole("heading", { name: t("prompts:title"), level: 1 }).waitFor();
      await page.getByText("Тёплый тон").waitFor();
      await shot("prompts");
      await page.getByLabel(t("prompts:search")).fill("теплый");
      await page.getByText("Коротко", { exact: true }).waitFor({ state: "detached" });
      await page.getByText("Тёплый тон").waitFor();
      await page.getByLabel(t("prompts:search")).fill("ъъъъ");
      await page.getByText(t("prompts:nothing")).waitFor();
    },
  },
];
