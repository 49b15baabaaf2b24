// The waiting list: somebody is put on it, a place is offered to them by itself, and they are booked from the list.

import { program } from "../program.mjs";

const dateOf = (at) => new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Moscow" }).format(at);

export const stories = [
  {
    name: "waits, is offered a place and is booked",
    path: "/app/calendar",
    pictures: ["waitlist"],
    run: async ({ page, server, demo, t, shot, expect }) => {
      const call = program({ server, demo });
      const { settings } = await call("GET", "/org");
      // At whatever hour the story is played.
      await call("PATCH", "/org", {
        settings: { visits: { ...settings.visits, quiet_until_hour: 0, quiet_from_hour: 24 } },
      });
      try {
        await page.getByRole("button", { name: t("calendar:more"), exact: true }).click();
        await page.getByRole("menuitem", { name: t("calendar:waitlist") }).click();
        await page.getByRole("heading", { name: t("waitlist:title"), level: 1 }).waitFor();

        await page
          .getByRole("button", { name: t("waitlist:add"), exact: true })
          .first()
          .click();
        const form = page.getByRole("dialog", { name: t("waitlist:form.title") });
        await form.getByRole("button", { name: t("waitlist:form.put"), exact: true }).click();
        await form.getByText(t("calendar:form.need_client")).waitFor();
        const name = `Аглая Ожидова${process.env.PICTURES ? "" : ` ${Math.floor(Math.random() * 100_000)}`}`;
        await form.getByPlaceholder(t("calendar:form.client_hint")).fill(name);
        await page.getByRole("option", { name: t("calendar:form.new_client") }).click();
        const { items: services } = await call("GET", "/services");
        const { items: employees } = await call("GET", "/employees");
        const service = services.find(({ id }) => employees.some((one) => one.skills.some((s) => s.service_id === id)));
        await form.getByPlaceholder(t("calendar:form.services_hint")).fill(service.name);
        await page.getByRole("option", { name: service.name }).first().click();
        await page.keyboard.press("Escape");
        await form.getByText(t("waitlist:part.own"), { exact: true }).click();
        await form.getByLabel(t("waitlist:form.until"), { exact: true }).fill("23:00");
        await shot("waitlist-form");
        await form.getByRole("button", { name: t("waitlist:form.put"), exact: true }).click();
        await form.waitFor({ state: "hidden" });

        // The offer comes by itself, over the socket.
        const row = page.locator("[data-entry]", { hasText: name });
        await row.getByText(t("waitlist:status.offered"), { exact: true }).waitFor();
        await row.getByText(t("waitlist:reached.task")).waitFor();
        await shot("waitlist");
        await row.getByRole("button", { name: t("waitlist:take"), exact: true }).click();
        await page.getByText(t("waitlist:done.taken")).first().waitFor();
        await row.waitFor({ state: "hidden" });
        await page.getByText(t("waitlist:view.booked"), { exact: true }).click();
        await row.getByText(t("waitlist:status.booked"), { exact: true }).waitFor();
        await shot("waitlist-booked");

        const { items } = await call("GET", "/waitlist?status=booked&limit=1");
        const visit = await call("GET", `/bookings/${items[0].booking_id}`);
        expect.equal(items[0].contact.name, name);
        expect.equal(visit.contact_id, items[0].contact.id);
        expect.ok(
          visit.starts_at === items[0].offer.starts_at && dateOf(Date.parse(visit.starts_at)) >= dateOf(Date.now()),
        );
        await row.getByRole("link", { name }).click();
        await page.getByRole("heading", { name, level: 1 }).waitFor();
        await page.getByText(t("contacts:story.waitlist.book")).first().waitFor();
      } finally {
        await call("PATCH", "/org", { settings: { visits: settings.visits } });
      }
    },
  },
];
