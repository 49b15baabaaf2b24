// Services as the server has them, and the ways to change them.

import {
  createServices,
  listResources,
  listServices,
  type ResourceView,
  removeServices,
  type ServiceView,
  updateServices,
} from "@samovar/client";
import { queryOptions, useMutation } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";

export type { ResourceView, ServiceView };

export const servicesQuery = queryOptions({
  queryKey: ["services"],
  queryFn: async () => (await ask(listServices())).items,
});
export const resourcesQuery = queryOptions({
  queryKey: ["resources"],
  queryFn: async () => (await ask(listResources())).items,
});

export interface ServiceValues {
  name: string;
  name_en: string;
  category: string;
  description: string;
  duration_minutes: number;
  buffer_minutes: number;
  price: number | undefined;
  price_max: number | undefined;
  synonyms: string[];
  resources: string[];
  seats: number;
  prepayment: number | undefined;
  is_active: boolean;
}

const refresh = () => queryClient.invalidateQueries({ queryKey: ["services"] });

export function useSaveService(id: string | undefined) {
  return useMutation({
    mutationFn: async ({ is_active, name_en, price, price_max, prepayment, ...values }: ServiceValues) => {
      const body = {
        ...values,
        price: price ?? 0,
        prepayment: prepayment ?? 0,
        name_en: name_en || null,
        price_max: price_max ?? null,
      };
      if (id) return ask(updateServices({ path: { id }, body: { ...body, is_active } }));
      const { name_en: _en, price_max: _max, ...plain } = body;
      const made = { ...plain, ...(name_en ? { name_en } : {}), ...(price_max !== undefined ? { price_max } : {}) };
      return ask(createServices({ body: made }));
    },
    onSettled: refresh,
  });
}

export function useRemoveService() {
  return useMutation({ mutationFn: (id: string) => ask(removeServices({ path: { id } })), onSettled: refresh });
}
