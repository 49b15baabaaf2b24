// Tasks: one line adds them, one key finishes them, the week lays them out, a colleague's appear by themselves.

const DAY = 86_400_000;

/** Another one for each run against the same server; in the guide as people write. */
const fresh = (name) => (process.env.PICTURES ? name : `${name} ${Math.floor(Math.random() * 100_000)}`);

export const stories = [
  {
    name: "added in a line, finished, put off",
    path: "/app/tasks",
    pictures: ["tasks"],
    run: async ({ page, t, shot, expect, isPhone, lang, server }) => {
      const line = page.getByRole("textbox", { name: t("tasks:add.label") });
      await line.waitFor();
      const call = fresh(lang === "ru" ? "Позвонить Анне" : "Call Anna");
      await line.fill(
        lang === "ru" ? `завтра в 10 ${call[0].toLowerCase()}${call.slice(1)}` : `${call} tomorrow at 10`,
      );
      await page
        .getByText(`${t("tasks:day.tomorrow")}, 10:00`)
        .first()
        .waitFor();
      await shot("tasks-line");
      await line.press("Enter");
      const row = (title) => page.locator("[data-task]", { hasText: new RegExp(title, "i") }).first();
      await row(call)
        .getByText(`${t("tasks:day.tomorrow")}, 10:00`)
        .waitFor();

      const later = fresh(lang === "ru" ? "Разобрать отзывы" : "Read the reviews");
      await line.fill(later);
      await line.press("Enter");
      await row(later).waitFor();
      const undated = page.getByRole("list", { name: new RegExp(`^${t("tasks:group.undated")}`) });
      await undated.getByText(later).waitFor();
      await shot("tasks");

      // Put off by its menu, then finished: by one key where there is a keyboard.
      await row(later)
        .getByRole("button", { name: t("tasks:postpone.of", { title: later }) })
        .click();
      await page.getByRole("menuitem", { name: t("tasks:postpone.today"), exact: true }).click();
      await page
        .getByRole("list", { name: new RegExp(`^${t("tasks:group.today")}`) })
        .getByText(later)
        .waitFor();
      const mark = row(later).getByRole("checkbox");
      if (isPhone) await mark.tap();
      else {
        await mark.focus();
        await page.keyboard.press("x");
      }
      await page.getByText(t("tasks:done_said")).first().waitFor();
      await row(later).waitFor({ state: "hidden" });
      await page.getByRole("button", { name: t("tasks:group.done"), exact: true }).click();
      await page
        .getByRole("list", { name: t("tasks:group.done"), exact: true })
        .getByText(later)
        .waitFor();
      const { items } = await (await page.request.get(`${server.url}/api/v1/tasks?when=done`)).json();
      expect.equal(items[0].title, later);
    },
  },
  {
    name: "in full, and by weeks",
    path: "/app/tasks",
    pictures: ["tasks-week"],
    run: async ({ page, demo, server, t, shot, expect }) => {
      const title = fresh("Отправить договор");
      const key = { authorization: `Bearer ${demo.api_key}`, "content-type": "application/json" };
      const { items: members } = await (await page.request.get(`${server.url}/api/v1/members?limit=50`)).json();
      const me = members.find(({ email }) => email === demo.login);
      await page.getByRole("textbox", { name: t("tasks:add.label") }).waitFor();
      // Made by a program: it appears without a reload.
      const reply = await fetch(`${server.url}/api/v1/tasks`, {
        method: "POST",
        headers: key,
        body: JSON.stringify({
          title,
          assignee_id: me.id,
          due_at: new Date(Date.now() + DAY).toISOString(),
          is_all_day: true,
        }),
      });
      expect.equal(reply.status, 201);
      const row = page.locator("[data-task]", { hasText: title }).first();
      await row.getByRole("button", { name: title, exact: true }).click();
      const drawer = page.getByRole("dialog", { name: t("tasks:form.edit") });
      await drawer.getByRole("textbox", { name: t("tasks:form.note") }).fill("Два экземпляра");
      await drawer.getByRole("textbox", { name: t("tasks:form.time") }).fill("11:30");
      await shot("tasks-form");
      await drawer.getByRole("button", { name: t("app:save") }).click();
      await drawer.waitFor({ state: "hidden" });
      await row.getByText(/11:30/).waitFor();
      // The radio itself is not to be seen: one presses its label.
      await page
        .getByRole("radiogroup", { name: t("tasks:mode.label") })
        .locator("label", { hasText: t("tasks:mode.week") })
        .click();
      const region = page.getByRole("region", { name: t("tasks:mode.week") });
      await region.waitFor();
      // On a Sunday tomorrow is in the next week.
      if ((await region.getByText(title).count()) === 0)
        await page.getByRole("button", { name: t("tasks:week.next") }).click();
      await region.getByText(title).first().waitFor();
      await shot("tasks-week");
    },
  },
  {
    name: "begun from the palette",
    path: "/app/",
    only: ({ width }) => width > 500,
    run: async ({ page, t, shot }) => {
      await page.getByRole("navigation", { name: t("app:nav.label") }).waitFor();
      await page.keyboard.press("Control+k");
      const search = page.getByRole("textbox", { name: t("app:palette.placeholder") });
      await search.waitFor();
      await page.getByText(t("app:palette.new_deal")).waitFor();
      await shot("palette");
      await search.fill(t("app:palette.new_task"));
      await page.keyboard.press("Enter");
      const drawer = page.getByRole("dialog", { name: t("tasks:form.new") });
      const title = fresh("Проверить кассу");
      await drawer.getByRole("textbox", { name: t("tasks:form.title") }).fill(title);
      await drawer.getByRole("button", { name: t("tasks:form.add"), exact: true }).click();
      await page.getByText(t("tasks:added")).first().waitFor();
    },
  },
];
