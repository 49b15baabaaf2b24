// What the agent knows: documents in categories, articles, files, questions with answers, a question tried out, gaps.

const exact = { exact: true };
const asked = (page, title) => page.getByRole("dialog", { name: title });
const title = (page, name) => page.getByRole("heading", { name, level: 1 });
/** The option of a list that stands open. */
const choose = async (page, field, option) => {
  await field.click();
  await page.getByRole("option", { name: option, exact: true }).click();
};

/** A call of the API with the session of the story. */
async function call(server, cookies, path, body) {
  const reply = await fetch(`${server.url}/api/v1${path}`, {
    method: body ? "POST" : "GET",
    headers: {
      "content-type": "application/json",
      cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; "),
      "x-csrf-token": cookies.find(({ name }) => name.endsWith("csrf")).value,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return reply.json();
}

/** What has an address of its own. */
async function change(server, cookies, path, body, method = "PATCH") {
  const reply = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; "),
      "x-csrf-token": cookies.find(({ name }) => name.endsWith("csrf")).value,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
}

const ID = "01a1fec6-c3a1-73b1-bcc8-9fa76da19a01";
const OTHER = "01a1fec6-c3a1-73b1-bcc8-9fa76da19a02";
const account = (id, vendor, name) => ({
  id,
  vendor,
  name,
  settings: {},
  has_secrets: true,
  is_paused: false,
  health: "ok",
  created_at: "2026-11-21T10:00:00+03:00",
  updated_at: "2026-11-21T10:00:00+03:00",
});

export const stories = [
  {
    name: "documents in categories: found, filtered, a category made, renamed and removed",
    path: "/app/knowledge",
    pictures: ["knowledge"],
    run: async ({ page, shot, t, lang, isPhone }) => {
      await title(page, t("knowledge:library.title")).waitFor();
      const row = page.getByRole("link", { name: "Парковка и дорога" });
      await row.waitFor();
      await shot("knowledge");
      const tree = async () => {
        if (isPhone)
          await page
            .getByRole("button", { name: t("knowledge:tree.all"), exact: true })
            .first()
            .click();
      };
      await tree();
      if (isPhone) await shot("knowledge-categories");
      await page.getByRole("button", { name: t("knowledge:tree.add"), exact: true }).click();
      const name = lang === "ru" ? "Сертификаты" : "Gift cards";
      await asked(page, t("knowledge:tree.title_add")).getByLabel(t("knowledge:tree.name")).fill(name);
      await shot("knowledge-category");
      await page.keyboard.press("Enter");
      await page.getByText(t("knowledge:folder.title")).waitFor();
      await shot("knowledge-folder");
      if (isPhone) await page.getByRole("button", { name, exact: true }).first().click();
      await page.getByRole("button", { name: t("knowledge:tree.actions", { name }) }).click();
      await page.getByRole("menuitem", { name: t("knowledge:tree.rename") }).click();
      const other = `${name} 2`;
      await asked(page, t("knowledge:tree.title_rename", { name })).getByLabel(t("knowledge:tree.name")).fill(other);
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: t("knowledge:tree.actions", { name: other }) }).click();
      await page.getByRole("menuitem", { name: t("app:delete") }).click();
      await asked(page, t("knowledge:tree.remove_title", { name: other }))
        .getByRole("button", { name: t("app:delete") })
        .click();
      await page.getByText(t("knowledge:tree.removed")).waitFor();
      await page
        .getByRole("button", { name: t("knowledge:tree.actions", { name: other }) })
        .waitFor({ state: "detached" });
      if (isPhone) await page.keyboard.press("Escape");
      await page.getByLabel(t("knowledge:search")).fill("ПАРКОВ");
      await page.getByRole("link", { name: "Карта гостя и скидки" }).waitFor({ state: "detached" });
      await row.waitFor();
      await page.getByLabel(t("knowledge:search")).fill("ничего такого");
      await page.getByText(t("knowledge:nothing.title")).waitFor();
      await shot("knowledge-nothing");
      await page.getByRole("button", { name: t("knowledge:nothing.clear") }).click();
      await row.waitFor();
    },
  },
  {
    name: "an empty base says what to do, a broken line says what happened",
    path: "/app/settings",
    run: async ({ page, shot, t, server, isPhone }) => {
      const none = { documents: 0, reading: 0, failed: 0, gaps: 0, categories: [] };
      await page.route("**/api/v1/knowledge/counts", (route) => route.fulfill({ json: none }));
      await page.route("**/api/v1/knowledge/categories", (route) => route.fulfill({ json: { items: [] } }));
      await page.route("**/api/v1/knowledge/documents?*", (route) => route.fulfill({ json: { items: [] } }));
      await page.route("**/api/v1/faq", (route) => route.fulfill({ json: { items: [] } }));
      await page.goto(`${server.url}/app/knowledge`);
      await page.getByText(t("knowledge:empty.title")).waitFor();
      await shot("knowledge-empty");
      await page
        .getByRole("link", { name: t(isPhone ? "knowledge:nav.faq_short" : "knowledge:nav.faq"), exact: true })
        .click();
      await page.getByText(t("knowledge:faq.empty")).waitFor();
      await shot("knowledge-faq-empty");
      await page
        .getByRole("link", { name: t(isPhone ? "knowledge:nav.ask_short" : "knowledge:nav.ask"), exact: true })
        .click();
      await page.getByText(t("knowledge:ask.empty"), exact).waitFor();
      await shot("knowledge-ask-empty");
      await page.unroute("**/api/v1/knowledge/documents?*");
      const refused = { status: 503, json: { code: "unavailable", detail: "later", status: 503 } };
      await page.route("**/api/v1/knowledge/documents?*", (route) => route.fulfill(refused));
      await page.goto(`${server.url}/app/knowledge?q=x`);
      await page.getByText(t("app:error.title")).waitFor();
      await shot("knowledge-error");
      await page.unroute("**/api/v1/knowledge/documents?*");
      await page.getByRole("button", { name: t("app:error.retry") }).click();
      await page.getByText(t("app:error.title")).waitFor({ state: "detached" });
    },
  },
  {
    name: "an article is written with its preview, kept unsaved, read by the agent, changed and removed",
    path: "/app/knowledge",
    pictures: ["knowledge-article"],
    run: async ({ page, shot, t, lang, isPhone, expect }) => {
      await page.getByRole("button", { name: t("knowledge:add"), exact: true }).click();
      await page.getByRole("menuitem", { name: t("knowledge:way.article.action") }).click();
      await title(page, t("knowledge:editor.new")).waitFor();
      await page.getByRole("button", { name: t("app:save"), exact: true }).click();
      await page.getByText(t("knowledge:editor.title_missing")).waitFor();
      const name = lang === "ru" ? "Сертификаты в подарок" : "Certificates as a gift";
      const body =
        lang === "ru"
          ? "## Где купить\n\nСертификат на **любую сумму** продаётся в обоих филиалах.\n\n## Срок\n\n- действует *полгода*;\n- продлить можно один раз.\n\n| Сумма | Кому подойдёт |\n|---|---|\n| 3 000 ₽ | маникюр |\n| 6 000 ₽ | стрижка и укладка |"
          : "## Where to buy\n\nA certificate for **any sum** is sold at both branches.\n\n## How long\n\n- valid for *half a year*;\n- extended once.\n\n| Sum | Good for |\n|---|---|\n| 3,000 | manicure |\n| 6,000 | haircut |";
      await page.getByLabel(t("knowledge:editor.title"), exact).fill(name);
      const text = page.getByRole("textbox", { name: t("knowledge:editor.text"), exact: true });
      await text.fill(body);
      await page.getByText(t("knowledge:editor.kept")).waitFor();
      if (isPhone) {
        await shot("knowledge-article-text");
        await page.getByText(t("knowledge:editor.look"), exact).click();
      }
      const look = page.getByRole("region", { name: t("knowledge:editor.look") });
      expect.equal(await look.getByRole("row").count(), 3);
      await shot("knowledge-article");
      // The lid is closed: what was typed comes back.
      page.once("dialog", (dialog) => dialog.accept());
      await page.reload();
      await page.getByText(t("knowledge:editor.found_anew")).waitFor();
      await shot("knowledge-article-found");
      expect.equal(await text.inputValue(), body);
      await page.getByRole("link", { name: t("app:back"), exact: true }).click();
      await asked(page, t("knowledge:editor.leave"))
        .getByRole("button", { name: t("app:cancel") })
        .click();
      await page.getByRole("button", { name: t("app:save"), exact: true }).click();
      await title(page, name).waitFor();
      await page.getByRole("tab", { name: t("knowledge:passages_tab") }).click();
      await page
        .getByRole("listitem")
        .filter({ hasText: "|" })
        .or(page.getByRole("listitem").filter({ has: page.getByRole("table") }))
        .first()
        .waitFor();
      await shot("knowledge-passages");
      await page.getByRole("link", { name: t("app:edit") }).click();
      await title(page, t("knowledge:editor.edit")).waitFor();
      await text.focus();
      await page.keyboard.press("Control+End");
      await page.keyboard.type("\n\nКонец.");
      await page.keyboard.press("Control+S");
      await page.getByText(t("knowledge:editor.saved")).waitFor();
      await title(page, name).waitFor();
      await page.getByText("Конец.").waitFor();
      await page.getByRole("button", { name: t("app:delete") }).click();
      await asked(page, t("knowledge:remove.title", { name }))
        .getByRole("button", { name: t("app:delete") })
        .click();
      await title(page, t("knowledge:library.title")).waitFor();
      await page.getByRole("link", { name, exact: true }).waitFor({ state: "detached" });
    },
  },
  {
    name: "files are uploaded; what cannot be read says why; a document shows its passages",
    path: "/app/knowledge",
    pictures: ["knowledge-files", "knowledge-document"],
    run: async ({ page, shot, t, lang, isPhone }) => {
      await page.getByRole("button", { name: t("knowledge:add"), exact: true }).click();
      await page.getByRole("menuitem", { name: t("knowledge:way.files.action") }).click();
      await page.getByText(t("knowledge:upload.limits")).waitFor();
      await shot("knowledge-add-files");
      const stem = `${lang === "ru" ? "зимой" : "in winter"}${isPhone ? " 2" : ""}`;
      const good = lang === "ru" ? `Уход за волосами ${stem}.md` : `Hair care ${stem}.md`;
      const text =
        lang === "ru"
          ? "# Уход за волосами\n\n## После окрашивания\n\nДва дня не мойте голову и не ходите в бассейн.\n\n## Шампунь\n\nБез сульфатов, вода тёплая, не горячая.\n"
          : "# Hair care\n\n## After colouring\n\nDo not wash your hair or swim for two days.\n\n## Shampoo\n\nWithout sulphates; warm water, not hot.\n";
      const scan = lang === "ru" ? `Памятка ${stem}` : `Leaflet ${stem}`;
      const files = [
        { name: good, mimeType: "text/markdown", buffer: Buffer.from(text) },
        { name: `${scan}.pdf`, mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\nno objects at all") },
      ];
      await page.locator('input[type="file"]').setInputFiles(files);
      const dropped = await page.evaluateHandle(() => {
        const held = new DataTransfer();
        held.items.add(new File(["x"], "photo.heic"));
        return held;
      });
      await page.getByRole("list", { name: t("knowledge:list") }).dispatchEvent("drop", { dataTransfer: dropped });
      const list = page.getByRole("region", { name: t("knowledge:upload.title") });
      await list.getByText(t("knowledge:upload.file_type")).waitFor();
      await list
        .getByText(t("knowledge:upload.known", { count: 2 }))
        .or(list.getByText(/2 фрагмента|2 passages/))
        .waitFor();
      await list.getByText(t("knowledge:fail.broken")).waitFor();
      await shot("knowledge-files");
      await list.getByRole("link", { name: good }).click();
      await title(page, good.replace(".md", "")).waitFor();
      await page.getByText(t("knowledge:passage.text")).waitFor();
      await shot("knowledge-document");
      const switched = page.getByRole("switch");
      await switched.uncheck({ force: true });
      await page.getByText(t("knowledge:off_text")).waitFor();
      await switched.check({ force: true });
      await page.getByText(t("knowledge:off_text")).waitFor({ state: "detached" });
      await choose(page, page.getByLabel(t("knowledge:category"), exact).first(), "Подготовка и уход");
      await page.getByRole("link", { name: t("app:back"), exact: true }).click();
      await page.getByRole("link", { name: scan, exact: true }).click();
      await page.getByText(t("knowledge:fail.broken")).waitFor();
      await shot("knowledge-failed");
      await page.getByRole("button", { name: t("knowledge:read_anew") }).click();
      await page.getByText(t("knowledge:fail.broken")).waitFor();
    },
  },
  {
    name: "a page of the web is named; an address that may not be read is refused",
    path: "/app/knowledge",
    run: async ({ page, shot, t }) => {
      await page.getByRole("button", { name: t("knowledge:add"), exact: true }).click();
      await page.getByRole("menuitem", { name: t("knowledge:way.site.action") }).click();
      const dialog = asked(page, t("knowledge:site.title"));
      const address = dialog.getByLabel(t("knowledge:site.address"), exact);
      await address.fill("прайс");
      await page.keyboard.press("Enter");
      await dialog.getByText(t("knowledge:site.address_wrong")).waitFor();
      await shot("knowledge-site");
      await address.fill("http://10.0.0.8/");
      await page.keyboard.press("Enter");
      await dialog.getByText(t("app:problem.address_not_allowed")).waitFor();
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
    },
  },
  {
    name: "a question is tried out: a ready answer, a passage, nothing",
    path: "/app/knowledge/ask",
    pictures: ["knowledge-ask"],
    run: async ({ page, shot, t, lang }) => {
      const question = page.getByLabel(t("knowledge:ask.question"), exact);
      await question.fill("как подготовиться к окрашиванию");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: t("knowledge:ask.passages") }).waitFor();
      await page.getByRole("article").first().waitFor();
      await shot("knowledge-ask");
      await question.fill("почём нынче осетрина");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: t("knowledge:ask.unknown") }).waitFor();
      await shot("knowledge-ask-unknown");
      await page.getByRole("button", { name: "как подготовиться к окрашиванию" }).click();
      await page.getByRole("article").getByRole("link").first().click();
      await page.locator("[data-wanted]").waitFor();
      await shot(`knowledge-passage-${lang}`);
    },
  },
  {
    name: "a question is tried with the thresholds and folders of an agent",
    path: "/app/settings",
    run: async ({ page, shot, t, server, cookies }) => {
      const agent = await call(server, cookies, "/agents/from-template", { template: "front-desk" });
      await change(server, cookies, `/agents/${agent.id}`, {
        draft: { thresholds: { faq: 100, knowledge: 100, misses: 2 } },
      });
      await page.goto(`${server.url}/app/knowledge/ask`);
      await page.getByLabel(t("knowledge:ask.question"), exact).fill("как подготовиться к окрашиванию");
      await page.keyboard.press("Enter");
      await page.getByText(t("knowledge:ask.threshold", { percent: 50 })).waitFor();
      await choose(page, page.getByRole("combobox", { name: t("knowledge:ask.who") }), agent.name);
      await page.getByText(t("knowledge:ask.threshold", { percent: 100 })).waitFor();
      await page.getByRole("heading", { name: t("knowledge:ask.unknown") }).waitFor();
      await shot("knowledge-ask-agent");
      // The address holds both.
      await page.reload();
      await page.getByText(t("knowledge:ask.threshold", { percent: 100 })).waitFor();
      await page.getByRole("link", { name: t("knowledge:ask.threshold_of", { name: agent.name }) }).click();
      await page.waitForURL(/\/agents\/.*section=knowledge/);
      await change(server, cookies, `/agents/${agent.id}`, undefined, "DELETE");
    },
  },
  {
    name: "search by meaning: chosen, read, stopped, gone on with, switched off",
    path: "/app/settings",
    run: async ({ page, shot, t, server, isPhone }) => {
      const title_ = "GigaChat";
      let now = { embedder: null, state: "off", done: 0, total: 240, error: null, local_folders: [] };
      const chosen = { provider_id: ID, provider_title: title_, vendor: "gigachat", model: "Embeddings", dims: 1024 };
      const asked_ = [];
      await page.route("**/api/v1/models/providers?*", (route) => route.fulfill({ json: { items: providers } }));
      await page.route("**/api/v1/models/providers/*/models", (route) => route.fulfill({ json: { models: [] } }));
      await page.route("**/api/v1/knowledge/embedder", (route) => {
        const method = route.request().method();
        if (method === "PUT") {
          asked_.push(route.request().postDataJSON());
          now = { ...now, embedder: chosen, state: "embedding", done: 90 };
        }
        if (method !== "DELETE") return route.fulfill({ json: now });
        now = { ...now, embedder: null, state: "off", done: 0 };
        return route.fulfill({ status: 204 });
      });
      await page.route("**/api/v1/knowledge/embedder/retry", (route) => {
        now = { ...now, state: "ready", done: 240, error: null };
        return route.fulfill({ json: now });
      });
      let providers = [];
      await page.goto(`${server.url}/app/knowledge/settings`);
      await title(page, t("knowledge:settings.title")).waitFor();
      await page.getByText(t("knowledge:meaning.none")).waitFor();
      await shot("knowledge-meaning-none");

      providers = [account(ID, "gigachat", title_), account(OTHER, "anthropic", "Claude")];
      await page.reload();
      const whose = page.getByRole("combobox", { name: t("knowledge:meaning.whose") });
      await whose.click();
      await page.getByRole("option", { name: title_ }).waitFor();
      if ((await page.getByRole("option", { name: "Claude" }).count()) > 0) throw new Error("has no embeddings");
      await page.keyboard.press("Escape");
      await page.getByText(t("knowledge:meaning.leaves", { name: title_ })).waitFor();
      await shot("knowledge-meaning-off");
      await page.getByRole("button", { name: t("knowledge:meaning.on"), exact: true }).click();
      await page.getByText(t("knowledge:meaning.progress", { done: 90, total: 240 })).waitFor();
      await shot("knowledge-meaning");
      if (asked_[0]?.model !== "Embeddings") throw new Error(JSON.stringify(asked_));

      now = { ...now, state: "failed", error: { code: "model_no_money", detail: "no money" } };
      await page.reload();
      await page.getByText(t("app:problem.model_no_money")).waitFor();
      await shot("knowledge-meaning-failed");
      await page.getByRole("button", { name: t("app:error.retry") }).click();
      await page.getByText(t("knowledge:meaning.state.ready"), exact).waitFor();
      await page.getByRole("button", { name: t("knowledge:meaning.off"), exact: true }).click();
      await asked(page, t("knowledge:meaning.off_title"))
        .getByRole("button", { name: t("knowledge:meaning.off"), exact: true })
        .click();
      await page.getByText(t("knowledge:meaning.state.off"), exact).waitFor();
      if (isPhone) return;
      // A model on the server itself sends nothing anywhere.
      now = { ...now, local_folders: ["e5-small"] };
      await page.reload();
      await page.getByText(t("knowledge:meaning.stays")).waitFor();
      await shot("knowledge-meaning-local");
    },
  },
  {
    name: "a question with several phrasings is taught, switched off and removed",
    path: "/app/knowledge/faq",
    run: async ({ page, shot, t, lang }) => {
      await title(page, t("knowledge:faq.title")).waitFor();
      await page.getByRole("listitem").first().waitFor();
      await shot("knowledge-faq");
      await page.getByRole("button", { name: t("knowledge:faq.add"), exact: true }).click();
      const form = page.getByRole("dialog");
      await form.getByRole("button", { name: t("app:save"), exact: true }).click();
      await form.getByText(t("knowledge:faq.answer_missing")).waitFor();
      const question = lang === "ru" ? `Есть ли у вас арфа?` : `Do you have a harp?`;
      await form.getByLabel(t("knowledge:faq.first")).fill(question);
      await page.keyboard.press("Enter");
      await page.keyboard.type(lang === "ru" ? "арфистка играет" : "does a harpist play");
      await form.getByLabel(t("knowledge:faq.answer"), exact).fill(lang === "ru" ? "Арфы нет." : "There is none.");
      await shot("knowledge-faq-form");
      await form.getByRole("button", { name: t("app:save"), exact: true }).click();
      await page.getByText(t("knowledge:faq.taught")).waitFor();
      await page.getByLabel(t("knowledge:faq.search")).fill(question.slice(0, -1));
      const row = page.getByRole("button", { name: question });
      await row.waitFor();
      const used = page.getByRole("switch", { name: t("knowledge:faq.switch", { question }) });
      await used.uncheck({ force: true });
      await row.click();
      await form.getByRole("button", { name: t("app:delete") }).click();
      await asked(page, t("knowledge:faq.remove", { question }))
        .getByRole("button", { name: t("app:delete") })
        .click();
      await row.waitFor({ state: "detached" });
    },
  },
  {
    name: "a question nobody answered gets an answer; another is put away",
    path: "/app/knowledge/gaps",
    pictures: ["knowledge-gaps"],
    run: async ({ page, shot, t, server, cookies, expect }) => {
      await title(page, t("knowledge:gaps.title")).waitFor();
      await page.getByText(t("knowledge:gaps.empty_open")).waitFor();
      await shot("knowledge-gaps-empty");
      const questions = ["Есть ли у вас солярий?", "Вы продаёте щенков?"];
      for (const text of questions) await call(server, cookies, "/messages", { chat_id: `gap-${text.length}`, text });
      for (const text of questions) await page.getByText(text).waitFor();
      await shot("knowledge-gaps");
      await page.getByRole("button", { name: t("knowledge:gaps.answer_to", { question: questions[0] }) }).click();
      const form = page.getByRole("dialog");
      await form.getByLabel(t("knowledge:faq.answer"), exact).fill("Солярия нет и не будет.");
      await shot("knowledge-gap-answer");
      await form.getByRole("button", { name: t("app:save"), exact: true }).click();
      await page.getByText(questions[0]).first().waitFor({ state: "detached" });
      await page.getByRole("button", { name: t("knowledge:actions", { name: questions[1] }) }).click();
      await page.getByRole("menuitem", { name: t("knowledge:gaps.dismiss") }).click();
      await page.getByText(questions[1]).waitFor({ state: "detached" });
      await page.getByText(t("knowledge:gaps.answered"), exact).click();
      await page.getByText(questions[0]).waitFor();
      await shot("knowledge-gaps-answered");
      const { faq } = await call(server, cookies, "/knowledge/ask", { question: questions[0] });
      expect.equal(faq.answer, "Солярия нет и не будет.");
    },
  },
  {
    name: "things and what belongs to them: found, named as customers do, connected",
    path: "/app/knowledge/graph",
    pictures: ["knowledge-graph"],
    run: async ({ page, shot, t, lang, isPhone }) => {
      await title(page, t("knowledge:graph.title")).waitFor();
      await page.getByLabel(t("knowledge:graph.search"), exact).fill("женская");
      const list = page.getByRole("list", { name: t("knowledge:graph.title") });
      await list.getByRole("button", { name: /Женская стрижка/ }).click();
      const card = page.getByRole(isPhone ? "dialog" : "region", { name: t("knowledge:graph.chosen") });
      await card.getByRole("heading", { name: "Женская стрижка" }).waitFor();
      await shot("knowledge-graph");
      if (isPhone) await page.keyboard.press("Escape");
      await page.getByRole("button", { name: t("knowledge:graph.add"), exact: true }).click();
      const own = lang === "ru" ? "Комплимент от салона" : "Treat of the house";
      const form = asked(page, t("knowledge:graph.add_title"));
      await form.getByLabel(t("knowledge:graph.name"), exact).fill(own);
      await form.getByRole("button", { name: t("app:add"), exact: true }).click();
      await form.waitFor({ state: "detached" });
      await page.getByLabel(t("knowledge:graph.search"), exact).fill(own);
      await list.getByRole("button", { name: new RegExp(own) }).click();
      const other = lang === "ru" ? "бесплатный подарок" : "free gift";
      await card.getByLabel(t("knowledge:graph.names"), exact).first().fill(other);
      await page.keyboard.press("Enter");
      await card.getByRole("button", { name: t("app:save"), exact: true }).click();
      await page.getByText(t("app:saved")).waitFor();
      await card.getByText(other, exact).waitFor();
      await shot("knowledge-graph-named");

      // A thing of the catalog has names of people beside its own.
      if (isPhone) await page.keyboard.press("Escape");
      await page.getByLabel(t("knowledge:graph.search"), exact).fill("Мужская стрижка");
      await list.getByRole("button", { name: /Мужская стрижка/ }).click();
      const mine = lang === "ru" ? "под насадку" : "a clipper cut";
      await card.getByLabel(t("knowledge:graph.names"), exact).first().fill(mine);
      await page.keyboard.press("Enter");
      await card.getByRole("button", { name: t("app:save"), exact: true }).click();
      await card.getByText(mine, exact).waitFor();
      await card.getByText(`${t("knowledge:graph.names_catalog", { names: "" }).split(":")[0]}:`).waitFor();
    },
  },
  {
    name: "chance words taken for a thing are hidden and come back",
    path: "/app/knowledge/graph",
    run: async ({ page, shot, t, isPhone, server, cookies }) => {
      const list = page.getByRole("list", { name: t("knowledge:graph.title") });
      const { entities } = await call(server, cookies, "/knowledge/graph");
      const { name } = entities.find(({ origin, kind }) => origin === "rule" && kind === "name");
      await page.getByLabel(t("knowledge:graph.search"), exact).fill(name);
      await list.getByText(name, exact).click();
      const card = page.getByRole(isPhone ? "dialog" : "region", { name: t("knowledge:graph.chosen") });
      await card.getByRole("button", { name: t("knowledge:graph.hide"), exact: true }).click();
      await page.getByText(t("knowledge:graph.hidden", { name })).waitFor();
      await list.getByText(name, exact).waitFor({ state: "detached" });
      await shot("knowledge-graph-hidden");
      await page.getByRole("button", { name: t("knowledge:graph.show_again") }).click();
      await list.getByText(name, exact).waitFor();
    },
  },
  {
    name: "everything goes out as a file and comes in with a report",
    path: "/app/knowledge",
    run: async ({ page, shot, t, server, cookies }) => {
      const file = await call(server, cookies, "/knowledge/export");
      file.articles.push({ category: ["Привезённое"], title: "Привезённая статья", body: "Текст." });
      await page.getByRole("button", { name: t("knowledge:transfer.menu") }).click();
      await page.getByRole("menuitem", { name: t("knowledge:transfer.in") }).click();
      const dialog = asked(page, t("knowledge:transfer.in_title"));
      const input = dialog.locator('input[type="file"]');
      await input.setInputFiles({ name: "a.json", mimeType: "application/json", buffer: Buffer.from("{}") });
      await dialog.getByText(t("knowledge:transfer.foreign")).waitFor();
      const buffer = Buffer.from(JSON.stringify(file));
      await input.setInputFiles({ name: "knowledge.json", mimeType: "application/json", buffer });
      await dialog.getByText(t("knowledge:transfer.inside")).waitFor();
      await shot("knowledge-import");
      await dialog.getByRole("button", { name: t("knowledge:transfer.take"), exact: true }).click();
      await dialog.getByText(t("knowledge:transfer.created", { count: 1 })).waitFor();
      await shot("knowledge-imported");
      await dialog
        .getByRole("button", { name: t("app:close"), exact: true })
        .last()
        .click();
      await page.getByRole("link", { name: "Привезённая статья" }).waitFor();
    },
  },
];
