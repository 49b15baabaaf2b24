// Goods and their categories as the server has them, and the ways to change them.

import {
  type CreateProduct,
  categoriesProducts,
  createProducts,
  listProducts,
  type ProductPhotoBody,
  type ProductVariantBody,
  type ProductView,
  removeProducts,
  updateProducts,
} from "@samovar/client";
import { infiniteQueryOptions, queryOptions, useMutation } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";

export type { ProductPhotoBody, ProductVariantBody, ProductView };

export interface ProductsFilter {
  q?: string;
  category?: string;
}

const PAGE = 60;

export const productsQuery = (filter: ProductsFilter) =>
  infiniteQueryOptions({
    queryKey: ["products", "list", filter],
    queryFn: ({ pageParam }) =>
      ask(listProducts({ query: { ...filter, limit: PAGE, ...(pageParam && { cursor: pageParam }) } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const categoriesQuery = queryOptions({
  queryKey: ["products", "categories"],
  queryFn: async () => (await ask(categoriesProducts())).items,
});

export const refreshProducts = () => queryClient.invalidateQueries({ queryKey: ["products"] });

/** What the form gives; null is none. */
export type ProductBody = Required<Omit<CreateProduct, "photos" | "position" | "name_en" | "sku" | "stock">> & {
  name_en: string | null;
  sku: string | null;
  stock: number | null;
  is_active: boolean;
};

export function useSaveProduct(id: string | undefined) {
  return useMutation({
    mutationFn: ({ is_active, name_en, sku, stock, ...body }: ProductBody) => {
      if (id) return ask(updateProducts({ path: { id }, body: { ...body, name_en, sku, stock, is_active } }));
      const told = { ...(name_en && { name_en }), ...(sku && { sku }), ...(stock !== null && { stock }) };
      return ask(createProducts({ body: { ...body, ...told } }));
    },
    onSettled: refreshProducts,
  });
}
export function useRemoveProduct() {
  return useMutation({
    mutationFn: (id: string) => ask(removeProducts({ path: { id } })),
    onSettled: refreshProducts,
  });
}
