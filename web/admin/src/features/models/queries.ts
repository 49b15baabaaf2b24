// Providers of models, what their tokens cost and what was used of them.

import {
  checkModelsProviders,
  createModelsProviders,
  limitsModels,
  listModelsProviders,
  type ModelLimitsView,
  type ModelPriceView,
  type ModelVendorView,
  modelsProviders,
  type ProviderView,
  pricesModels,
  removeModelsProviders,
  setLimitsModelsLimits,
  setPricesModelsPrices,
  updateModelsProviders,
  usageOfModelsUsage,
  vendorsModels,
} from "@samovar/client";
import { queryOptions, useMutation } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";

export type { ModelLimitsView, ModelPriceView, ModelVendorView, ProviderView };

export const vendorsQuery = queryOptions({
  queryKey: ["models", "vendors"],
  queryFn: () => ask(vendorsModels()),
  staleTime: Number.POSITIVE_INFINITY,
});
export const providersQuery = queryOptions({
  queryKey: ["models", "providers"],
  queryFn: async () => (await ask(listModelsProviders({ query: { limit: 100 } }))).items,
  staleTime: 30_000,
});
export const modelListQuery = (id: string) =>
  queryOptions({
    queryKey: ["models", "providers", id, "models"],
    queryFn: () => ask(modelsProviders({ path: { id } })),
    staleTime: 5 * 60_000,
    retry: false,
  });
export const pricesQuery = queryOptions({ queryKey: ["models", "prices"], queryFn: () => ask(pricesModels()) });
export const limitsQuery = queryOptions({ queryKey: ["models", "limits"], queryFn: () => ask(limitsModels()) });
export const usageQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ["models", "usage", from, to],
    queryFn: () => ask(usageOfModelsUsage({ query: { from, to } })),
  });

const refresh = () => queryClient.invalidateQueries({ queryKey: ["models", "providers"] });

export function useCreate() {
  return useMutation({
    mutationFn: (body: { vendor: string; name: string; settings: Record<string, unknown> }) =>
      ask(createModelsProviders({ body })),
    onSettled: refresh,
  });
}
export function useChange(id: string) {
  return useMutation({
    mutationFn: (body: { name?: string; settings?: Record<string, unknown>; is_paused?: boolean }) =>
      ask(updateModelsProviders({ path: { id }, body })),
    onSettled: refresh,
  });
}
export function useCheck() {
  return useMutation({ mutationFn: (id: string) => ask(checkModelsProviders({ path: { id } })), onSettled: refresh });
}
export const remove = async (id: string) => {
  await ask(removeModelsProviders({ path: { id } }));
  await refresh();
};
export function useSetPrices() {
  return useMutation({
    mutationFn: (body: NonNullable<Parameters<typeof setPricesModelsPrices>[0]>["body"]) =>
      ask(setPricesModelsPrices({ body })),
    onSuccess: (now) => queryClient.setQueryData(pricesQuery.queryKey, now),
  });
}
export function useSetLimits() {
  return useMutation({
    mutationFn: (body: ModelLimitsView) => ask(setLimitsModelsLimits({ body })),
    onSuccess: (now) => queryClient.setQueryData(limitsQuery.queryKey, now),
  });
}

export function stateOf(provider: ProviderView): "paused" | "ok" | "new" | "failing" | "disconnected" {
  if (provider.is_paused) return "paused";
  const { health } = provider;
  return health === "ok" || health === "failing" || health === "disconnected" ? health : "new";
}
