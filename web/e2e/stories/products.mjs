// Goods: a product is added with variants and a photo, found by its article, sold out, hidden and thrown away.

import { picture } from "../samples.mjs";

/** A field by its label, starred or not. */
const field = (where, label) => where.getByLabel(new RegExp(`^${label}( \\*)?$`)).first();

export const stories = [
  {
    name: "a product gets variants and a photo, is found, refused a taken article, and thrown away",
    path: "/app/products",
    pictures: ["products", "product-form"],
    run: async ({ page, shot, t, expect, lang }) => {
      await page.getByRole("heading", { name: t("products:title"), level: 1 }).waitFor();
      await page.getByRole("button", { name: /HAIR-101/ }).waitFor();
      await shot("products");
      await page.getByRole("button", { name: t("products:add") }).click();
      const form = page.getByRole("dialog");
      await form.getByRole("button", { name: t("app:save") }).click();
      await form.getByText(t("products:form.name_missing")).waitFor();
      await form.getByText(t("products:form.price_missing")).waitFor();
      const name = lang === "ru" ? "Шёлковая резинка" : "Silk scrunchie";
      await field(form, t("products:form.name")).fill(name);
      await field(form, t("products:form.sku")).fill("hair-102");
      await form.getByRole("button", { name: t("products:form.variant_add") }).click();
      const fill = async (index, [variant, price, left]) => {
        await form.getByLabel(t("products:form.variant"), { exact: true }).nth(index).fill(variant);
        await form.getByLabel(t("products:form.price"), { exact: true }).nth(index).fill(price);
        await form.getByLabel(t("products:form.stock"), { exact: true }).nth(index).fill(left);
      };
      await fill(0, [lang === "ru" ? "молочная" : "milk", "890", "3"]);
      await form.getByRole("button", { name: t("products:form.variant_more") }).click();
      await fill(1, [lang === "ru" ? "чёрная" : "black", "790", "0"]);
      const chooser = page.waitForEvent("filechooser");
      await form.getByRole("button", { name: t("products:form.photo_add") }).click();
      await (await chooser).setFiles([await picture(page, "scrunchie.jpg")]);
      const photo = form.getByLabel(t("products:form.photo_text", { number: 1 }));
      await photo.fill(name);
      await shot("product-form");
      await form.getByRole("button", { name: t("app:save") }).click();
      await form.getByText(t("app:problem.sku_taken")).waitFor();
      await field(form, t("products:form.sku")).fill("SILK-1");
      await form.getByRole("button", { name: t("app:save") }).click();
      await page.getByText(t("products:added")).waitFor();

      await page.getByLabel(t("products:search")).fill("silk-1");
      const row = page.getByRole("button", { name: new RegExp(name) });
      await row.waitFor();
      expect.match(await row.innerText(), /790/, "the least of its prices");
      await row.getByText(t("products:left.few", { number: 3 })).waitFor();
      const image = row.getByRole("img", { name });
      await image.waitFor();
      await page.waitForFunction((node) => node.complete && node.naturalWidth > 0, await image.elementHandle());
      await shot("products-found");
      await row.click();
      await page.getByRole("switch").uncheck({ force: true });
      await page.getByRole("button", { name: t("app:save") }).click();
      await row.getByText(t("products:hidden")).waitFor();
      await row.click();
      await page.getByRole("button", { name: t("app:delete") }).click();
      await page
        .getByRole("dialog", { name: t("products:remove.title", { name }) })
        .getByRole("button", { name: t("app:delete") })
        .click();
      await row.waitFor({ state: "detached" });
      await page.getByText(t("products:nothing", { needle: "silk-1" })).waitFor();
    },
  },
];
