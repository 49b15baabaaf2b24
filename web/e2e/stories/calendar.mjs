// The calendar: visits come alive, move and go back; conflicts are explained; a visit is written down by hand.

import { program } from "../program.mjs";

const DAY = 86_400_000;

const clock = (at) =>
  new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Moscow" }).format(
    new Date(at),
  );
const dateOf = (at) => new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Moscow" }).format(new Date(at));

/** Somebody free twice on one coming day, with an hour between the two visits. */
async function freePair(call) {
  const { items: employees } = await call("GET", "/employees");
  const from = new Date(Date.now() + DAY).toISOString();
  const until = new Date(Date.now() + 12 * DAY).toISOString();
  for (const employee of employees) {
    for (const { service_id: service } of employee.skills) {
      const query = `services=${service}&employee_id=${employee.id}&from=${from}&until=${until}&limit=100`;
      const { items: slots } = await call("GET", `/slots?${query}`);
      for (const first of slots) {
        const second = slots.find(
          (slot) =>
            dateOf(slot.starts_at) === dateOf(first.starts_at) &&
            Date.parse(slot.starts_at) >= Date.parse(first.ends_at) + 3_600_000,
        );
        if (second) return { employee, service, first, second };
      }
    }
  }
  throw new Error("nobody is free twice a day");
}

async function book(call, name, phone, { employee, service }, slot) {
  const contact = await call("POST", "/contacts", { name, phone });
  const wish = { contact_id: contact.id, services: [service], employee_id: employee.id, starts_at: slot.starts_at };
  return call("POST", "/bookings", { ...wish, branch_id: slot.branch_id });
}

/** A phone number nobody of the demo has; another for each run against the same server. */
const fresh = () => `+7999${String(Math.floor(Math.random() * 10_000_000)).padStart(7, "0")}`;

