// A product between the form and the API.

import { expect, test } from "vitest";
import type { ProductView } from "~/features/products/queries";
import { emptyVariant, formPath, toBody, toValues } from "~/features/products/values";

const shampoo: ProductView = {
  id: "1",
  name: "Шампунь",
  category: "Уход",
  sku: "SH-1",
  description: "",
  description_en: "",
  synonyms: [],
  price: { minor: 129_000, currency: "RUB" },
  price_from: 129_000,
  variants: [{ key: "s", name: "250 мл", price: 129_000, stock: 0 }],
  unit: "шт",
  photos: ["https://example.org/1.jpg"],
  photo_files: [{ file_id: "f", text: "Спереди" }],
  fields: { made_in: "Корея" },
  is_active: true,
  position: 0,
  created_at: "2027-01-01T00:00:00Z",
};

test("a product that nobody touched goes back as it came", () => {
  const { name, sku, price, variants, stock, photo_files, fields, currency } = toBody(toValues(shampoo), "RUB");
  expect({ name, sku, price, variants, stock, photo_files, fields, currency }).toEqual({
    name: "Шампунь",
    sku: "SH-1",
    price: 129_000,
    variants: shampoo.variants,
    stock: null,
    photo_files: shampoo.photo_files,
    fields: shampoo.fields,
    currency: "RUB",
  });
});

test("variants get keys of their own, blank ones are left out, the least price is the product's", () => {
  const values = toValues(shampoo);
  values.variants.push(
    { ...emptyVariant(), name: "1 л", price: 90_000, stock: 4 },
    { ...emptyVariant(), name: "1 л", price: 95_000, sku: " L " },
    emptyVariant(),
  );
  const { price, variants } = toBody(values, "RUB");
  expect(price).toBe(90_000);
  expect(variants).toEqual([
    { key: "s", name: "250 мл", price: 129_000, stock: 0 },
    { key: "1-l", name: "1 л", price: 90_000, stock: 4 },
    { key: "1-l-2", name: "1 л", price: 95_000, sku: "L" },
  ]);
});

test("without variants the price and the count are its own; what is emptied is none", () => {
  const body = toBody(
    { ...toValues(undefined), name: " Крем ", price: 79_000, stock: 4, fields: { made_in: "" } },
    "RUB",
  );
  expect([body.name, body.price, body.stock, body.sku, body.fields]).toEqual(["Крем", 79_000, 4, null, {}]);
  expect(formPath("variants[2].sku")).toBe("variants.2.sku");
});
