// The settings: finding a section, changing the firm's rules, being asked before changes are lost, the agent's manners.

export const stories = [
  {
    name: "change the booking rules; leaving with changes asks first",
    path: "/app/settings",
    run: async ({ page, shot, t, isPhone, expect }) => {
      if (isPhone) {
        await page.getByRole("heading", { name: t("settings:title") }).waitFor();
        await shot("settings");
        await page
          .getByRole("link", { name: t("settings:section.firm.name") })
          .first()
          .click();
      }
      const name = page.getByLabel(t("settings:firm.name"), { exact: true });
      await name.waitFor();
      await shot("firm");
      await page.getByRole("combobox", { name: t("settings:rule.hold_minutes.name") }).click();
      await page.getByRole("option").nth(3).click();
      await page.getByText(t("settings:unsaved")).waitFor();
      await shot("firm-changed");
      const away = isPhone ? t("settings:title") : t("settings:section.agent.name");
      await page.getByRole("link", { name: away, exact: true }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText(t("app:leave.title")).waitFor();
      await dialog.getByRole("button", { name: t("app:cancel") }).click();
      await dialog.waitFor({ state: "hidden" });
      await page.getByRole("button", { name: t("app:save") }).click();
      await page.getByText(t("settings:unsaved")).waitFor({ state: "hidden" });
      const saved = await page.request.get(new URL("/api/v1/org", page.url()).href);
      expect.equal((await saved.json()).settings.hold_minutes, 15);
      await name.fill("");
      await page.getByRole("button", { name: t("app:save") }).click();
      await page.getByText(t("app:problem.missing")).waitFor();
      await page.getByRole("button", { name: t("settings:undo") }).click();
    },
  },
  {
    name: "let the agent prepare drafts in working hours and greet in the firm's words",
    path: "/app/settings/agent",
    run: async ({ page, shot, t, expect }) => {
      await page.getByLabel(t("settings:agent.greeting_ru")).fill("Добрый день! Это «Черёмуха».");
      await page.getByRole("radio", { name: t("settings:mode.draft.name") }).click();
      await page.getByLabel(t("settings:agent.within_hours")).check();
      await shot("agent");
      await page.getByRole("button", { name: t("app:save") }).click();
      await page.getByText(t("settings:unsaved")).waitFor({ state: "hidden" });
      const saved = await page.request.get(new URL("/api/v1/org", page.url()).href);
      const { settings } = await saved.json();
      expect.equal(settings.mode, "draft");
      expect.equal(settings.greetings.ru, "Добрый день! Это «Черёмуха».");
      // The next story needs an agent that answers.
      await page.getByRole("radio", { name: t("settings:mode.auto.name") }).click();
      await page.getByRole("button", { name: t("app:save") }).click();
      await page.getByText(t("settings:unsaved")).waitFor({ state: "hidden" });
    },
  },
];
