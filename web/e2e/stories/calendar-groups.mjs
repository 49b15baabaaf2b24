// A class: planned for weeks from the calendar, people are written down, it moves with them, it is called off.

import { program } from "../program.mjs";

const DAY = 86_400_000;
const dateOf = (at) => new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Moscow" }).format(new Date(at));

/** A service with seats that somebody of the demo holds, at hours when they have nothing else; once for a server. */
async function prepared(call, name) {
  const { items: employees } = await call("GET", "/employees");
  const employee = employees.find((one) => one.skills.length > 0);
  const service = await call("POST", "/services", {
    name,
    duration_minutes: 60,
    price: 80_000,
    seats: 3,
    prepayment: 20_000,
  });
  const skills = [...employee.skills, { service_id: service.id }];
  await call("PATCH", `/employees/${employee.id}`, { skills });
  return { employee, service };
}

export const stories = [
  {
    name: "a class is planned, filled and called off",
    path: "/app/calendar",
    pictures: ["calendar-group", "calendar-group-form"],
    run: async ({ page, server, demo, t, shot, expect, lang }) => {
      const call = program({ server, demo });
      const name = lang === "ru" ? "Йога для начинающих" : "Yoga for beginners";
      const { employee, service } = await prepared(call, name);
      const date = dateOf(Date.now() + 9 * DAY);
      await page.goto(`${server.url}/app/calendar?date=${date}&employees=${employee.id}`);
      await page.getByRole("button", { name: t("calendar:more"), exact: true }).click();
      await page.getByRole("menuitem", { name: t("calendar:group.new") }).click();
      const form = page.getByRole("dialog", { name: t("calendar:group.new") });
      const what = form.getByRole("combobox", { name: t("calendar:group.service") });
      await what.waitFor();
      if ((await what.inputValue()) === "") {
        await what.click();
        await page.getByRole("option", { name }).last().click();
      }
      await form.getByRole("button", { name: t("calendar:group.plan") }).click();
      await form.getByText(t("calendar:form.need_time")).waitFor();
      // Early enough for nobody to have a visit then.
      await form.getByLabel(t("calendar:form.time")).first().fill("06:15");
      await form.getByRole("switch", { name: t("calendar:group.repeats") }).check({ force: true });
      await form.getByText(t("calendar:group.days"), { exact: true }).waitFor();
      await shot("calendar-group-form");
      await form.getByRole("button", { name: t("calendar:group.plan") }).click();
      await form.getByRole("alert").waitFor();
      await form.getByRole("button", { name: t("calendar:conflict.anyway") }).click();
      await form.waitFor({ state: "hidden" });
      const { items: planned } = await call("GET", `/group-events?service_id=${service.id}`);
      expect.ok(planned.length >= 12 && planned.every((one) => one.series_id === planned[0].series_id), "a series");

      // The agent's side and a program take seats; the card counts them.
      const [first] = planned;
      const come = async (who) => {
        const contact = await call("POST", "/contacts", { name: who });
        const seat = { services: [service.id], employee_id: employee.id, branch_id: first.branch_id };
        return call("POST", "/bookings", { ...seat, contact_id: contact.id, starts_at: first.starts_at });
      };
      const anna = await come("Анна Сеточкина");
      expect.deepEqual([anna.group_event_id, anna.prepayment], [first.id, 20_000]);
      await page.goto(`${server.url}/app/calendar?date=${dateOf(first.starts_at)}&employees=${employee.id}`);
      const card = page.getByRole("button", { name: new RegExp(name) }).first();
      await card.waitFor();
      await come("Борис Лодочкин");
      await page
        .getByRole("button", {
          name: new RegExp(`${name}[\\s\\S]*${t("calendar:group.seats_of", { people: 2, seats: 3 })}`),
        })
        .first()
        .waitFor();
      await card.focus();
      await page.keyboard.press("Enter");
      const sheet = page.getByRole("dialog", { name });
      await sheet.getByText("Борис Лодочкин").waitFor();
      const more = (who) => sheet.getByRole("button", { name: t("calendar:group.more", { name: who }) });
      await more("Анна Сеточкина").click();
      await page.getByRole("menuitem", { name: t("calendar:prepay.come") }).click();
      await page.getByText(t("calendar:done.prepaid")).waitFor();
      await sheet.getByText(t("calendar:prepay.is_awaited")).nth(1).waitFor({ state: "detached" });
      await sheet.getByText(t("calendar:prepay.is_awaited")).waitFor();
      // The last seat, by hand.
      await sheet.getByLabel(t("calendar:form.client")).first().fill("Вера Последняя");
      await page.getByRole("option").first().waitFor();
      await page.getByRole("option").last().click();
      await shot("calendar-group");
      await sheet.getByRole("button", { name: t("calendar:group.join"), exact: true }).click();
      await sheet.getByText("Вера Последняя").waitFor();
      await sheet.getByText(t("calendar:group.full")).waitFor();
      await more("Анна Сеточкина").click();
      await page.getByRole("menuitem", { name: t("calendar:mark.no_show") }).click();
      await sheet.getByText(t("calendar:group.left", { count: 1 })).waitFor();

      await sheet.getByRole("button", { name: t("calendar:group.cancel") }).click();
      const question = page.getByRole("dialog", { name: t("calendar:group.cancel_title") });
      await question.getByRole("switch", { name: t("calendar:group.cancel_following") }).check({ force: true });
      // What was done is still told, on a phone over the question.
      await page.locator(".mantine-Notification-root").first().waitFor({ state: "detached", timeout: 15_000 });
      await shot("calendar-group-cancel");
      await question.getByRole("button", { name: t("calendar:group.cancel") }).click();
      await page.getByText(t("calendar:group.cancelled")).first().waitFor();
      await card.waitFor({ state: "detached" });
      const { items: left } = await call("GET", `/group-events?service_id=${service.id}`);
      expect.deepEqual(left, []);
      // As it was: other stories book with the same people.
      await call("PATCH", `/employees/${employee.id}`, { skills: employee.skills });
      await call("PATCH", `/services/${service.id}`, { is_active: false });
    },
  },
];
