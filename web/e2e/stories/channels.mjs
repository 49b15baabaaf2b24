// Channels, the look of the chat, the booking page, trying the agent, the first steps, the overview.

export const stories = [
  {
    name: "look at a channel, check it, pause it and let it go on",
    path: "/app/channels",
    pictures: ["channels", "channel"],
    run: async ({ page, shot, t }) => {
      await page.getByRole("heading", { name: t("channels:title"), level: 1 }).waitFor();
      await shot("channels");
      await page
        .getByRole("link", { name: new RegExp(t("channels:kind.widget")) })
        .first()
        .click();
      await page.getByText(t("channels:widget.snippet")).waitFor();
      await shot("channel");
      await page.getByRole("switch").click();
      await page.getByText(t("channels:state.paused"), { exact: true }).first().waitFor();
      await page.getByRole("switch").click();
      await page.getByText(t("channels:state.ok"), { exact: true }).first().waitFor();
    },
  },
  {
    name: "a token that is none is refused before it is sent",
    path: "/app/channels",
    run: async ({ page, shot, t }) => {
      await page.getByRole("button", { name: t("channels:add") }).click();
      await page.getByRole("menuitem", { name: t("channels:kind.telegram") }).click();
      const form = page.getByRole("dialog");
      await form
        .getByLabel(new RegExp(t("channels:telegram.token")))
        .first()
        .fill("12345");
      await form.getByRole("button", { name: t("channels:telegram.connect") }).click();
      await form.getByText(t("channels:telegram.token_wrong")).waitFor();
      await shot("channel-telegram");
    },
  },
  {
    name: "the chat changes its colour and words in the preview, then for visitors",
    path: "/app/settings/widget",
    pictures: ["widget-settings"],
    run: async ({ page, shot, t, server, demo, expect }) => {
      await page.getByRole("heading", { name: t("widget:title"), level: 1 }).waitFor();
      const preview = page.frameLocator(`iframe[title="${t("widget:preview")}"]`);
      await preview.locator("iframe").first().waitFor();
      // The sample chat opens by itself: whoever types in the form goes on typing there.
      await preview.frameLocator("iframe").locator("textarea").waitFor();
      expect.notEqual(await page.evaluate(() => document.activeElement?.tagName), "IFRAME");
      await page.getByLabel(t("widget:look.color")).fill("#1f6f5c");
      await page.getByLabel(t("widget:look.name"), { exact: true }).fill("Cheryomukha");
      await preview.frameLocator("iframe").getByText("Cheryomukha").first().waitFor();
      await shot("widget-settings");
      await page.getByRole("button", { name: t("app:save") }).click();
      await page.getByText(t("app:saved"), { exact: true }).waitFor();
      const open = await fetch(`${server.url}/w/v1/session`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ key: demo.widget_key }),
      });
      const { config } = await open.json();
      expect.equal(config.color, "#1f6f5c");
      expect.equal(config.title, "Cheryomukha");
    },
  },
  {
    name: "the booking page is hidden from search and opened again",
    path: "/app/settings/booking-page",
    pictures: ["booking-page-settings"],
    run: async ({ page, shot, t }) => {
      await page.getByRole("heading", { name: t("booking-page:title"), level: 1 }).waitFor();
      await page.frameLocator("iframe").getByRole("heading").first().waitFor();
      await shot("booking-page-settings");
      await page.getByText(t("booking-page:mode.unlisted"), { exact: true }).click();
      await page.getByText(t("app:saved"), { exact: true }).first().waitFor();
      await page.getByText(t("booking-page:mode.listed"), { exact: true }).click();
    },
  },
  {
    name: "talk to the agent and see why it said so",
    path: "/app/test-chat",
    pictures: ["test-chat"],
    run: async ({ page, shot, t, isPhone }) => {
      await page.getByRole("heading", { name: t("test-chat:title"), level: 1 }).waitFor();
      const line = page.getByRole("textbox", { name: t("test-chat:placeholder") });
      await line.fill("Сколько стоит мужская стрижка?");
      await page.keyboard.press("Enter");
      await page
        .getByRole("log")
        .getByText(/2\s?200/)
        .first()
        .waitFor();
      if (isPhone)
        await page
          .getByRole("button", { name: t("test-chat:why") })
          .last()
          .click();
      await page.getByText(t("inbox:why.decided")).first().waitFor();
      await shot("test-chat");
      if (isPhone) await page.keyboard.press("Escape");
      await page
        .getByRole("button", { name: t("test-chat:start_over") })
        .first()
        .click();
      await page
        .getByRole("dialog")
        .last()
        .getByRole("button", { name: t("test-chat:start_over") })
        .click();
      await page.getByRole("button", { name: t("test-chat:starter_1") }).waitFor();
    },
  },
  {
    name: "the overview counts, compares and tells what is new",
    path: "/app/",
    pictures: ["dashboard"],
    run: async ({ page, shot, t }) => {
      await page.getByText(t("dashboard:tile.conversations"), { exact: true }).waitFor();
      await page.getByRole("heading", { name: t("dashboard:chart.replies") }).waitFor();
      await page.getByRole("heading", { name: t("dashboard:updates") }).waitFor();
      await shot("dashboard");
      await page.getByRole("heading", { name: t("dashboard:chart.busy") }).scrollIntoViewIfNeeded();
      await shot("dashboard-charts");
      await page.getByText(t("dashboard:days", { count: 7 }), { exact: true }).click();
      await page.getByText(t("dashboard:tile.conversations"), { exact: true }).waitFor();
    },
  },
  {
    name: "a pretended customer writes and is answered live",
    path: "/app/",
    run: async ({ page, shot, t }) => {
      await page.getByRole("button", { name: t("dashboard:simulate.action") }).click();
      await page.getByRole("menuitem").first().click();
      await page.waitForURL(/\/inbox\/[0-9a-f-]{36}/);
      await page.getByRole("log").or(page.getByRole("main")).first().waitFor();
      await shot("simulated");
    },
  },
  {
    name: "the first steps stand open one by one",
    path: "/app/onboarding",
    pictures: ["first-steps"],
    run: async ({ page, shot, t }) => {
      await page.getByRole("heading", { name: t("onboarding:title"), level: 1 }).waitFor();
      for (const step of [
        "firm",
        "pack",
        "hours",
        "service",
        "employee",
        "channel",
        "agent",
        "knowledge",
        "test",
        "done",
      ]) {
        await page.getByRole("button", { name: new RegExp(`^${t(`onboarding:${step}.name`)}`) }).click();
        await page.getByRole("heading", { name: t(`onboarding:${step}.title`), level: 2 }).waitFor();
        await page.getByRole("status", { name: t("app:loading") }).waitFor({ state: "hidden" });
        await shot(step === "channel" ? "first-steps" : `first-steps-${step}`);
      }
    },
  },
];
