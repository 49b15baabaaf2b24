// The first evening of a new owner, broken off at each step: whatever was done is there after a reload, a step may be left out and taken up
// again, and in the end the firm needs no guide.

const exact = { exact: true };

export const stories = [
  {
    name: "a new owner leaves at each step, comes back to it and finishes",
    isPublic: true,
    run: async ({ open, shot, t, expect, lang }) => {
      const page = await open({ signedIn: false, path: "/app/register" });
      const isRussian = lang === "ru";
      const firm = isRussian ? "Мастерская «Лучина»" : "Bright Bikes";
      const question = isRussian ? "Есть ли у вас парковка?" : "Do you have parking?";
      const answer = isRussian ? "Да, бесплатная, во дворе." : "Yes, free, in the yard.";
      await page.getByLabel(t("access:field.org_name")).fill(firm);
      await page.getByLabel(t("access:field.name"), exact).fill("Вера Павлова");
      await page.getByLabel(t("access:field.email")).fill(`new-${Date.now()}@example.com`);
      await page.getByLabel(t("access:field.password"), exact).fill("тихая роща над рекой");
      await page.getByRole("button", { name: t("access:register.action") }).click();
      await page.waitForURL(/\/app\/onboarding/);

      const title = (step) => page.getByRole("heading", { name: t(`onboarding:${step}.title`), level: 2 });
      const next = () => page.getByRole("button", { name: t("onboarding:next"), exact: true }).click();
      /** On to a step, and there again after the page was left. */
      const comesTo = async (step) => {
        await title(step).waitFor();
        await page.reload();
        await title(step).waitFor();
      };
      await title("firm").waitFor();
      await page.getByLabel(t("onboarding:firm.phone")).fill("+7 495 123-45-67");
      await next();
      await comesTo("pack");
      await page.getByRole("button", { name: t("onboarding:skip") }).click();
      await comesTo("hours");
      // What was left out says so, and may be taken up again.
      const step = (id) => page.getByRole("button", { name: new RegExp(`^${t(`onboarding:${id}.name`)}`) });
      await step("pack").getByText(t("onboarding:state_skipped")).waitFor();
      await step("pack").click();
      await title("pack").waitFor();
      await step("hours").click();
      await page.getByLabel(t("onboarding:hours.address")).fill("Тверская, 12");
      await next();
      await comesTo("service");
      await page.getByLabel(new RegExp(`^${t("onboarding:service.name_label")}`)).fill("Ремонт велосипеда");
      await page.getByLabel(new RegExp(`^${t("onboarding:service.price")}`)).fill("1500");
      await next();
      await comesTo("employee");
      await next();
      // A new firm has its web chat already: it is seen, and one goes on.
      await comesTo("channel");
      await page.getByText(t("channels:widget.snippet")).waitFor();
      await next();
      await comesTo("agent");
      await shot("first-steps-hire", page);
      await next();
      await comesTo("knowledge");
      await next();
      await page.getByText(t("onboarding:knowledge.question_missing")).waitFor();
      await page.getByLabel(t("onboarding:knowledge.question")).fill(question);
      await page.getByLabel(t("onboarding:knowledge.answer")).fill(answer);
      await shot("first-steps-teach", page);
      await next();
      await comesTo("test");

      const log = page.getByRole("log", { name: t("test-chat:log") });
      await page.getByLabel(t("test-chat:placeholder"), exact).fill(question);
      await page.keyboard.press("Enter");
      await log.getByText(answer).waitFor();
      await shot("first-steps-tested", page);
      await next();
      await title("done").waitFor();
      await page.getByRole("button", { name: t("onboarding:done.finish") }).click();
      await page.waitForURL((url) => url.pathname === "/app/");
      await page.getByText(t("dashboard:tile.conversations"), exact).waitFor();
      expect.equal(await page.getByText(t("dashboard:first_steps.title")).count(), 0);
    },
  },
];
