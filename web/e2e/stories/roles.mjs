// What a viewer meets: every screen opens or says that it is not theirs, nothing asks for what would be refused, and what is shown
// for reading cannot be changed.

import { invite } from "../colleague.mjs";

export const stories = [
  {
    name: "a viewer looks around and is refused nothing",
    run: async ({ page, open, server, cookies, shot, t, expect, lang, width, scheme }) => {
      const email = `viewer.${lang}.${width}.${scheme}@example.com`;
      const viewer = await invite(server, cookies, { email, name: "Зоя Тихонова", role: "viewer" });
      const ask = (path) => page.evaluate(async (at) => (await fetch(`/api/v1${at}`)).json(), path);
      const [{ items: talks }, { items: staff }] = [await ask("/conversations"), await ask("/employees")];
      const seen = await open({ as: viewer, path: `/app/inbox/${talks[0].id}` });
      const refused = [];
      seen.on(
        "response",
        (reply) => reply.status() === 403 && refused.push(`${reply.request().method()} ${reply.url()}`),
      );
      const go = async (path) => {
        await seen.goto(`${server.url}/app${path}`);
        await seen.locator("main").waitFor();
      };
      // What can be pressed or filled, apart from what only changes the view.
      const actions = () =>
        seen.evaluate(() =>
          [...document.querySelectorAll("main input, main textarea, main button[type=submit]")]
            .filter(
              (one) => one.checkVisibility() && !one.matches(":disabled, [type=search], [type=radio], [readonly]"),
            )
            .map((one) => one.getAttribute("aria-label") ?? one.name ?? one.id),
        );
      await seen.getByRole("log", { name: t("inbox:announcements") }).waitFor({ state: "attached" });
      expect.equal(await seen.getByRole("tablist", { name: t("inbox:composer.label") }).count(), 0);
      await shot("viewer-talk", seen);
      await go(`/employees/${staff[0].id}`);
      await seen.getByText(t("employees:week.read_only")).waitFor();
      expect.deepEqual(await actions(), []);
      for (const path of [
        "/test-chat",
        "/tests/new",
        "/settings/firm",
        "/settings/sso",
        "/settings/audit",
        "/agents/new",
      ]) {
        await go(path);
        await seen.getByRole("heading", { name: t("app:forbidden.title") }).waitFor();
      }
      await go("/calendar");
      expect.equal(await seen.getByRole("button", { name: t("calendar:book"), exact: true }).count(), 0);
      await shot("viewer-calendar", seen);
      expect.deepEqual(refused, []);
    },
  },
];
