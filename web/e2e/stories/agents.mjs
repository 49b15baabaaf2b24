// Agents: taken from the library, taught, tried beside the editor, published, compared, brought back; two people at one draft.

import { invite } from "../colleague.mjs";

const writing = (cookies) => ({
  cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; "),
  "x-csrf-token": cookies.find(({ name }) => name.endsWith("csrf")).value,
  "content-type": "application/json",
});

/** What the screens do not do here. */
async function api({ server, cookies }, method, path, body) {
  const reply = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: writing(cookies),
    body: body && JSON.stringify(body),
  });
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
  return reply.status === 204 ? undefined : reply.json();
}

async function fresh(context, template = "front-desk") {
  const agent = await api(context, "POST", "/agents/from-template", { template });
  return agent;
}
const section = (page, t, name) => page.getByRole("tab", { name: t(`agents:section.${name}`) }).click();
const save = (page, t) =>
  page
    .getByRole("button", { name: t("app:save"), exact: true })
    .last()
    .click();

export const stories = [
  {
    name: "an agent from the library is taught, tried, published and switched on",
    path: "/app/agents",
    pictures: ["agents-library", "agent-instructions", "agent-preview", "agent-publish", "agents"],
    run: async ({ page, shot, t, expect, isPhone }) => {
      await page.getByRole("heading", { name: t("agents:title"), level: 1 }).waitFor();
      await page.getByRole("link", { name: t("agents:add") }).click();
      await page.getByRole("heading", { name: t("agents:factory.title"), level: 1 }).waitFor();
      await page
        .getByRole("button", { name: t("agents:factory.take_named", { name: "Администратор" }), exact: true })
        .waitFor();
      await shot("agents-library");
      await page
        .getByRole("button", { name: t("agents:factory.take_named", { name: "Администратор" }), exact: true })
        .click();
      await page.getByRole("heading", { name: "Администратор", level: 1 }).waitFor();
      await shot("agent-who");

      await section(page, t, "instructions");
      const text = page.getByRole("textbox", { name: t("agents:instructions.label") }).first();
      const before = await text.inputValue();
      await text.fill(`${before}\n\nСтрижка у нас стоит 1234 рубля. Обратитесь к {{nickname}}.`);
      await save(page, t);
      await page.getByText(t("app:saved"), { exact: true }).first().waitFor();
      const doubts = page.getByRole("list", { name: t("agents:lint.title") }).first();
      await doubts.getByText(t("agents:lint.variable_unknown.name")).waitFor();
      await doubts.getByText(t("agents:lint.price_not_in_catalog.name")).waitFor();
      await doubts.getByText(t("agents:lint.variable_unknown.name")).click();
      const chosen = await text.evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd));
      expect.equal(chosen, "{{nickname}}");
      await shot("agent-instructions");
      await text.fill(before);
      await save(page, t);
      await doubts.waitFor({ state: "detached" });

      if (isPhone) await section(page, t, "preview");
      await page.getByLabel(t("agents:preview.message")).fill("Сколько стоит женская стрижка?");
      await page.keyboard.press("Enter");
      const log = page.getByRole("log", { name: t("agents:preview.log") });
      await log
        .getByText(/3[\s {2}]?200/)
        .first()
        .waitFor();
      await log.getByText("Женская стрижка").last().waitFor();
      await shot("agent-preview");

      await page.getByRole("button", { name: t("agents:publish.open"), exact: true }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel(t("agents:publish.note")).fill("Первая версия");
      await shot("agent-publish");
      await dialog.getByRole("button", { name: t("agents:publish.action"), exact: true }).click();
      await page.getByText(t("agents:publish.done", { number: 1 })).waitFor();
      await page
        .getByRole("link", { name: t("agents:title") })
        .last()
        .click();
      await page.getByRole("heading", { name: t("agents:title"), level: 1 }).waitFor();
      const state = page.getByRole("radiogroup", {
        name: t("agents:status.label", { name: "Администратор" }),
        exact: true,
      });
      await state
        .getByRole("radio", { name: t("agents:status.active.name"), checked: true })
        .waitFor({ state: "attached" });
      await shot("agents");
    },
  },
  {
    name: "versions are compared and an old one comes back",
    path: "/app/agents",
    pictures: ["agent-versions"],
    run: async (context) => {
      const { page, shot, t, expect, server } = context;
      const agent = await fresh(context, "service");
      await api(context, "POST", `/agents/${agent.id}/publish`, { note: "Первая" });
      await api(context, "PATCH", `/agents/${agent.id}`, {
        draft: { instructions: "Отвечайте коротко.", forbidden: ["диагнозы"], limits: { turn_calls: 3 } },
      });
      await page.goto(`${server.url}/app/agents/${agent.id}?section=versions`);
      await page.getByRole("heading", { name: t("agents:versions.compare") }).waitFor();
      await page.getByText("Отвечайте коротко.").waitFor();
      await page.getByText("диагнозы").waitFor();
      await shot("agent-versions");
      await page.getByRole("button", { name: t("agents:publish.open"), exact: true }).click();
      await page
        .getByRole("dialog")
        .getByRole("button", { name: t("agents:publish.action"), exact: true })
        .click();
      await page.getByText(t("agents:publish.done", { number: 2 })).waitFor();
      await page.getByRole("button", { name: t("agents:versions.back_to", { number: 1 }) }).click();
      await page
        .getByRole("dialog")
        .getByRole("button", { name: t("agents:versions.back"), exact: true })
        .click();
      await page.getByText(t("agents:versions.back_done", { number: 1 })).waitFor();
      await page.getByRole("button", { name: t("agents:versions.back_to", { number: 2 }) }).waitFor();
      const now = await api(context, "GET", `/agents/${agent.id}`);
      expect.equal(now.live_version, 3);
      await api(context, "DELETE", `/agents/${agent.id}`);
    },
  },
  {
    name: "two people at one draft: other fields are joined, the same field asks",
    path: "/app/agents",
    run: async (context) => {
      const { page, shot, t, expect, server } = context;
      const agent = await fresh(context, "feedback");
      await page.goto(`${server.url}/app/agents/${agent.id}`);
      const persona = page.getByLabel(t("agents:who.persona"));
      await persona.fill("Варя");
      await api(context, "PATCH", `/agents/${agent.id}`, { draft: { limits: { turn_calls: 4 } } });
      await save(page, t);
      await page.getByText(t("app:saved"), { exact: true }).first().waitFor();
      const joined = await api(context, "GET", `/agents/${agent.id}`);
      expect.deepEqual([joined.draft.persona, joined.draft.limits.turn_calls], ["Варя", 4]);

      await persona.fill("Вера");
      await api(context, "PATCH", `/agents/${agent.id}`, { draft: { persona: "Нина" } });
      await page.getByText(t("agents:clash.title")).waitFor();
      await shot("agent-clash");
      await page.getByRole("button", { name: t("agents:clash.theirs") }).click();
      expect.equal(await persona.inputValue(), "Нина");
      await api(context, "DELETE", `/agents/${agent.id}`);
    },
  },
  {
    name: "every section of an agent, and its checklist leads to them",
    path: "/app/agents",
    pictures: ["agent-tools", "agent-model"],
    run: async (context) => {
      const { page, shot, t, server, expect } = context;
      const agent = await fresh(context, "sales");
      await api(context, "PATCH", `/agents/${agent.id}`, { draft: { tools: ["create_appointment"], voice: "model" } });
      await page.goto(`${server.url}/app/agents/${agent.id}?section=memory`);
      await page.getByRole("button", { name: t("agents:checklist.title") }).click();
      const lacks = page.getByRole("region", { name: t("agents:checklist.title") });
      await lacks.getByText(t("agents:lack.no_hand_over.name")).waitFor();
      await shot("agent-checklist");
      await lacks
        .getByRole("button", { name: t("agents:checklist.go", { section: t("agents:section.tools") }) })
        .first()
        .click();
      await page.getByRole("switch", { name: t("agents:tool.hand_to_human.name") }).check({ force: true });
      await page.getByText(t("agents:tools.needs", { tool: t("agents:tool.get_available_slots.name") })).waitFor();
      await shot("agent-tools");
      await save(page, t);
      await lacks.getByText(t("agents:lack.no_hand_over.name")).waitFor({ state: "detached" });
      for (const name of ["knowledge", "scripts", "model", "limits", "memory", "behaviour"]) {
        await section(page, t, name);
        await page.getByRole("tabpanel").getByRole("heading").first().waitFor();
        await shot(`agent-${name}`);
      }
      expect.match(page.url(), /section=behaviour/);
      await api(context, "DELETE", `/agents/${agent.id}`);
    },
  },
  {
    name: "agents change places, are copied and removed",
    path: "/app/agents",
    run: async (context) => {
      const { page, shot, t, isPhone } = context;
      const one = await fresh(context, "nurturing");
      const name = one.name;
      await page.getByRole("listitem", { name, exact: true }).waitFor();
      await page.getByRole("button", { name: t("agents:more", { name }), exact: true }).click();
      await page.getByRole("menuitem", { name: t("agents:duplicate.action") }).click();
      const copy = `${name} (${t("agents:duplicate.word")})`;
      const twin = page.getByRole("listitem", { name: copy, exact: true });
      await twin.waitFor();
      if (isPhone) {
        await page.getByRole("button", { name: t("agents:more", { name: copy }), exact: true }).click();
        await page.getByRole("menuitem", { name: t("agents:up") }).click();
      } else await page.getByRole("button", { name: t("agents:move_up", { name: copy }), exact: true }).click();
      await page
        .getByRole("listitem", { name: copy, exact: true })
        .locator("xpath=following-sibling::li")
        .filter({ has: page.getByRole("link", { name, exact: true }) })
        .waitFor();
      await shot("agents-order");
      const above = (upper, lower) =>
        page
          .getByRole("listitem", { name: upper, exact: true })
          .locator("xpath=following-sibling::li")
          .filter({ has: page.getByRole("link", { name: lower, exact: true }) })
          .waitFor();
      const handle = (whose) =>
        page.getByRole("button", { name: t("agents:drag.handle", { name: whose }), exact: true });
      // By hand: past the neighbour and let go.
      const from = await handle(copy).boundingBox();
      const to = await page.getByRole("listitem", { name, exact: true }).boundingBox();
      await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
      await page.mouse.down();
      await page.mouse.move(from.x + from.width / 2, from.y + 60, { steps: 4 });
      await shot("agents-carried");
      await page.mouse.move(from.x + from.width / 2, to.y + to.height, { steps: 6 });
      await page.mouse.up();
      await above(name, copy);
      // By keys: lifted, moved, taken back; then moved for good, and the handle keeps the focus.
      await handle(copy).focus();
      await page.keyboard.press("Enter");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("Escape");
      await above(name, copy);
      await page.keyboard.press("Space");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("Space");
      await above(copy, name);
      await page.waitForFunction(
        (label) => document.activeElement?.getAttribute("aria-label") === label,
        t("agents:drag.handle", { name: copy }),
      );
      for (const gone of [copy, name]) {
        await page.getByRole("button", { name: t("agents:more", { name: gone }), exact: true }).click();
        await page.getByRole("menuitem", { name: t("app:delete") }).click();
        await page
          .getByRole("dialog", { name: t("agents:remove.title", { name: gone }) })
          .getByRole("button", { name: t("app:delete") })
          .click();
        await page.getByRole("listitem", { name: gone, exact: true }).waitFor({ state: "detached" });
      }
    },
  },
  {
    name: "who may only read sees everything and changes nothing",
    path: "/app/agents",
    run: async (context) => {
      const { server, cookies, open, shot, t, expect } = context;
      const agent = await fresh(context, "front-desk");
      const as = await invite(server, cookies, {
        email: `reader-${Date.now()}@example.com`,
        name: "Ольга",
        role: "viewer",
      });
      const page = await open({ as, path: `/app/agents/${agent.id}` });
      await page.getByRole("heading", { name: agent.name, level: 1 }).waitFor();
      expect.equal(await page.getByLabel(t("agents:who.persona")).isDisabled(), true);
      expect.equal(await page.getByRole("button", { name: t("agents:publish.open"), exact: true }).count(), 0);
      await section(page, t, "tools");
      const tool = page.getByRole("switch", { name: t("agents:tool.hand_to_human.name") });
      await tool.waitFor({ state: "attached" });
      expect.equal(await tool.isDisabled(), true);
      await shot("agent-reader", page);
      await page.goto(`${server.url}/app/scripts`);
      const { items: scripts } = await api(context, "GET", "/scripts");
      await page.getByText(scripts[0].name, { exact: true }).first().waitFor();
      expect.equal(await page.getByRole("link", { name: t("scripts:add") }).count(), 0);
      await api(context, "DELETE", `/agents/${agent.id}`);
    },
  },
];
