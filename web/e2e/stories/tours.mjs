// Group trips: a tour is described, gets its departures, photos and materials, and the agent tells of it.

import { ownerApi } from "../owner-api.mjs";
import { document, picture } from "../samples.mjs";

const asked = (page, title) => page.getByRole("dialog", { name: title });
/** A title whose end is the day. */
const starting = (text) => new RegExp(`^${text.trim()}`);
/** A field by its label, starred or not. */
const field = (where, label) => where.getByLabel(new RegExp(`^${label}( \\*)?$`)).first();

/** A tour that leaves on these days, made past the screen. */
async function tour({ page, server, cookies }, key, name, days, seatsTaken = 0) {
  const headers = { "x-csrf-token": cookies.find((cookie) => cookie.name.endsWith("csrf")).value };
  const post = async (path, data) => {
    const reply = await page.request.post(`${server.url}/api/v1${path}`, { headers, data });
    return reply.json();
  };
  const season = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
  const plain = { duration_days: 1, season, difficulty: "easy", group_min: 1, group_max: 8, price: 250_000 };
  const { id } = await post("/tours", { key, name, ...plain });
  for (const starts_on of days) await post(`/tours/${id}/departures`, { starts_on, seats: 8, seats_taken: seatsTaken });
  return id;
}

/** The firm's agents may speak of tours: those of a salon have no need to. */
async function mayTellOfTours({ server, cookies }) {
  const call = ownerApi(server, cookies);
  for (const { id, draft } of (await call("GET", "/agents")).items) {
    if (draft.tools.includes("search_products")) continue;
    await call("PATCH", `/agents/${id}`, { draft: { tools: [...draft.tools, "search_products"] } });
    await call("POST", `/agents/${id}/publish`, { note: "" });
  }
}

const isDrawn = (image) => image.evaluate((node) => node.complete && node.naturalWidth > 0);

