// Conversation tests: one made from a sample, one that fails, all played at once, one saved from a real conversation.

async function say(demo, chat, text) {
  const reply = await fetch(`${demo.url}/api/v1/messages`, {
    method: "POST",
    headers: { authorization: `Bearer ${demo.api_key}`, "content-type": "application/json" },
    body: JSON.stringify({
      chat_id: chat,
      message_id: `${chat}-${text.length}`,
      text,
      contact: { name: "Вольдемар", phone: "+79167654321" },
    }),
  });
  return (await reply.json()).conversation_id;
}

export const stories = [
  {
    name: "write a test, see it pass, break it and see why it fails",
    path: "/app/tests",
    pictures: ["tests-new", "test-failed"],
    run: async ({ page, shot, t, isPhone }) => {
      await page.getByText(t("tests:empty.title")).waitFor();
      await shot("tests-empty");
      await page
        .getByRole("link", { name: t("tests:create") })
        .first()
        .click();
      await page.getByRole("button", { name: t("tests:starter.person.title") }).waitFor();
      await shot("tests-new");
      await page.getByRole("button", { name: t("tests:starter.person.title") }).click();
      const text = page.getByLabel(t("tests:editor.text"));
      await text.waitFor();
      await shot("test-editor");
      await page.getByRole("button", { name: t("tests:help.open") }).click();
      await page.getByRole("dialog").getByText(t("tests:help.line.say"), { exact: true }).waitFor();
      await shot("test-help");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: t("tests:save_and_run") }).click();
      await page.getByText(t("tests:verdict_text.passed", { plays: 2 })).waitFor();
      await shot("test-passed");
      if (isPhone) await page.getByText(t("tests:side.text"), { exact: true }).click();
      const now = await text.inputValue();
      await text.fill(now.replace("= handover", "+ скидка\n= handover"));
      await page.getByRole("button", { name: t("tests:save_and_run") }).click();
      await page.getByText(t("tests:mistake.has")).waitFor();
      await shot("test-failed");
      if (isPhone) await page.getByText(t("tests:side.text"), { exact: true }).click();
      await text.fill("просто слова");
      await page.getByText(t("tests:problem.unknown")).first().waitFor();
      await shot("test-problems");
      await text.fill(now);
      await page.getByRole("button", { name: t("app:save"), exact: true }).click();
      await page
        .getByText(t("tests:not_played"))
        .or(page.getByText(t("tests:never_played")))
        .first()
        .waitFor()
        .catch(() => {});
    },
  },
  {
    name: "play all of them and look only at those that failed",
    path: "/app/tests",
    pictures: ["tests"],
    run: async ({ page, demo, shot, t }) => {
      const headers = { authorization: `Bearer ${demo.api_key}`, "content-type": "application/json" };
      for (const [title, expected] of [
        ["Приветствие", "greeting"],
        ["Прощание", "booking"],
      ])
        await fetch(`${demo.url}/api/v1/tests`, {
          method: "POST",
          headers,
          body: JSON.stringify({ title, text: `@now 2026-11-24 12:00\n> здравствуйте\n? ${expected}` }),
        });
      await page.reload();
      await page.getByText("Прощание").waitFor();
      await page.getByRole("button", { name: t("tests:run_all") }).click();
      await page
        .getByRole("img", { name: t("tests:verdict.failed") })
        .first()
        .waitFor();
      await page
        .getByRole("img", { name: t("tests:verdict.passed") })
        .first()
        .waitFor();
      await shot("tests");
      await page.getByRole("radiogroup").getByText(t("tests:view.failed")).click();
      await page.getByText("Приветствие").waitFor({ state: "hidden" });
      await page.getByText("Прощание").waitFor();
    },
  },
  {
    name: "a real conversation becomes a test without the customer in it",
    isPublic: true,
    pictures: ["save-as-test"],
    run: async ({ open, demo, shot, t, isPhone, expect }) => {
      const id = await say(
        demo,
        "tests-1",
        "меня зовут Вольдемар, сколько стоит мужская стрижка? мой телефон 8 916 765-43-21",
      );
      const page = await open({ path: `/app/inbox/${id}` });
      await page.getByRole("button", { name: t(isPhone ? "inbox:actions" : "inbox:agent_menu.title") }).click();
      await page.getByRole("menuitem", { name: t("inbox:agent_menu.save_as_test") }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText(t("tests:save.passed")).waitFor();
      await shot("save-as-test", page);
      await dialog.getByRole("button", { name: t("tests:save.as_text") }).click();
      const text = await dialog.getByLabel(t("tests:editor.text")).inputValue();
      expect.doesNotMatch(text, /вольдемар|765-43-21|7654321/i);
      await dialog.getByLabel(t("tests:name")).fill("Цена и знакомство");
      await dialog.getByRole("button", { name: t("app:save") }).click();
      await page.getByRole("heading", { name: "Цена и знакомство", level: 1 }).waitFor();
      await shot("test-saved", page);
    },
  },
];
