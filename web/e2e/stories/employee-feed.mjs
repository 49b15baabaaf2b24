// An employee's calendar for their phone: made, read by a program that is not ours, taken back.

import ICAL from "ical.js";
import { program } from "../program.mjs";

export const stories = [
  {
    name: "a calendar for a phone is made, read and taken back",
    path: "/app/employees",
    pictures: ["employee-feed"],
    run: async ({ page, server, demo, t, shot, expect }) => {
      const call = program({ server, demo });
      const { items: visits } = await call("GET", `/bookings?from=${new Date().toISOString()}&status=confirmed`);
      const busy = visits[0]?.employee_id ?? (await call("GET", "/employees")).items[0].id;
      await page.goto(`${server.url}/app/employees/${busy}`);
      await page.getByRole("tab", { name: t("employees:tab.profile") }).click();
      const part = page.getByRole("region", { name: t("employees:feed.title") });
      await part.getByRole("button", { name: t("employees:feed.add") }).click();
      const url = await part.getByLabel(t("employees:feed.link")).inputValue();
      await part.getByText(t("employees:feed.unread")).waitFor();
      await part.scrollIntoViewIfNeeded();
      await shot("employee-feed");

      const text = await (await fetch(url)).text();
      const events = new ICAL.Component(ICAL.parse(text))
        .getAllSubcomponents("vevent")
        .map((one) => new ICAL.Event(one));
      const { bookings, groups, blocks } = await call(
        "GET",
        `/calendar?employee_id=${busy}&from=${new Date().toISOString()}&to=${new Date(Date.now() + 40 * 86_400_000).toISOString()}`,
      );
      const wanted = [
        ...bookings.filter((one) => one.status !== "no_show" && !one.group_event_id),
        ...groups,
        ...blocks,
      ];
      const told = new Map(events.map((event) => [event.uid, event]));
      for (const one of wanted) {
        const event = told.get(`${one.id}@samovar`);
        expect.equal(event?.startDate.toJSDate().toISOString(), new Date(one.starts_at).toISOString(), one.id);
      }
      expect.ok(wanted.length === 0 || events.length > 0);

      await part
        .getByRole("button", { name: t("employees:feed.remove") })
        .first()
        .click();
      await page
        .getByRole("dialog", { name: t("employees:feed.remove_title") })
        .getByRole("button", { name: t("employees:feed.remove") })
        .click();
      await page.getByText(t("employees:feed.removed")).waitFor();
      expect.equal((await fetch(url)).status, 404);
    },
  },
];
