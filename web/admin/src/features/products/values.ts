// A product between the form and the API: variants with keys, counts that may be empty, fields that were never filled in.

import { keyOf } from "~/features/tours/values";
import type { ProductBody, ProductPhotoBody, ProductVariantBody, ProductView } from "./queries";

export interface VariantValues {
  /** Empty until the server has it. */
  key: string;
  name: string;
  name_en: string;
  sku: string;
  price: number | undefined;
  /** Empty: not counted. */
  stock: number | "";
}

export interface ProductValues {
  name: string;
  name_en: string;
  category: string;
  sku: string;
  description: string;
  description_en: string;
  synonyms: string[];
  price: number | undefined;
  variants: VariantValues[];
  stock: number | "";
  unit: string;
  photo_files: ProductPhotoBody[];
  fields: Record<string, string>;
  is_active: boolean;
}

export const emptyVariant = (): VariantValues => ({
  key: "",
  name: "",
  name_en: "",
  sku: "",
  price: undefined,
  stock: "",
});

export function toValues(product: ProductView | undefined): ProductValues {
  return {
    name: product?.name ?? "",
    name_en: product?.name_en ?? "",
    category: product?.category ?? "",
    sku: product?.sku ?? "",
    description: product?.description ?? "",
    description_en: product?.description_en ?? "",
    synonyms: product?.synonyms ?? [],
    price: product?.price.minor,
    variants: (product?.variants ?? []).map(({ key, name, name_en, sku, price, stock }) => ({
      key,
      name,
      name_en: name_en ?? "",
      sku: sku ?? "",
      price,
      stock: stock ?? "",
    })),
    stock: product?.stock ?? "",
    unit: product?.unit ?? "",
    photo_files: product?.photo_files ?? [],
    fields: product?.fields ?? {},
    is_active: product?.is_active ?? true,
  };
}

/** Nothing was written into it: it is left out. */
export const isBlank = ({ name, price }: VariantValues): boolean => !name.trim() && price === undefined;

export function toBody(values: ProductValues, currency: string): ProductBody {
  const variants: ProductVariantBody[] = [];
  const keys = values.variants.map(({ key }) => key).filter(Boolean);
  for (const variant of values.variants) {
    if (isBlank(variant)) continue;
    const own = variant.key || keyOf(variant.name, keys, "variant");
    keys.push(own);
    variants.push({
      key: own,
      name: variant.name.trim(),
      price: variant.price ?? 0,
      ...(variant.name_en.trim() && { name_en: variant.name_en.trim() }),
      ...(variant.sku.trim() && { sku: variant.sku.trim() }),
      ...(variant.stock !== "" && { stock: variant.stock }),
    });
  }
  const lowest = Math.min(...variants.map(({ price }) => price));
  const hasVariants = variants.length > 0;
  return {
    ...values,
    name: values.name.trim(),
    name_en: values.name_en.trim() || null,
    category: values.category.trim(),
    sku: values.sku.trim() || null,
    description: values.description.trim(),
    description_en: values.description_en.trim(),
    price: hasVariants ? lowest : (values.price ?? 0),
    currency,
    variants,
    stock: hasVariants || values.stock === "" ? null : values.stock,
    unit: values.unit.trim(),
    fields: Object.fromEntries(Object.entries(values.fields).filter(([, value]) => value !== "")),
  };
}

/** `variants[2].sku` as the API says it → `variants.2.sku` as the form has it. */
export const formPath = (field: string): string => field.replace(/\[(\d+)\]/g, ".$1");