export const stories = [
  {
    name: "a firm without tours adds one from its services, with departures, a photo and a file; the agent tells of it",
    path: "/app/services",
    // The made-up tour has a Russian name only, and the agent is asked of it by that name.
    only: ({ lang }) => lang === "ru",
    pictures: ["tours", "tour-departures", "tour-series", "tour-about", "tour-files", "tour-agent"],
    run: async (context) => {
      const { page, shot, t, expect, lang } = context;
      await mayTellOfTours(context);
      const name = lang === "ru" ? "Озеро под перевалом" : "Lake under the pass";
      await page.getByRole("link", { name: t("services:tours.action") }).click();
      await page.getByRole("heading", { name: t("tours:empty.title") }).waitFor();
      await shot("tours-empty");
      await page.getByRole("button", { name: t("tours:add") }).click();
      const form = page.getByRole("dialog");
      await field(form, t("tours:form.name")).fill(name);
      await form.getByRole("button", { name: t("app:add") }).click();
      await form.getByText(t("tours:form.price_missing")).waitFor();
      await field(form, t("tours:form.price")).fill("8900");
      // It runs all year, so that the story does too.
      const months = form.getByRole("group", { name: t("tours:form.season") }).getByRole("button");
      for (const month of await months.all())
        if ((await month.getAttribute("aria-pressed")) === "false") await month.click();
      await shot("tour-new");
      await form.getByRole("button", { name: t("app:add") }).click();
      await page.getByRole("heading", { name, level: 1 }).waitFor();

      const synonyms = page.getByRole("combobox", { name: t("tours:form.synonyms"), exact: true });
      await synonyms.fill(lang === "ru" ? "бирюзовое озеро" : "turquoise lake");
      await page.keyboard.press("Enter");
      await field(page, t("tours:form.description")).fill(
        lang === "ru" ? "Тропа через ельник к озеру под снежным перевалом." : "A path through firs to a lake.",
      );
      await page
        .getByLabel(t("tours:form.included"), { exact: true })
        .fill(lang === "ru" ? "— гид\n— обед у озера" : "— guide\n— lunch by the lake");
      await page.getByRole("button", { name: t("tours:form.variant_add") }).click();
      await page.getByLabel(t("tours:form.variant"), { exact: true }).fill(t("tours:form.variant_example"));
      await page.getByLabel(t("tours:form.variant_price"), { exact: true }).fill("6200");
      await shot("tour-about");
      await page.getByRole("button", { name: t("app:save") }).click();
      await page.getByText(t("app:saved")).waitFor();
      await page.getByRole("button", { name: t("app:save") }).waitFor({ state: "detached" });

      await page.getByRole("tab", { name: t("tours:tab.departures") }).click();
      await page.getByRole("button", { name: t("tours:departure.add") }).click();
      await page.getByRole("menuitem", { name: t("tours:departure.add_series") }).click();
      const series = page.getByRole("dialog", { name: t("tours:series.title") });
      await series.getByRole("button", { name: new RegExp(`^${t("tours:series.range")}`) }).click();
      await page.getByRole("button", { name: t("app:calendar.next_month") }).click();
      const days = page.locator("table button:not([data-outside])");
      await days.first().click();
      await days.last().click();
      await series.getByRole("status").waitFor();
      await shot("tour-series");
      await series.getByRole("button", { name: t("app:add") }).click();
      const rows = page.getByRole("button", { name: t("tours:seats.taken", { taken: 0, count: 12 }) });
      await rows.first().waitFor();
      const count = await rows.count();
      expect.ok(count === 4 || count === 5, `${count} Saturdays`);

      await rows.first().click();
      const departure = page.getByRole("dialog");
      await departure.getByLabel(t("tours:departure.taken"), { exact: true }).fill("13");
      await departure.getByRole("button", { name: t("app:save") }).click();
      await departure.getByText(t("tours:departure.too_many_taken")).waitFor();
      await departure.getByLabel(t("tours:departure.taken"), { exact: true }).fill("5");
      await departure.getByRole("button", { name: t("app:save") }).click();
      const sold = page.getByRole("button", { name: t("tours:seats.taken", { taken: 5, count: 12 }) });
      await sold.getByText(t("tours:seats.free", { count: 7 })).waitFor();
      await shot("tour-departures");

      await page.getByRole("tab", { name: t("tours:tab.files") }).click();
      const photos = page.waitForEvent("filechooser");
      await page.getByRole("button", { name: t("tours:files.add_photos") }).click();
      await (await photos).setFiles([await picture(page, "lake.jpg"), await picture(page, "pass.jpg")]);
      const list = page.getByRole("list", { name: t("tours:files.photos") });
      await list.getByRole("listitem").nth(1).waitFor();
      await list.getByLabel(t("tours:files.alt", { number: 1 }), { exact: true }).fill(t("tours:files.alt_example"));
      await page.keyboard.press("Enter");
      await list.getByRole("img", { name: t("tours:files.alt_example") }).waitFor();
      await list.getByRole("button", { name: t("tours:files.earlier", { number: 2 }) }).click();
      await list
        .getByRole("listitem")
        .nth(1)
        .getByRole("img", { name: t("tours:files.alt_example") })
        .waitFor();
      await list.getByRole("button", { name: t("tours:files.earlier", { number: 2 }) }).click();
      await list
        .getByRole("listitem")
        .first()
        .getByRole("img", { name: t("tours:files.alt_example") })
        .waitFor();
      const materials = page.waitForEvent("filechooser");
      await page.getByRole("button", { name: t("tours:files.add_materials") }).click();
      await (await materials).setFiles([document("program.pdf")]);
      await page
        .getByLabel(t("tours:files.material_name", { name: "program.pdf" }))
        .fill(t("tours:files.material_example"));
      await page.keyboard.press("Enter");
      await shot("tour-files");
      await page.reload();
      await list.getByRole("img", { name: t("tours:files.alt_example") }).waitFor();
      expect.equal(
        await page.getByLabel(t("tours:files.material_name", { name: "program.pdf" })).inputValue(),
        t("tours:files.material_example"),
      );

      await page.getByRole("tab", { name: t("tours:tab.agent") }).click();
      await page.getByRole("button", { name: t("tours:agent.ask_departures", { name }) }).click();
      await page
        .getByRole("log", { name: t("tours:agent.log") })
        .getByText(/8[\s,]?900/)
        .waitFor();
      await shot("tour-agent");

      await page.goto(page.url().replace(/\/tours\/.*$/, "/tours"));
      const card = page.getByRole("link", { name: new RegExp(name) });
      await card.getByText(t("tours:seats.free", { count: 7 })).waitFor();
      expect.ok(await isDrawn(card.getByRole("img")));
      expect.match(await card.innerText(), /6[\s,]?200/, "the lowest of its prices");
      await shot("tours");
    },
  },
  {
    name: "a departure people go on is cancelled and not thrown away; a tour with departures is hidden",
    path: "/app/",
    run: async (context) => {
      const { page, server, shot, t, lang } = context;
      const name = lang === "ru" ? "Каньон на закате" : "Canyon at sunset";
      const id = await tour(context, "canyon", name, ["2099-07-04"], 3);
      await page.goto(`${server.url}/app/tours/${id}`);
      const row = page.getByRole("button", { name: t("tours:seats.taken", { taken: 3, count: 8 }) });
      await row.click();
      const form = asked(page, starting(t("tours:departure.title", { day: "" })));
      await form.getByRole("button", { name: t("app:delete") }).click();
      await asked(page, starting(t("tours:departure.remove", { day: "" }).replace("?", "")))
        .getByRole("button", { name: t("app:delete") })
        .click();
      await page.getByText(t("app:problem.departure_taken")).waitFor();
      await shot("tour-departure-taken");
      await field(form, t("tours:departure.status")).click();
      await page.getByRole("option", { name: t("tours:departure.status_cancelled") }).click();
      await form.getByText(t("tours:departure.status_cancelled_text")).waitFor();
      await form.getByRole("button", { name: t("app:save") }).click();
      await row.getByText(t("tours:standing.cancelled")).waitFor();

      await page.getByRole("button", { name: t("tours:actions") }).click();
      await page.getByRole("menuitem", { name: t("app:delete") }).click();
      await asked(page, t("tours:remove.title", { name }))
        .getByRole("button", { name: t("app:delete") })
        .click();
      await page.getByText(t("tours:remove.used")).waitFor();
      const card = page.getByRole("link", { name: new RegExp(name) });
      await card.getByText(t("tours:hidden"), { exact: true }).waitFor();
      await shot("tours-hidden");
    },
  },
];
