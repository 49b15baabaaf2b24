// Why the agent said it: an answer found among many, its reasons, the same question once more; the same from the inbox.

/** A customer writes over the API; gives the conversation. */
async function say(demo, chat, text) {
  const reply = await fetch(`${demo.url}/api/v1/messages`, {
    method: "POST",
    headers: { authorization: `Bearer ${demo.api_key}`, "content-type": "application/json" },
    body: JSON.stringify({ chat_id: chat, message_id: `${chat}-${text.length}`, text, contact: { name: "Вероника" } }),
  });
  if (!reply.ok) throw new Error(`POST /messages: ${reply.status} ${await reply.text()}`);
  return (await reply.json()).conversation_id;
}

export const stories = [
  {
    name: "find an answer, read its reasons, run it again",
    isPublic: true,
    pictures: ["traces", "why", "why-replay"],
    run: async ({ open, demo, shot, t, isPhone, expect }) => {
      await say(demo, "traces-1", "Здравствуйте! Сколько стоит мужская стрижка у Тимура?");
      await say(demo, "traces-1", "запишите меня к нему завтра вечером");
      await say(demo, "traces-2", "позовите администратора");
      const page = await open({ path: "/app/traces" });
      const answer = (words) => page.getByRole("button", { name: words });
      await answer("позовите администратора").waitFor();
      await shot("traces", page);
      await page.getByLabel(t("traces:words"), { exact: true }).fill("МУЖСКАЯ стрижка");
      await answer("позовите администратора").waitFor({ state: "hidden" });
      if (isPhone) await page.getByRole("button", { name: t("traces:more_filters"), exact: true }).click();
      await page.getByRole("combobox", { name: t("traces:reason") }).click();
      await page.getByRole("option", { name: t("inbox:why.detail.complaint") }).click();
      await page.getByText(t("traces:none.title")).waitFor();
      await shot("traces-none", page);
      await page
        .getByRole("button", { name: t("traces:reset") })
        .first()
        .click();
      await page.getByLabel(t("traces:words"), { exact: true }).fill("завтра вечером");
      await answer("запишите меня к нему завтра вечером").first().click();
      const panel = page.getByRole("dialog");
      await panel.getByRole("heading", { name: t("traces:ladder") }).waitFor();
      await panel.getByText(t("inbox:why.tool.slots")).first().waitFor();
      await shot("why", page);
      expect.match(page.url(), /turn=[0-9a-f-]{36}/);
      const again = panel.getByRole("button", { name: t("traces:replay.run") });
      await again.scrollIntoViewIfNeeded();
      await again.click();
      await panel.getByText(t("traces:replay.equal")).waitFor();
      await shot("why-replay", page);
      await panel.getByRole("button", { name: t("inbox:why.raw") }).click();
      await panel.getByRole("region", { name: t("inbox:why.raw") }).waitFor();
      await page.keyboard.press("Escape");
      await panel.waitFor({ state: "hidden" });
    },
  },
  {
    name: "what would be otherwise is told in words",
    isPublic: true,
    run: async ({ open, demo, shot, t }) => {
      await say(demo, "traces-3", "сколько стоит маникюр?");
      const page = await open({ path: "/app/traces" });
      // No program has changed between then and now: what a change does is answered here.
      await page.route("**/replay*", (route) =>
        route.fulfill({
          json: {
            turn_id: "x",
            conversation_id: "x",
            verdict: "different",
            build: "0.1.0",
            replies: ["Маникюр стоит 2 500 ₽. Записать вас?"],
            differences: [
              { path: "replies[0].text", before: "a", after: "b" },
              { path: "effects[0]", before: { effect: "contact" }, after: null },
              { path: "phase", before: "consulting", after: "booking" },
              { path: "state.step", before: 1, after: 2 },
            ],
          },
        }),
      );
      await page.getByRole("button", { name: "сколько стоит маникюр?" }).click();
      const panel = page.getByRole("dialog");
      await panel.getByRole("button", { name: t("traces:replay.run") }).click();
      await panel.getByText("Маникюр стоит 2 500 ₽. Записать вас?").waitFor();
      await panel.getByText(t("inbox:why.effect.contact")).last().waitFor();
      await panel.getByRole("button", { name: t("traces:replay.rest", { count: 1 }) }).click();
      await panel.getByText("state.step").waitFor();
      await panel.getByText(t("traces:replay.different")).scrollIntoViewIfNeeded();
      await shot("why-different", page);
    },
  },
  {
    name: "a model's work is shown with its cost and what was cut",
    isPublic: true,
    pictures: ["why-model"],
    run: async ({ open, demo, shot, t }) => {
      await say(demo, "traces-4", "можно к вам с собакой?");
      const page = await open({ path: "/app/traces" });
      // No vendor is asked in a story: the record gets what one would have left in it.
      await page.route(/\/api\/v1\/turns\/[0-9a-f-]+$/, async (route) => {
        const reply = await route.fetch();
        const turn = await reply.json();
        turn.record.calls.push([
          { tool: "model", request: { model: "small", messages: [] } },
          { kind: "model", reply: { model: "small", usage: { input: 812, cached: 512, output: 41 } } },
        ]);
        Object.assign(turn.record.trace, {
          took: [...turn.record.calls.slice(0, -1).map(() => 24_000), 640_000],
          asked: [
            {
              provider: "01a1fe23-c2df-7089-b588-000000000000",
              vendor: "gigachat",
              model: "GigaChat-2",
              tries: [{ provider_id: "x", model: "GigaChat-2", ms: 640, is_called: true }],
              usage: { input: 812, cached: 512, output: 41 },
              cost: 26_270,
            },
          ],
          model: [
            {
              asked: "wording",
              said: true,
              cut: [{ sentence: "А новым гостям скидка 50 %.", claim: "50 %", reason: "policy" }],
              lost: [],
            },
          ],
        });
        turn.duration_us = 720_000;
        await route.fulfill({ json: turn });
      });
      await page.getByRole("button", { name: "можно к вам с собакой?" }).click();
      const panel = page.getByRole("dialog");
      const title = panel.getByRole("heading", { name: t("traces:models") });
      await title.waitFor();
      await panel.getByText("А новым гостям скидка 50 %.").waitFor();
      await panel.getByText("50 %", { exact: false }).last().scrollIntoViewIfNeeded();
      await shot("why-model", page);
      await panel.getByRole("heading", { name: t("traces:timings") }).scrollIntoViewIfNeeded();
      await shot("why-time", page);
    },
  },
  {
    name: "from the inbox by a key and by a click",
    isPublic: true,
    run: async ({ open, demo, shot, t, isPhone }) => {
      const id = await say(demo, "traces-5", "где вы находитесь?");
      const page = await open({ path: `/app/inbox/${id}` });
      const link = page.getByRole("button", { name: t("inbox:why.open") }).last();
      await link.waitFor();
      if (isPhone) await link.click();
      else await page.keyboard.press("w");
      const panel = page.getByRole("dialog");
      await panel.getByRole("heading", { name: t("traces:who.title") }).waitFor();
      await shot("why-inbox", page);
      await page.keyboard.press("Escape");
      await panel.waitFor({ state: "hidden" });
    },
  },
];
