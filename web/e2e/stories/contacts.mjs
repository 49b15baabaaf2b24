// Contacts: found, filtered, added without doubles; a card that is edited, tells its story and changes before one's eyes.

import { program } from "../program.mjs";

/** A phone number nobody of the demo has; another for each run against the same server. */
const fresh = () => `+7998${String(Math.floor(Math.random() * 10_000_000)).padStart(7, "0")}`;
const DAY = 86_400_000;

/** The first free time of somebody for something, from tomorrow on. */
async function freeSlot(call) {
  const { items: employees } = await call("GET", "/employees");
  const from = new Date(Date.now() + DAY).toISOString();
  const until = new Date(Date.now() + 12 * DAY).toISOString();
  for (const employee of employees) {
    for (const { service_id: service } of employee.skills) {
      const query = `services=${service}&employee_id=${employee.id}&from=${from}&until=${until}&limit=5`;
      const { items } = await call("GET", `/slots?${query}`);
      if (items[0]) return { employee, service, slot: items[0] };
    }
  }
  throw new Error("nobody is free");
}

export const stories = [
  {
    name: "find a customer",
    path: "/app/contacts",
    pictures: ["contacts"],
    run: async ({ page, server, demo, t, shot, expect, isPhone }) => {
      const call = program({ server, demo });
      const { total } = await call("GET", "/contacts?limit=1");
      await page.locator("[data-row]").first().waitFor();
      await page.getByText(t("contacts:total", { count: total })).waitFor();
      await shot("contacts");

      // By tag, through the filters; the address can be sent to a colleague.
      await page.getByRole("button", { name: t("contacts:filter.label"), exact: true }).click();
      const filters = page.getByRole("dialog");
      await filters.getByRole("combobox", { name: t("contacts:filter.tag") }).click();
      await page.getByRole("option", { name: /VIP/ }).click();
      await filters.getByText(t("contacts:filter.visits_yes"), { exact: true }).click();
      await shot("contacts-filters");
      if (isPhone) await filters.getByRole("button", { name: t("contacts:filter.show"), exact: true }).click();
      else await page.keyboard.press("Escape");
      const chips = page.getByRole("list", { name: t("contacts:filter.active") });
      await chips.getByText(t("contacts:chip.tag", { tag: "VIP" })).waitFor();
      expect.match(page.url(), /tag=VIP/);
      const { total: vip } = await call("GET", "/contacts?limit=1&tag=VIP&has_visits=true");
      await page.getByText(t("contacts:found", { count: vip })).waitFor();
      expect.equal(await page.locator("[data-row]").count(), vip);
      await shot("contacts-filtered");
      await chips.getByRole("button", { name: t("contacts:filter.clear") }).click();
      await page.getByText(t("contacts:total", { count: total })).waitFor();

      // By a phone as people type it.
      const known = await call("POST", "/contacts", { name: "Евдокия Искомая", phone: fresh() });
      const typed = known.phone.replace(/^\+7(\d{3})(\d{3})(\d\d)(\d\d)$/, "8 ($1) $2-$3-$4");
      await page.getByRole("searchbox", { name: t("contacts:search") }).fill(typed);
      await page.getByText(t("contacts:found", { count: 1 })).waitFor();
      await page.getByRole("link", { name: /Евдокия Искомая/ }).waitFor();
      await page.getByRole("searchbox", { name: t("contacts:search") }).fill("никого-такого-нет");
      await page.getByRole("heading", { name: t("contacts:nothing.title") }).waitFor();
      await shot("contacts-nothing");
    },
  },
  {
    name: "columns, order and keys",
    path: "/app/contacts",
    only: ({ width }) => width > 500,
    run: async ({ page, server, demo, t, shot, expect }) => {
      const call = program({ server, demo });
      await page.getByRole("columnheader", { name: t("contacts:columns.tags") }).waitFor();
      await page.getByRole("button", { name: t("contacts:columns.label") }).click();
      await page.getByRole("checkbox", { name: t("contacts:columns.email") }).check();
      await page.getByRole("checkbox", { name: t("contacts:columns.tags") }).uncheck();
      await shot("contacts-columns");
      await page.keyboard.press("Escape");
      await page.reload();
      await page.getByRole("columnheader", { name: t("contacts:columns.email") }).waitFor();
      expect.equal(await page.getByRole("columnheader", { name: t("contacts:columns.tags") }).count(), 0);

      await page.getByRole("button", { name: t("contacts:columns.visits") }).click();
      await page.locator("th[aria-sort=descending]").waitFor();
      const { items } = await call("GET", "/contacts?sort=visits&limit=3");
      await page.locator(`[data-row="${items[0].id}"]`).waitFor();
      await page.getByRole("heading", { level: 1 }).click();
      for (const { id } of items) {
        await page.keyboard.press("j");
        await page.waitForFunction((row) => document.activeElement?.getAttribute("data-row") === row, id);
      }
      await page.keyboard.press("k");
      await page.waitForFunction((row) => document.activeElement?.getAttribute("data-row") === row, items[1].id);
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => url.pathname === `/app/contacts/${items[1].id}`);
      await page.getByRole("button", { name: t("app:back"), exact: true }).click();
      await page.locator("th[aria-sort=descending]").waitFor();
      await page.keyboard.press("/");
      await page.keyboard.type("нет");
      expect.equal(await page.getByRole("searchbox").inputValue(), "нет");
    },
  },
  {
    name: "add without doubles",
    path: "/app/contacts",
    run: async ({ page, server, demo, t, shot, expect }) => {
      const call = program({ server, demo });
      const known = await call("POST", "/contacts", { name: "Лидия Знакомая", phone: fresh() });
      await page.locator("[data-row]").first().waitFor();
      await page.getByRole("button", { name: t("contacts:add") }).click();
      const form = page.getByRole("dialog", { name: t("contacts:add") });
      await form.getByRole("button", { name: t("contacts:form.add"), exact: true }).click();
      await form.getByText(t("contacts:form.who_missing")).waitFor();
      await form.getByLabel(t("contacts:field.phone")).fill(known.phone.slice(2));
      await form.getByText(t("contacts:double.title")).waitFor();
      await form.getByRole("button", { name: t("contacts:form.add"), exact: true }).click();
      await form.getByText(t("app:problem.contact_exists")).waitFor();
      await shot("contacts-double");
      const phone = fresh();
      await form.getByLabel(t("contacts:field.name")).fill("Прасковья Новая");
      await form.getByLabel(t("contacts:field.phone")).fill(phone.slice(2));
      await form.getByText(t("contacts:double.title")).waitFor({ state: "hidden" });
      await form.getByRole("button", { name: t("contacts:form.add"), exact: true }).click();
      await page.getByRole("heading", { level: 1, name: "Прасковья Новая" }).waitFor();
      const { items } = await call("GET", `/contacts?query=${encodeURIComponent(phone)}`);
      expect.deepEqual(
        items.map(({ name, source }) => [name, source]),
        [["Прасковья Новая", "person"]],
      );
      // Nothing hangs on the card yet, so it can go.
      await page.getByRole("button", { name: t("contacts:card.more") }).click();
      await page.getByRole("menuitem", { name: t("app:delete") }).click();
      await page
        .getByRole("dialog")
        .getByRole("button", { name: t("app:delete") })
        .click();
      await page.waitForURL((url) => url.pathname === "/app/contacts");
      expect.equal((await call("GET", `/contacts?query=${encodeURIComponent(phone)}`)).items.length, 0);
    },
  },
  {
    name: "a card, alive",
    path: "/app/contacts",
    pictures: ["contact-card"],
    run: async ({ page, server, demo, t, shot, expect, isPhone }) => {
      const call = program({ server, demo });
      const contact = await call("POST", "/contacts", {
        name: "Аглая Карточкина",
        phone: fresh(),
        tags: ["VIP"],
        fields: { Порода: "Корги" },
      });
      await page.goto(`${server.url}/app/contacts/${contact.id}`);
      await page.getByRole("heading", { level: 1, name: "Аглая Карточкина" }).waitFor();
      await page.getByText(t("contacts:story.created")).waitFor();
      await page.getByText(t("contacts:visit.none")).waitFor();
      expect.equal(await page.locator("header a[href^='tel:']").getAttribute("href"), `tel:${contact.phone}`);

      // A visit made elsewhere shows up by itself, in the visits and in the story.
      const { employee, service, slot } = await freeSlot(call);
      const wish = { contact_id: contact.id, services: [service], employee_id: employee.id };
      const visit = await call("POST", "/bookings", { ...wish, starts_at: slot.starts_at, branch_id: slot.branch_id });
      await page.getByRole("heading", { name: t("contacts:visit.ahead") }).waitFor();
      await page.locator(`a[href*="${visit.id}"]`).nth(1).waitFor();
      await shot("contact-card");

      // A tag in place.
      const tags = page.getByRole("combobox", { name: t("contacts:field.tags") });
      await tags.fill("любит чай");
      await tags.press("Enter");
      await page.getByText(t("contacts:story.updated")).first().waitFor();
      expect.deepEqual((await call("GET", `/contacts/${contact.id}`)).tags, ["VIP", "любит чай"]);

      // The rest in the form.
      await page.getByRole("button", { name: t("contacts:card.more") }).click();
      await page.getByRole("menuitem", { name: t("app:edit") }).click();
      const form = page.getByRole("dialog", { name: t("contacts:form.edit") });
      await form.getByRole("textbox", { name: t("contacts:field.name"), exact: true }).fill("Аглая Картонкина");
      await form.getByRole("textbox", { name: "Порода" }).fill("Пудель");
      await shot("contact-edit");
      await form.getByRole("button", { name: t("app:save") }).click();
      await form.waitFor({ state: "hidden" });
      await page.getByRole("heading", { level: 1, name: "Аглая Картонкина" }).waitFor();

      // A second phone; one that is somebody's is refused with the way to them.
      const other = await call("POST", "/contacts", { name: "Сосед Телефонов", phone: fresh() });
      if (isPhone) await page.getByText(t("contacts:part.data"), { exact: true }).click();
      await page.getByText("Пудель", { exact: true }).first().waitFor();
      await page.getByRole("button", { name: t("app:add"), exact: true }).click();
      await page.getByRole("menuitem", { name: t("contacts:field.phone") }).click();
      const reach = page.getByRole("dialog", { name: t("contacts:reach.add_phone") });
      await reach.getByLabel(t("contacts:field.phone")).fill(other.phone.slice(2));
      await reach.getByRole("button", { name: t("app:add"), exact: true }).click();
      await reach.getByText("Сосед Телефонов").waitFor();
      await shot("contact-phone");
      await reach.getByLabel(t("contacts:field.phone")).fill(fresh().slice(2));
      await reach.getByRole("button", { name: t("app:add"), exact: true }).click();
      await reach.waitFor({ state: "hidden" });
      await page.getByText(t("contacts:reach.main"), { exact: true }).waitFor();
      await shot("contact-data");
      expect.equal((await call("GET", `/contacts/${contact.id}`)).identities.length, 2);

      // With a visit it cannot be deleted, and is told why.
      await page.getByRole("button", { name: t("contacts:card.more") }).click();
      await page.getByRole("menuitem", { name: t("app:delete") }).click();
      await page
        .getByRole("dialog")
        .getByRole("button", { name: t("app:delete") })
        .click();
      const refused = page.getByRole("dialog", { name: t("contacts:remove.refused") });
      await refused.getByText(t("contacts:remove.why")).waitFor();
      await shot("contact-kept");
      await refused.getByRole("button", { name: t("contacts:remove.understood") }).click();
      await page.goto(`${server.url}/app/contacts/01890000-0000-7000-8000-000000000000`);
      await page.getByRole("heading", { name: t("contacts:gone.title") }).waitFor();
      await shot("contact-gone");
    },
  },
];
