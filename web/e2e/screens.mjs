// Every screen of the admin app, from the router's own list, with something of the demo firm in place of each parameter.

import assert from "node:assert/strict";

const PUBLIC = new Set(["/login", "/register", "/forgot", "/reset", "/invite"]);

const first = async (call, path) => (await call("GET", path)).items[0]?.id;

async function experiment(call) {
  const { id } = await call("POST", "/agents/from-template", { template: "front-desk" });
  await call("POST", `/agents/${id}/publish`, { note: "Первая" });
  await call("PATCH", `/agents/${id}`, { status: "active" });
  await call("PATCH", `/agents/${id}`, { draft: { instructions: "Отвечайте коротко и по делу." } });
  return (await call("POST", "/experiments", { name: "Короче", agent_id: id, kind: "split", share: 50 })).id;
}

async function deal(call) {
  const contact_id = await first(call, "/contacts?limit=1");
  const one =
    (await first(call, "/deals?limit=1")) ?? (await call("POST", "/deals", { contact_id, title: "Юбилей" })).id;
  await call("POST", "/tasks", { title: "Прислать смету", deal_id: one });
  await call("POST", "/tasks", { title: "Позвонить поставщику" });
  return one;
}

async function tour(call) {
  const season = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
  const rest = { duration_days: 1, season, difficulty: "easy", group_min: 1, group_max: 8, price: 250_000 };
  const { id } = await call("POST", "/tours", { key: "lake", name: "Озеро под перевалом", ...rest });
  await call("POST", `/tours/${id}/departures`, { starts_on: "2030-06-01", seats: 8 });
  return id;
}

async function script(call) {
  const steps = [{ say: "Здравствуйте! Сколько вас будет?", asks: "people", kind: "number" }, { say: "Записала." }];
  return (await call("POST", "/scripts", { name: "Знакомство", lang: "ru", triggers: ["помогите выбрать"], steps })).id;
}

/** What stands in an address, by the name of the parameter. A new one is told here how it is come by. */
const PARAMETERS = {
  conversationId: (call) => first(call, "/conversations?limit=1"),
  contactId: (call) => first(call, "/contacts?limit=1&has_visits=true"),
  dealId: deal,
  tourId: tour,
  importId: async (call) => {
    const form = new FormData();
    form.set("file", new Blob(["имя,телефон\nАнна Ли,+79161234567\n"]), "клиенты.csv");
    return (await call("POST", "/imports", form)).id;
  },
  partnerId: async (call) =>
    (await call("POST", "/partners", { name: "Гид Ольга", kind: "guide", channel: "manual", phone: "+79161112233" }))
      .id,
  employeeId: (call) => first(call, "/employees"),
  connectionId: (call) => first(call, "/connections"),
  agentId: async (call) => (await call("POST", "/agents/from-template", { template: "front-desk" })).id,
  experimentId: experiment,
  scriptId: script,
  testId: async (call) =>
    (
      await call("POST", "/tests", {
        title: "Человек",
        text: "# Человек\n@now 2030-06-01 12:00\n\n> позовите человека\n",
      })
    ).id,
  documentId: async (call) =>
    (await call("POST", "/knowledge/documents", { title: "Парковка", body: "## Где\n\nВо дворе, **бесплатно**." })).id,
};

/** `page`: any screen of the app, signed in. */
export async function screens(page, call) {
  const patterns = await page.evaluate(() => Object.keys(globalThis.__TSR_ROUTER__.routesByPath));
  assert.ok(patterns.length > 50, `the router knows only ${patterns.join(" ")}`);
  const ids = {};
  const found = [];
  for (const pattern of patterns.map((path) => path.replace(/(?<=.)\/$/, ""))) {
    for (const [, name] of pattern.matchAll(/\$(\w+)/g)) {
      if (ids[name]) continue;
      assert.ok(PARAMETERS[name], `${pattern}: where does ${name} come from?`);
      ids[name] = await PARAMETERS[name](call);
      assert.ok(ids[name], `the demo has nothing for ${name}`);
    }
    if (!found.some((screen) => screen.pattern === pattern))
      found.push({ pattern, path: pattern.replace(/\$(\w+)/g, (_, name) => ids[name]), isPublic: PUBLIC.has(pattern) });
  }
  return found;
}