export const stories = [
  {
    name: "a day, alive",
    path: "/app/calendar",
    pictures: ["calendar-day", "calendar-conflict"],
    run: async ({ page, server, demo, t, shot, expect, isPhone }) => {
      const call = program({ server, demo });
      const pair = await freePair(call);
      await page.locator("[data-thing], section button").first().waitFor();
      await shot("calendar-day");
      // The day of the pair, and its employee on a phone.
      await page.goto(`${server.url}/app/calendar?date=${dateOf(pair.first.starts_at)}&employees=${pair.employee.id}`);
      await page.locator("[data-column]").first().waitFor();
      const visit = await book(call, "Варвара Тестова", fresh(), pair, pair.first);
      const card = page.getByRole("button", { name: /Варвара Тестова/ });
      await card.waitFor();
      await card.focus();
      await page.keyboard.press("Enter");
      await page.getByRole("link", { name: "Варвара Тестова" }).waitFor();
      await shot("calendar-visit");
      await page.keyboard.press("Escape");
      await page.getByRole("link", { name: "Варвара Тестова" }).waitFor({ state: "hidden" });

      // Taken with `m`, carried with the arrows, put down with Enter.
      const carry = async (from, to) => {
        await card.focus();
        await page.keyboard.press("m");
        const steps = Math.round((Date.parse(to) - Date.parse(from)) / 900_000);
        for (let step = 0; step < steps; step += 1) await page.keyboard.press("ArrowDown");
        await page.keyboard.press("Enter");
      };
      await carry(pair.first.starts_at, pair.second.starts_at);
      await page.getByText(t("calendar:done.moved", { time: clock(pair.second.starts_at) })).waitFor();
      expect.equal((await call("GET", `/bookings/${visit.id}`)).starts_at, pair.second.starts_at);
      await page.getByRole("button", { name: t("calendar:done.undo") }).click();
      await page.getByText(t("calendar:done.undone")).waitFor();
      expect.equal((await call("GET", `/bookings/${visit.id}`)).starts_at, pair.first.starts_at);

      // Somebody else comes first: the visit goes back and the reason is told.
      await book(call, "Зоя Соседова", fresh(), pair, pair.second);
      await page.getByRole("button", { name: /Зоя Соседова/ }).waitFor();
      await carry(pair.first.starts_at, pair.second.starts_at);
      const dialog = page.getByRole("dialog", { name: t("calendar:conflict.title") });
      await dialog.getByText(/Зоя С\./).waitFor();
      await dialog.getByText(t("calendar:conflict.nearest")).waitFor();
      await shot("calendar-conflict");
      await dialog.getByRole("button", { name: t("calendar:conflict.leave") }).click();
      await dialog.waitFor({ state: "hidden" });
      expect.match(await card.textContent(), new RegExp(`^${clock(pair.first.starts_at)}`));

      // Marked and called off from the card.
      await card.focus();
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: t("calendar:details.more") }).click();
      await page.getByRole("menuitem", { name: t("calendar:details.cancel") }).click();
      const sure = page.getByRole("dialog", { name: t("calendar:cancel.title") });
      await sure.getByText(t("calendar:cancel.reasons.client")).click();
      if (isPhone) await shot("calendar-cancel");
      await sure.getByRole("button", { name: t("calendar:cancel.action") }).click();
      await card.waitFor({ state: "hidden" });
      expect.equal((await call("GET", `/bookings/${visit.id}`)).status, "cancelled");
    },
  },
  {
    name: "a visit by hand",
    path: "/app/calendar",
    pictures: ["calendar-new"],
    run: async ({ page, server, demo, t, shot, expect, isPhone }) => {
      const call = program({ server, demo });
      const { service, first } = await freePair(call);
      const { items: services } = await call("GET", "/services");
      const title = services.find(({ id }) => id === service).name;
      await page.goto(`${server.url}/app/calendar?date=${dateOf(first.starts_at)}`);
      await page.locator("[data-thing], section button").first().waitFor();
      if (isPhone) await page.getByRole("button", { name: t("calendar:book"), exact: true }).click();
      else await page.keyboard.press("n");
      const form = page.getByRole("dialog", { name: t("calendar:form.title") });
      await form.getByPlaceholder(t("calendar:form.client_hint")).fill("Пелагея Новикова");
      await page.getByRole("option", { name: t("calendar:form.new_client") }).click();
      await form.getByLabel(t("calendar:form.phone")).fill(fresh().slice(2));
      await form.getByPlaceholder(t("calendar:form.services_hint")).fill(title);
      await page.getByRole("option", { name: title }).first().click();
      await page.keyboard.press("Escape");
      await form.getByText(clock(first.starts_at), { exact: true }).first().click();
      await shot("calendar-new");
      await form.getByRole("button", { name: t("calendar:form.book"), exact: true }).click();
      await form.waitFor({ state: "hidden" });
      await page
        .getByRole("button", { name: /Пелагея Новикова/ })
        .first()
        .waitFor();
      const { items: found } = await call("GET", `/bookings?from=${first.starts_at}&until=${first.ends_at}&limit=100`);
      expect.ok(found.some((one) => one.starts_at === first.starts_at && one.source === "person"));
    },
  },
  {
    name: "closed time",
    path: "/app/calendar",
    run: async ({ page, server, demo, t, shot, expect, isPhone }) => {
      const call = program({ server, demo });
      const { employee, first } = await freePair(call);
      await page.goto(`${server.url}/app/calendar?date=${dateOf(first.starts_at)}&employees=${employee.id}`);
      await page.locator("[data-column]").first().waitFor();
      const block = await call("POST", "/blocks", {
        subject_id: employee.id,
        starts_at: first.starts_at,
        ends_at: first.ends_at,
        reason: "Примерка",
      });
      const held = page.getByRole("button", { name: /Примерка/ });
      await held.waitFor();
      await held.focus();
      await page.keyboard.press("Enter");
      const form = page.getByRole("dialog", { name: t("calendar:block.title") });
      await form.waitFor();
      await shot("calendar-block");
      await form.getByRole("button", { name: t("calendar:block.open") }).click();
      await held.waitFor({ state: "hidden" });
      await form.waitFor({ state: "hidden" });
      const { items } = await call("GET", `/blocks?subject_id=${employee.id}&limit=100`);
      expect.ok(!items.some(({ id }) => id === block.id));
      if (isPhone) return;
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: t("calendar:help.title") }).waitFor();
      await shot("calendar-keys");
      await page.keyboard.press("Escape");
    },
  },
  {
    name: "week and month",
    path: "/app/calendar?view=week",
    pictures: ["calendar-week"],
    run: async ({ page, t, shot, isPhone }) => {
      await page.locator("table button, section button").first().waitFor();
      await shot("calendar-week");
      if (isPhone) await page.getByText(t("calendar:view.month"), { exact: true }).click();
      else await page.keyboard.press("m");
      await page.locator("[aria-current=date]").waitFor();
      await shot("calendar-month");
      await page.getByRole("button", { name: t("calendar:next.month") }).click();
      await page.getByRole("button", { name: t("calendar:filter.label") }).click();
      await page.getByRole("switch", { name: t("calendar:filter.cancelled") }).click();
      await shot("calendar-filters");
      await page.keyboard.press("Escape");
      await page.locator("[aria-current=date]").waitFor({ state: "detached" });
    },
  },
];
