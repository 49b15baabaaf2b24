// Deals: carried over the board with the mouse and with keys, moved on a phone, asked about what a stage wants, moved many at
// once; the funnel set up; two windows that stay alike.

/** The API as the owner signed in sees it: the funnel is theirs to set up. */
function owner({ server, cookies }) {
  const headers = {
    cookie: cookies.map((cookie) => `${cookie.name}=${cookie.value}`).join("; "),
    "x-csrf-token": cookies.find((cookie) => cookie.name.endsWith("csrf")).value,
    "content-type": "application/json",
  };
  return async (method, path, body) => {
    const reply = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
    return reply.status === 204 ? undefined : reply.json();
  };
}

const fresh = () => `+7997${String(Math.floor(Math.random() * 10_000_000)).padStart(7, "0")}`;
const called = (stage, lang) => (lang === "ru" ? stage.name : stage.name_en);

/** What the guide shows. */
const NAMES = ["Банкеты", "Свадьбы", "Корпоративы", "Выпускные", "Выезды", "Опт", "Доставка", "Аренда"];

/** A pipeline of its own for each story, so that none sees the deals of another. */
async function pipeline(call, rules = {}) {
  const name = (process.env.PICTURES && NAMES.shift()) || `П${Math.floor(Math.random() * 1e9)}`;
  const stage = (ru, en, kind, color, own = {}) => ({ name: ru, name_en: en, kind, color, rules: own });
  return call("POST", "/pipelines", {
    name,
    name_en: name,
    loss_reasons: ["Дорого", "Выбрали других"],
    stages: [
      stage("Заявка", "Request", "open", "blue"),
      stage("Смета", "Estimate", "open", "violet", rules),
      stage("Договор", "Contract", "open", "orange"),
      stage("Оплачено", "Paid", "won", "teal"),
      stage("Сорвалось", "Fell through", "lost", "gray"),
    ],
  });
}

async function deal(call, { key, stages }, name, rest = {}) {
  const contact = await call("POST", "/contacts", { name, phone: fresh() });
  return call("POST", "/deals", { contact_id: contact.id, pipeline: key, stage: stages[0].key, ...rest });
}

const column = (page, stage) => page.locator(`[data-column="${stage.key}"]`);
const card = (page, { id }) => page.locator(`[data-deal="${id}"]`);
const isAt = (page, stage, one) => column(page, stage).locator(`[data-deal="${one.id}"]`).waitFor();

