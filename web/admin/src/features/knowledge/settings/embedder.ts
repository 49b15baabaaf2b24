// The model that finds by meaning: which one it is, how far it has come, and the ways to choose, go on and switch off.

import { createModelsProviders, listModelsProviders, modelsProviders, vendorsModels } from "@samovar/client";
import { queryOptions } from "@tanstack/react-query";
import { ask, send } from "~/app/api";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";

export interface Embedder {
  embedder: { provider_id: string; provider_title: string; vendor: string; model: string; dims: number } | null;
  state: "off" | "embedding" | "ready" | "failed" | "paused";
  /** Passages and ready answers that are read by meaning, and all of them. */
  done: number;
  total: number;
  error: { code: string; detail: string } | null;
  /** Models that lie on the server itself. */
  local_folders: string[];
}
export interface Choice {
  provider_id: string;
  model: string;
}

/** The vendor of models that lie on the server itself. */
export const LOCAL = "local";

export const embedderQuery = queryOptions({
  queryKey: ["knowledge", "embedder"],
  queryFn: (): Promise<Embedder> => send("GET", "/knowledge/embedder"),
});
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
/** The vendor itself is asked. */
export const namesQuery = (provider: string) =>
  queryOptions({
    queryKey: ["models", "providers", provider, "models"],
    queryFn: () => ask(modelsProviders({ path: { id: provider } })),
    staleTime: 5 * 60_000,
    retry: false,
  });

const keep = (now: Embedder) => queryClient.setQueryData(embedderQuery.queryKey, now);

/** Progress comes by itself; what lies on the server is not told with it. */
export function useEmbedderLive(): void {
  useLive(["knowledge.embedder"], ({ payload }) => {
    const known = queryClient.getQueryData(embedderQuery.queryKey);
    if (known) keep({ ...known, ...(payload as Partial<Embedder>) });
  });
}

/** A folder of the server needs no account: one is made where there is none. */
async function localProvider(name: string): Promise<string> {
  const known = (await queryClient.fetchQuery(providersQuery)).find(({ vendor }) => vendor === LOCAL);
  if (known) return known.id;
  const made = await ask(createModelsProviders({ body: { vendor: LOCAL, name, settings: {} } }));
  void queryClient.invalidateQueries({ queryKey: providersQuery.queryKey });
  return made.id;
}

/** The vendor is tried before anything changes. `local` is what an account for the server's own models would be called. */
export async function choose({ provider_id: provider, model }: Choice, local: string): Promise<void> {
  const id = provider === LOCAL ? await localProvider(local) : provider;
  keep(await send<Embedder>("PUT", "/knowledge/embedder", { provider_id: id, model }));
}
export async function goOn(): Promise<void> {
  keep(await send<Embedder>("POST", "/knowledge/embedder/retry"));
}
export async function switchOff(): Promise<void> {
  await send<void>("DELETE", "/knowledge/embedder");
  await queryClient.invalidateQueries({ queryKey: embedderQuery.queryKey });
}
