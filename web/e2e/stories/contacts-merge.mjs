// Two cards of one person: found, compared, joined and parted again; and a person erased, with the proof of it.

import { program } from "../program.mjs";

const fresh = () => `+7997${String(Math.floor(Math.random() * 10_000_000)).padStart(7, "0")}`;

export const stories = [
  {
    name: "two cards become one and part again",
    path: "/app/contacts",
    pictures: ["contact-merge"],
    run: async ({ page, server, demo, t, shot, expect }) => {
      const call = program({ server, demo }, 404);
      const family = `Двойникова${Math.floor(Math.random() * 100_000)}`;
      const kept = await call("POST", "/contacts", {
        name: `Дарья ${family}`,
        phone: fresh(),
        lang: "ru",
        tags: ["первая"],
      });
      const other = await call("POST", "/contacts", {
        name: `Даша ${family}`,
        phone: fresh(),
        lang: "en",
        tags: ["вторая"],
      });

      // From the card, by the name of the other.
      await page.goto(`${server.url}/app/contacts/${kept.id}`);
      await page.getByRole("button", { name: t("contacts:card.more") }).click();
      await page.getByRole("menuitem", { name: t("contacts:card.merge") }).click();
      const pick = page.getByRole("dialog", { name: t("merges:pick.title") });
      await pick.getByRole("textbox", { name: t("merges:pick.who") }).fill(`Даша ${family}`);
      await pick.getByRole("button", { name: new RegExp(`Даша ${family}`) }).click();
      const dialog = page.getByRole("dialog", { name: t("merges:dialog.title") });
      const name = dialog.getByRole("radiogroup", { name: t("contacts:field.name") });
      await name.getByRole("radio", { name: `Даша ${family}` }).click();
      await shot("contact-merge");
      await dialog.getByRole("button", { name: t("merges:dialog.action"), exact: true }).click();
      await dialog.waitFor({ state: "hidden" });
      await page.getByRole("heading", { level: 1, name: `Даша ${family}` }).waitFor();
      const one = await call("GET", `/contacts/${kept.id}`);
      expect.deepEqual([...one.tags].sort(), ["вторая", "первая"]);
      expect.equal(one.lang, "ru");
      expect.equal(one.identities.filter(({ kind }) => kind === "phone").length, 2);

      // The old address leads to the card that stayed.
      await page.goto(`${server.url}/app/contacts/${other.id}`);
      await page.waitForURL((url) => url.pathname.endsWith(kept.id));

      // The story tells of it and takes it back.
      await page.getByText(t("merges:story.title", { name: `Даша ${family}` })).waitFor();
      await shot("contact-merged");
      await page
        .getByRole("button", { name: t("merges:undo.action") })
        .last()
        .click();
      await page
        .getByRole("dialog", { name: t("merges:undo.title") })
        .getByRole("button", { name: t("merges:undo.action") })
        .click();
      await page.getByRole("heading", { level: 1, name: `Дарья ${family}` }).waitFor();
      const [first, second] = [await call("GET", `/contacts/${kept.id}`), await call("GET", `/contacts/${other.id}`)];
      expect.deepEqual([first.tags, second.tags], [["первая"], ["вторая"]]);
      expect.equal(second.phone, other.phone);
    },
  },
  {
    name: "cards that look alike",
    path: "/app/contacts/duplicates",
    pictures: ["contact-duplicates"],
    run: async ({ page, server, demo, t, shot, expect }) => {
      const call = program({ server, demo }, 404);
      const family = `Похожева${Math.floor(Math.random() * 100_000)}`;
      const phone = fresh();
      const one = await call("POST", "/contacts", { name: `Наталья ${family}`, phone, tags: ["йога"] });
      const two = await call("POST", "/contacts", {
        name: `Наталия ${family}`,
        email: `n${phone.slice(5)}@mail.test`,
        tags: ["йога"],
      });
      await page.goto(`${server.url}/app/contacts/duplicates`);
      const pair = page
        .getByRole("listitem")
        .filter({ hasText: `Наталья ${family}` })
        .filter({ hasText: `Наталия ${family}` });
      await pair.waitFor();
      await shot("contact-duplicates");
      await pair.getByRole("button", { name: t("merges:dismiss") }).click();
      await pair.waitFor({ state: "detached" });
      const { items } = await call("GET", "/contacts/duplicates?limit=50");
      const ids = [one.id, two.id];
      expect.ok(!items.some(({ a, b }) => ids.includes(a.id) && ids.includes(b.id)));
    },
  },
  {
    name: "a person is forgotten",
    path: "/app/contacts",
    pictures: ["contact-erase"],
    run: async ({ page, server, demo, t, shot, expect }) => {
      const call = program({ server, demo }, 404);
      const name = `Зоя Забытова${Math.floor(Math.random() * 100_000)}`;
      const contact = await call("POST", "/contacts", { name, phone: fresh(), note: "просит забыть" });
      await page.goto(`${server.url}/app/contacts/${contact.id}`);
      await page.getByRole("button", { name: t("contacts:card.more") }).click();
      const file = page.getByRole("menuitem", { name: t("contacts:card.export") });
      expect.match(await file.getAttribute("href"), /\/export$/);
      await page.getByRole("menuitem", { name: t("contacts:card.erase") }).click();
      const dialog = page.getByRole("dialog", { name: t("erasures:dialog.title", { name }) });
      const erase = dialog.getByRole("button", { name: t("erasures:dialog.action") });
      expect.ok(await erase.isDisabled());
      await dialog.getByRole("textbox").fill(name.toLowerCase());
      await shot("contact-erase");
      await erase.click();
      const proof = page.getByRole("dialog");
      await proof.getByText(t("erasures:proof.digest"), { exact: true }).waitFor();
      await shot("contact-erased");
      expect.match(await proof.getByRole("link", { name: t("erasures:proof.print") }).getAttribute("href"), /as=html/);
      expect.ok(!(await proof.textContent()).includes("Забытова"));
      expect.equal((await call("GET", `/contacts/${contact.id}`)).status, 404);
      await page.keyboard.press("Escape");
      await page.getByRole("list", { name: t("erasures:title") }).waitFor();

      const term = page.getByLabel(t("erasures:keep.contact_months")).first();
      await term.click();
      await page.getByRole("option", { name: t("erasures:keep.months", { count: 24 }) }).click();
      await page.getByText(t("app:saved")).waitFor();
      await shot("erasures");
      expect.equal((await call("GET", "/org")).settings.retention.contact_months, 24);
    },
  },
];
