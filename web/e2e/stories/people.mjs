// The team: an invitation from its link to the new colleague's first screen, a role, a key seen once, the audit log.

const exact = { exact: true };

export const stories = [
  {
    name: "invite a colleague who joins, then change the role and take them out",
    path: "/app/settings/people",
    run: async ({ page, open, shot, t, expect, lang, width, scheme }) => {
      const email = `nina.${lang}.${width}.${scheme}@example.com`;
      await page.getByRole("list", { name: t("people:title") }).waitFor();
      await page.getByRole("button", { name: t("app:download.action") }).click();
      const csv = page.getByRole("menuitem", { name: t("app:download.csv") });
      const file = await page.request.get(new URL(await csv.getAttribute("href"), page.url()).href);
      expect.match(await file.text(), /@/);
      await page.keyboard.press("Escape");
      await csv.waitFor({ state: "detached" });
      await shot("team");
      await page.getByRole("button", { name: t("people:invite.action") }).click();
      const drawer = page.getByRole("dialog");
      await drawer.getByLabel(t("people:invite.email")).fill(email);
      await shot("invite-form");
      await drawer.getByRole("button", { name: t("people:invite.create") }).click();
      await drawer.getByText(t("people:invite.ready"), exact).waitFor();
      await shot("invite-ready");
      const link = new URL(await drawer.locator("code").innerText());
      expect.match(link.pathname, /^\/app\/invite$/);
      await drawer.getByRole("button", { name: t("people:invite.done") }).click();
      await page
        .getByRole("list", { name: t("people:invite.pending") })
        .getByText(email)
        .waitFor();

      const guest = await open({ signedIn: false, path: `/app/invite${link.hash}` });
      await guest.getByText(t("people:role.operator.name"), exact).waitFor();
      await shot("invite-look", guest);
      await guest.getByLabel(t("access:field.name")).fill("Нина Котова");
      await guest.getByLabel(t("access:field.password"), exact).fill("тихая роща над рекой");
      await guest.getByRole("button", { name: t("access:invite.action") }).click();
      await guest.waitForURL((url) => url.pathname === "/app/");
      // An operator sees the team but no keys, and is told why.
      await guest.goto(new URL("/app/settings/keys", guest.url()).href);
      await guest.getByRole("heading", { name: t("app:forbidden.title") }).waitFor();
      await shot("forbidden", guest);

      await page.reload();
      const role = page.getByRole("combobox", { name: t("people:member.role_of", { name: "Нина Котова" }) });
      await role.first().click();
      await page.getByRole("option", { name: t("people:role.manager.name") }).click();
      await page.getByText(t("people:member.role_done", { name: "Нина Котова" })).waitFor();
      await page.getByRole("button", { name: t("people:member.menu", { name: "Нина Котова" }) }).click();
      await page.getByRole("menuitem", { name: t("people:member.remove") }).click();
      await page
        .getByRole("dialog")
        .getByRole("button", { name: t("people:member.remove") })
        .click();
      await page.getByText(t("people:member.removed", { name: "Нина Котова" })).waitFor();
    },
  },
  {
    name: "make a key, see it once, revoke it",
    path: "/app/settings/keys",
    run: async ({ page, shot, t, expect }) => {
      await page.getByRole("button", { name: t("people:key.make") }).click();
      const drawer = page.getByRole("dialog");
      await drawer.getByLabel(t("people:key.name")).fill("Сайт");
      await drawer.getByRole("checkbox", { name: t("people:scope.book"), exact: true }).check();
      await shot("key-form");
      await drawer.getByRole("button", { name: t("people:key.make") }).click();
      await drawer.getByText(t("people:key.ready"), exact).waitFor();
      const key = await drawer.locator("code").innerText();
      await shot("key-ready");
      await drawer.getByRole("button", { name: t("people:key.done") }).click();
      await page
        .getByRole("list", { name: t("people:key.title") })
        .getByText("Сайт")
        .first()
        .waitFor();
      expect.equal((await page.content()).includes(key), false);
      await shot("keys");
      await page.getByRole("button", { name: t("people:key.revoke_named", { name: "Сайт" }) }).click();
      await page
        .getByRole("dialog")
        .getByRole("button", { name: t("people:key.revoke") })
        .click();
      await page.getByText(t("people:key.revoked_done")).waitFor();
    },
  },
  {
    name: "find in the audit log what was changed",
    path: "/app/settings/audit",
    run: async ({ page, shot, t, expect }) => {
      const feed = page.getByRole("region", { name: t("people:audit.title") });
      await feed.waitFor();
      await page.getByRole("combobox", { name: t("people:audit.about") }).click();
      await page.getByRole("option", { name: t("people:audit.noun.org") }).click();
      await feed.getByText(t("people:audit.deed.org.create")).waitFor();
      await feed.getByRole("button").last().click();
      await feed.getByText(t("people:audit.field.currency")).waitFor();
      await shot("audit");
      const href = await page.getByRole("link", { name: t("people:audit.export") }).getAttribute("href");
      expect.equal(href, "/api/v1/audit/export?noun=org");
      const file = await page.request.get(new URL(href, page.url()).href);
      expect.match(await file.text(), /"org"/);
      await page.getByLabel(t("people:audit.since"), exact).fill("2001-01-01");
      await page.getByLabel(t("people:audit.until"), exact).fill("2001-01-02");
      await page.getByRole("heading", { name: t("people:audit.none") }).waitFor();
      await shot("audit-none");
    },
  },
];
