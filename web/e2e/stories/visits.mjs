// Around a visit: the customer is reminded and answers with a button; afterwards a low mark reaches the report, its words the card.

import { program } from "../program.mjs";

const DAY = 86_400_000;
const fresh = () => String(Math.floor(Math.random() * 10_000_000)).padStart(7, "0");
const dateOf = (at) => new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Moscow" }).format(new Date(at));

/** A visit of somebody who has written, on a coming day. */
async function booked({ server, demo }, name) {
  const call = program({ server, demo });
  const chat = `visits-${fresh()}`;
  const heard = await call("POST", "/messages", { chat_id: chat, text: "Здравствуйте", contact: { name } });
  const { contact_id } = await call("GET", `/conversations/${heard.conversation_id}`);
  const { items: employees } = await call("GET", "/employees");
  for (const employee of employees) {
    for (const { service_id: service } of employee.skills) {
      const from = new Date(Date.now() + DAY).toISOString();
      const until = new Date(Date.now() + 12 * DAY).toISOString();
      const query = `services=${service}&employee_id=${employee.id}&from=${from}&until=${until}&limit=1`;
      const { items } = await call("GET", `/slots?${query}`);
      const slot = items[0];
      if (!slot) continue;
      const wish = { contact_id, services: [service], employee_id: employee.id, branch_id: slot.branch_id };
      const visit = await call("POST", "/bookings", { ...wish, starts_at: slot.starts_at });
      return { call, chat, visit, employee, contact_id };
    }
  }
  throw new Error("nobody is free");
}

export const stories = [
  {
    name: "a reminder is confirmed in the chat and seen in the calendar",
    path: "/app/settings/visits",
    run: async ({ page, server, demo, t, shot, expect }) => {
      await page.getByText(t("settings:visits.reminders_on")).waitFor();
      await shot("settings-visits");
      const link = page.getByLabel(t("settings:visits.review_link"), { exact: true });
      await link.fill("maps");
      await page.getByRole("button", { name: t("app:save") }).click();
      await page.locator("[aria-invalid=true]").waitFor();
      await link.fill("https://maps.example/cheryomukha");
      await page.getByRole("button", { name: t("app:save") }).click();
      await page.getByText(t("settings:unsaved")).waitFor({ state: "hidden" });

      const { call, chat, visit, employee } = await booked({ server, demo }, "Ульяна Напомнина");
      await page.goto(`${server.url}/app/calendar?date=${dateOf(visit.starts_at)}&employees=${employee.id}`);
      const card = page.getByRole("button", { name: /Ульяна Напомнина/ });
      await card.focus();
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: t("calendar:details.more") }).click();
      await page.getByRole("menuitem", { name: t("calendar:follow.remind") }).click();
      await page.getByText(t("calendar:follow.answer.none")).waitFor();
      const button = `0.cv:${visit.id.replaceAll("-", "")}`;
      const heard = await call("POST", "/messages", { chat_id: chat, button_id: button });
      expect.match(heard.replies[0].text, /подтверждена/);
      await page
        .getByRole("dialog")
        .getByText(`· ${t("calendar:follow.answer.confirmed")}`)
        .waitFor();
      await shot("calendar-reminded");
    },
  },
  {
    name: "marks of visits",
    path: "/app/feedback",
    run: async ({ page, shot }) => {
      const low = page.getByRole("listitem").filter({ hasText: "Ждала двадцать минут" }).first();
      await low.waitFor();
      await shot("feedback");
      // From the words to the visit they are about.
      await low.locator('a[href*="/calendar"]').click();
      await page.waitForURL(/\/calendar/);
      await page.getByRole("dialog").getByText("Ждала двадцать минут").waitFor();
      await shot("calendar-marked");
    },
  },
];
