// A segment: built in plain words, counted while it is built, kept, shown, shared, changed, deleted.

import { program } from "../program.mjs";

export const stories = [
  {
    name: "build a segment",
    path: "/app/contacts",
    pictures: ["contact-segment", "contact-segments"],
    run: async ({ page, server, demo, t, shot, expect }) => {
      const call = program({ server, demo });
      const mark = `метка ${Date.now()}`;
      for (const name of ["Сергей Сегментов", "Софья Сегментова"])
        await call("POST", "/contacts", { name, tags: [mark] });
      await page.locator("[data-row]").first().waitFor();
      await page.getByRole("button", { name: t("segments:build") }).click();
      const builder = page.getByRole("dialog", { name: t("segments:builder.title") });
      await builder.getByText(t("segments:builder.nothing")).waitFor();

      // A tag, and one of two more: a group within.
      await builder.getByRole("combobox", { name: t("segments:builder.value", { place: 1 }) }).fill(mark);
      await page.keyboard.press("Escape");
      await builder.getByText(t("segments:builder.fits", { count: 2 })).waitFor();
      await builder.getByRole("button", { name: t("segments:builder.add_group") }).click();
      const choose = async (place, field, op, value) => {
        await builder.getByRole("combobox", { name: t("segments:builder.field", { place }) }).click();
        await page.getByRole("option", { name: t(`segments:field.${field}`), exact: true }).click();
        await builder.getByRole("combobox", { name: t("segments:builder.op", { place }) }).click();
        await page.getByRole("option", { name: t(`segments:op.${op}`), exact: true }).click();
        if (value) await builder.getByRole("textbox", { name: t("segments:builder.value", { place }) }).fill(value);
      };
      await choose(2, "name", "contains", "Сергей");
      await choose(3, "visits", "more", "100");
      await builder.getByText(t("segments:builder.fits", { count: 1 })).waitFor();
      await shot("contact-segment");
      await builder.getByRole("button", { name: t("segments:builder.show"), exact: true }).click();
      await page.getByText(t("contacts:found", { count: 1 })).waitFor();
      await page.getByRole("link", { name: "Сергей Сегментов" }).waitFor();
      expect.match(decodeURIComponent(page.url()), /filter=/);
      await shot("contact-filter");

      // Kept under a name and shared.
      await page.getByRole("button", { name: t("segments:save_as") }).click();
      const naming = page.getByRole("dialog", { name: t("segments:builder.title") });
      const name = `Сергеи ${Date.now() % 100_000}`;
      await naming.getByRole("textbox", { name: t("segments:builder.name") }).fill(name);
      await naming.getByRole("switch", { name: t("segments:builder.share") }).click();
      await naming.getByRole("button", { name: t("app:save") }).click();
      await naming.waitFor({ state: "hidden" });
      const pill = page
        .getByRole("navigation", { name: t("segments:label") })
        .getByRole("link", { name: new RegExp(name) });
      await pill.waitFor();
      expect.equal(await pill.getAttribute("aria-current"), "page");
      await page.getByText(t("contacts:found", { count: 1 })).waitFor();
      await shot("contact-segments");
      const kept = (await call("GET", "/segments")).items.find((one) => one.name === name);
      expect.equal(kept.is_shared, true);
      expect.equal(kept.filter.rules.length, 2);

      // Somebody new who fits is in it by himself.
      await call("POST", "/contacts", { name: "Сергей Новенький", tags: [mark] });
      await page.getByText(t("contacts:found", { count: 2 })).waitFor();

      await page.getByRole("button", { name: t("app:edit"), exact: true }).click();
      const edited = page.getByRole("dialog", { name: t("segments:builder.edit") });
      await edited.getByRole("button", { name: t("app:delete"), exact: true }).click();
      await page
        .getByRole("dialog", { name: t("segments:remove.title", { name }) })
        .getByRole("button", { name: t("app:delete"), exact: true })
        .click();
      await pill.waitFor({ state: "detached" });
      await page.waitForURL((url) => !url.search.includes("segment"));
    },
  },
];