export const stories = [
  {
    name: "carry with the mouse",
    path: "/app/",
    pictures: ["deals"],
    only: ({ width }) => width > 500,
    run: async ({ page, server, cookies, t, shot, expect, lang }) => {
      const call = owner({ server, cookies });
      const funnel = await pipeline(call);
      const [first, second] = funnel.stages;
      const anna = await deal(call, funnel, "Анна Ким", { title: "Свадьба на 40 гостей", amount: 15_000_000 });
      await deal(call, funnel, "Пётр Лебедев", { amount: 4_200_000 });
      await page.goto(`${server.url}/app/deals?pipeline=${funnel.key}`);
      await isAt(page, first, anna);
      await shot("deals");
      const from = await card(page, anna).boundingBox();
      const to = await column(page, second).boundingBox();
      await page.mouse.move(from.x + 40, from.y + from.height - 14);
      await page.mouse.down();
      await page.mouse.move(from.x + 80, from.y + from.height, { steps: 4 });
      await page.mouse.move(to.x + 60, to.y + 160, { steps: 6 });
      await page.mouse.up();
      await isAt(page, second, anna);
      const done = t("deals:move.done", { name: "Свадьба на 40 гостей", stage: called(second, lang) });
      await page.getByText(done).waitFor();
      await expect.doesNotReject(async () => {
        const { stage } = await call("GET", `/deals/${anna.id}`);
        expect.equal(stage, second.key);
      });
      await page.getByRole("button", { name: t("deals:undo") }).click();
      await isAt(page, first, anna);
      // The end of the carrying opened nothing; a press does.
      expect.equal(await page.getByRole("dialog").count(), 0);
      await card(page, anna).getByRole("link").click();
      const side = page.getByRole("dialog", { name: t("deals:deal.one") });
      await side.getByRole("article").waitFor();
      await side.getByText(t("deals:moves.title")).waitFor();
      await shot("deal");
    },
  },
  {
    name: "carry with keys",
    path: "/app/",
    only: ({ width }) => width > 500,
    run: async ({ page, server, cookies, t, expect, lang }) => {
      const call = owner({ server, cookies });
      const funnel = await pipeline(call);
      const [first, , third] = funnel.stages;
      const one = await deal(call, funnel, "Инна Лосева");
      await page.goto(`${server.url}/app/deals?pipeline=${funnel.key}`);
      await card(page, one).getByRole("link").focus();
      await page.keyboard.press("Space");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowRight");
      const over = { name: "Инна Лосева", stage: called(third, lang), place: 3, count: 5 };
      await page.getByText(t("deals:drag.moved", over)).waitFor({ state: "attached" });
      await page.keyboard.press("Escape");
      await isAt(page, first, one);
      await page.keyboard.press("Space");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Space");
      await isAt(page, third, one);
      await page.waitForFunction(
        (id) => document.activeElement?.closest("[data-deal]")?.getAttribute("data-deal") === id,
        one.id,
      );
      await page.keyboard.press("Enter");
      await page.getByRole("dialog", { name: t("deals:deal.one") }).waitFor();
      expect.match(page.url(), new RegExp(`deal=${one.id}`));
    },
  },
  {
    name: "a stage at a time on a phone",
    path: "/app/",
    only: ({ width }) => width < 500,
    run: async ({ page, server, cookies, t, shot, lang }) => {
      const call = owner({ server, cookies });
      const funnel = await pipeline(call);
      const [first, second] = funnel.stages;
      const one = await deal(call, funnel, "Зоя Мельникова", { title: "Юбилей", amount: 900_000 });
      await page.goto(`${server.url}/app/deals?pipeline=${funnel.key}`);
      await isAt(page, first, one);
      await shot("deals-phone");
      await page.getByRole("button", { name: t("deals:card.move", { name: "Юбилей" }) }).click();
      const sheet = page.getByRole("dialog");
      await sheet.getByRole("button", { name: called(second, lang) }).waitFor();
      await shot("deals-sheet");
      await sheet.getByRole("button", { name: called(second, lang) }).click();
      await card(page, one).waitFor({ state: "hidden" });
      const stages = page.getByRole("navigation", { name: t("deals:column.switch") });
      await stages.getByRole("button", { name: called(second, lang) }).click();
      await isAt(page, second, one);
    },
  },
  {
    name: "what a stage wants to know",
    path: "/app/",
    run: async ({ page, server, cookies, t, shot, expect, lang }) => {
      const call = owner({ server, cookies });
      const funnel = await pipeline(call, { required: ["amount"] });
      const [first, second, , , lost] = funnel.stages;
      const one = await deal(call, funnel, "Семён Громов", { title: "Ремонт" });
      await page.goto(`${server.url}/app/deals?pipeline=${funnel.key}`);
      await isAt(page, first, one);
      const move = page.getByRole("button", { name: t("deals:card.move", { name: "Ремонт" }) });
      await move.click();
      await page
        .getByRole("dialog")
        .getByRole("button", { name: called(second, lang) })
        .click();
      const ask = page.getByRole("dialog", { name: t("deals:needs.title", { stage: called(second, lang) }) });
      await ask.getByRole("button", { name: t("deals:move.action") }).click();
      await ask.getByText(t("deals:needs.missing")).waitFor();
      await shot("deals-needs");
      await ask.getByLabel(t("deals:field.amount")).fill("5000");
      await ask.getByRole("button", { name: t("deals:move.action") }).click();
      await ask.waitFor({ state: "hidden" });
      await page.getByText(t("deals:move.done", { name: "Ремонт", stage: called(second, lang) })).waitFor();
      expect.equal((await call("GET", `/deals/${one.id}`)).amount, 500_000);

      await page.goto(`${server.url}/app/deals?pipeline=${funnel.key}&stage=${second.key}`);
      await move.click();
      await page
        .getByRole("dialog")
        .getByRole("button", { name: called(lost, lang) })
        .click();
      const why = page.getByRole("dialog", { name: t("deals:needs.title", { stage: called(lost, lang) }) });
      await why.getByRole("radio", { name: "Дорого" }).check();
      await shot("deals-lost");
      await why.getByRole("button", { name: t("deals:move.action") }).click();
      await page.getByText(t("deals:move.done", { name: "Ремонт", stage: called(lost, lang) })).waitFor();
      const { loss_reason: reason, status } = await call("GET", `/deals/${one.id}`);
      expect.deepEqual([reason, status], ["Дорого", "lost"]);
    },
  },
  {
    name: "many at once",
    path: "/app/",
    run: async ({ page, server, cookies, t, shot, expect, lang }) => {
      const call = owner({ server, cookies });
      const funnel = await pipeline(call, { required: ["amount"] });
      const [, second] = funnel.stages;
      const rich = await deal(call, funnel, "Глеб Титов", { title: "С суммой", amount: 100_000 });
      const poor = await deal(call, funnel, "Раиса Котова", { title: "Без суммы" });
      await page.goto(`${server.url}/app/deals?pipeline=${funnel.key}&view=list`);
      for (const name of ["С суммой", "Без суммы"])
        await page.getByRole("checkbox", { name: t("deals:list.select", { name }) }).check();
      await page.getByText(t("deals:bulk.chosen", { count: 2 })).waitFor();
      await shot("deals-list");
      await page.getByRole("combobox", { name: t("deals:bulk.move") }).click();
      await page.getByRole("option", { name: called(second, lang) }).click();
      const left = page.getByRole("dialog", { name: t("deals:bulk.left", { count: 1 }) });
      await left.getByText(t("deals:bulk.why.stage_needs")).waitFor();
      await left.getByRole("button", { name: t("deals:bulk.understood") }).click();
      await left.waitFor({ state: "hidden" });
      expect.equal((await call("GET", `/deals/${rich.id}`)).stage, second.key);
      expect.notEqual((await call("GET", `/deals/${poor.id}`)).stage, second.key);
      await page.getByRole("button", { name: t("deals:undo") }).click();
      await page.getByText(t("deals:bulk.undone")).waitFor();
      expect.notEqual((await call("GET", `/deals/${rich.id}`)).stage, second.key);
    },
  },
  {
    name: "set up the funnel",
    path: "/app/",
    pictures: ["funnel-settings"],
    run: async ({ page, server, cookies, t, shot, expect, lang }) => {
      const call = owner({ server, cookies });
      const funnel = await pipeline(call);
      const [, second] = funnel.stages;
      const one = await deal(call, funnel, "Марк Зуев", { stage: second.key });
      await page.goto(`${server.url}/app/settings/funnel`);
      await page.getByRole("combobox", { name: t("deals:pipeline") }).click();
      await page.getByRole("option", { name: funnel.name }).click();
      await page.getByRole("button", { name: t("deals:set.edit_stage", { name: called(second, lang) }) }).waitFor();
      await shot("funnel-settings");

      await page.getByRole("button", { name: t("deals:set.add_stage") }).click();
      const form = page.getByRole("dialog", { name: t("deals:set.new_stage") });
      await form.getByRole("textbox", { name: t("deals:set.name"), exact: true }).fill("Замер");
      await form.getByRole("textbox", { name: t("deals:set.name_en") }).fill("Measuring");
      await shot("funnel-stage");
      await form.getByRole("button", { name: t("deals:set.done") }).click();
      await form.waitFor({ state: "hidden" });

      // The handle of the new stage: one place up with keys.
      const name = lang === "ru" ? "Замер" : "Measuring";
      await page.getByRole("button", { name: t("deals:set.drag.handle", { name }) }).focus();
      await page.keyboard.press("Space");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("Space");

      await page.getByRole("button", { name: t("deals:set.more_stage", { name: called(second, lang) }) }).click();
      await page.getByRole("menuitem", { name: t("app:delete") }).click();
      await page.getByRole("button", { name: t("app:save"), exact: true }).click();
      const ask = page.getByRole("dialog", { name: t("deals:set.moved.title") });
      await ask.getByRole("combobox").click();
      await page.getByRole("option", { name: called(funnel.stages[2], lang) }).click();
      await ask.getByRole("button", { name: t("deals:set.moved.action") }).click();
      await page.getByText(t("app:saved"), { exact: true }).waitFor();
      const { items } = await call("GET", "/pipelines");
      const saved = items.find(({ key }) => key === funnel.key);
      expect.deepEqual(
        saved.stages.map((stage) => stage.name),
        ["Заявка", "Замер", "Договор", "Оплачено", "Сорвалось"],
      );
      expect.equal((await call("GET", `/deals/${one.id}`)).stage, funnel.stages[2].key);
    },
  },
  {
    name: "two windows",
    path: "/app/",
    only: ({ width }) => width > 500,
    run: async ({ page, open, server, cookies, expect }) => {
      const call = owner({ server, cookies });
      const funnel = await pipeline(call);
      const [first, second] = funnel.stages;
      const one = await deal(call, funnel, "Нина Орлова");
      await page.goto(`${server.url}/app/deals?pipeline=${funnel.key}`);
      const other = await open({ path: `/app/deals?pipeline=${funnel.key}` });
      await isAt(page, first, one);
      await isAt(other, first, one);
      await card(page, one).getByRole("link").focus();
      await page.keyboard.press("Space");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Space");
      await isAt(other, second, one);
      const fresh = await deal(call, funnel, "Олег Сомов");
      await isAt(page, first, fresh);
      await isAt(other, first, fresh);
      await call("DELETE", `/deals/${fresh.id}`);
      await card(other, fresh).waitFor({ state: "detached" });
      expect.equal(await card(page, one).count(), 1);
    },
  },
  {
    name: "the report of the funnel",
    path: "/app/",
    run: async ({ page, server, cookies, t, shot }) => {
      const call = owner({ server, cookies });
      const funnel = await pipeline(call);
      const [, second, , won, lost] = funnel.stages;
      for (const [name, way] of [
        ["Ян", [second, won]],
        ["Яна", [second]],
        ["Янина", [lost]],
      ]) {
        const one = await deal(call, funnel, name, { amount: 1_000_000 });
        for (const stage of way)
          await call("POST", `/deals/${one.id}/move`, {
            stage: stage.key,
            ...(stage === lost ? { loss_reason: "Дорого" } : {}),
          });
      }
      await page.goto(`${server.url}/app/reports/funnel?pipeline=${funnel.key}`);
      await page.getByRole("table").waitFor();
      await page.getByText("Дорого").waitFor();
      await page
        .getByText(t("deals:funnel.share", { value: 50 }))
        .first()
        .waitFor();
      await shot("funnel");
    },
  },
];
