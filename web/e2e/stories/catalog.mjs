// What the firm sells, who does it and where: services, employees with their week, branches with their hours.

const exact = { exact: true };
/** The question before something that cannot be taken back. */
const asked = (page, title) => page.getByRole("dialog", { name: title });

export const stories = [
  {
    name: "add a service, find it, hide it, throw it away",
    path: "/app/services",
    pictures: ["services", "service-form"],
    run: async ({ page, shot, t, expect, lang }) => {
      await page.getByRole("heading", { name: t("services:title"), level: 1 }).waitFor();
      await shot("services");
      await page.getByRole("button", { name: t("services:add") }).click();
      const form = page.getByRole("dialog");
      await form.getByRole("button", { name: t("app:save") }).click();
      await form.getByText(t("services:form.name_missing")).waitFor();
      const name = lang === "ru" ? "Тонирование бороды" : "Beard tinting";
      await form
        .getByLabel(t("services:form.name"), exact)
        .or(form.getByLabel(`${t("services:form.name")} *`))
        .first()
        .fill(name);
      await form
        .getByLabel(new RegExp(`^${t("services:form.price")}( \\*)?$`))
        .first()
        .fill("1200");
      await shot("service-form");
      await form.getByRole("button", { name: t("app:save") }).click();
      await page.getByText(t("services:added")).waitFor();
      await page.getByLabel(t("services:search")).fill(name.slice(0, 6).toLowerCase());
      const row = page.getByRole("button", { name: new RegExp(name) });
      await row.waitFor();
      expect.match(await row.innerText(), /1[\s,]?200/);
      await row.click();
      await page.getByRole("switch").uncheck({ force: true });
      await page.getByRole("button", { name: t("app:save") }).click();
      await row.getByText(t("services:hidden")).waitFor();
      await row.click();
      await page.getByRole("button", { name: t("app:delete") }).click();
      await asked(page, t("services:remove.title", { name }))
        .getByRole("button", { name: t("app:delete") })
        .click();
      await row.waitFor({ state: "detached" });
    },
  },
  {
    name: "a service with visits is hidden instead of thrown away, and comes back",
    path: "/app/services",
    run: async ({ page, shot, t }) => {
      await page.getByRole("button", { name: /Женская стрижка/ }).click();
      await page.getByRole("button", { name: t("app:delete") }).click();
      await asked(page, t("services:remove.title", { name: "Женская стрижка" }))
        .getByRole("button", { name: t("app:delete") })
        .click();
      await page.getByText(t("services:remove.used")).waitFor();
      await shot("service-used");
      // On a phone it lies over the end of the form.
      await page.locator(".mantine-Notification-closeButton").click();
      const row = page.getByRole("button", { name: /Женская стрижка/ });
      await row.getByText(t("services:hidden")).waitFor();
      await row.click();
      await page.getByRole("switch").check({ force: true });
      await page.getByRole("button", { name: t("app:save") }).click();
      await row.getByText(t("services:hidden")).waitFor({ state: "detached" });
    },
  },
  {
    name: "a new employee learns services and gets a week, a break and a vacation",
    path: "/app/employees",
    pictures: ["employees", "employee-week", "employee-vacation"],
    run: async ({ page, shot, t, expect, lang }) => {
      await page.getByRole("heading", { name: t("employees:title"), level: 1 }).waitFor();
      await shot("employees");
      await page.getByRole("button", { name: t("employees:add") }).click();
      const name = lang === "ru" ? "Светлана Новикова" : "Svetlana Novikova";
      await page
        .getByRole("dialog")
        .getByLabel(new RegExp(`^${t("employees:form.name")}`))
        .fill(name);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name, level: 1 }).waitFor();
      await page.getByRole("checkbox").first().check();
      await shot("employee-skills");
      await page.getByRole("button", { name: t("app:save") }).click();
      await page.getByRole("tab", { name: t("employees:tab.hours"), selected: true }).waitFor();
      await page.getByRole("switch").first().check({ force: true });
      await page.getByRole("button", { name: t("employees:week.add_break") }).click();
      const monday = lang === "ru" ? "Понедельник" : "Monday";
      await page.getByRole("button", { name: t("employees:week.more", { day: monday }) }).click();
      await page.getByRole("menuitem", { name: t("employees:week.copy_all") }).click();
      await page.getByLabel(t("employees:week.starts", { day: monday }), exact).fill("20:00");
      await page.getByText(t("employees:week.fault_order")).waitFor();
      expect.equal(await page.getByRole("button", { name: t("app:save") }).isDisabled(), true);
      await page.getByLabel(t("employees:week.starts", { day: monday }), exact).fill("11:00");
      await shot("employee-week");
      await page.getByRole("button", { name: t("app:save") }).click();
      await page.getByText(t("employees:week.saved")).waitFor();
      await page.getByRole("button", { name: t("employees:special.add") }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: t("employees:special.dates") }).click();
      const days = page.locator("table button:not([data-outside])");
      await days.nth(24).click();
      await days.nth(27).click();
      await shot("employee-vacation");
      await dialog.getByRole("button", { name: t("app:save") }).click();
      await page.getByText(t("employees:special.kind_vacation")).last().waitFor();
      await shot("employee-special");
    },
  },
  {
    name: "a branch changes its hours and gets a room",
    path: "/app/branches",
    pictures: ["branches", "branch-form"],
    run: async ({ page, shot, t, lang }) => {
      await page.getByRole("heading", { name: t("branches:title"), level: 1 }).waitFor();
      await shot("branches");
      await page
        .getByRole("main")
        .getByRole("button")
        .filter({ has: page.getByRole("heading") })
        .first()
        .click();
      const form = page.getByRole("dialog");
      await form.getByLabel(t("branches:room.new")).scrollIntoViewIfNeeded();
      const room = lang === "ru" ? "Кабинет у окна" : "Window room";
      await form.getByLabel(t("branches:room.new")).fill(room);
      await form.getByRole("button", { name: t("app:add"), exact: true }).click();
      await form.getByRole("button", { name: t("branches:room.remove", { name: room }) }).waitFor();
      await shot("branch-form");
      await form.getByRole("button", { name: t("branches:room.remove", { name: room }) }).click();
      await asked(page, t("branches:room.remove", { name: room }))
        .getByRole("button", { name: t("app:delete") })
        .click();
      await form
        .getByRole("button", { name: t("branches:room.remove", { name: room }) })
        .waitFor({ state: "detached" });
    },
  },
];
