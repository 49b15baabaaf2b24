// The model that finds by meaning: which one it is, how far it has come, and the ways to choose, go on and switch off.

import {
  type ChooseEmbedder,
  chooseKnowledgeEmbedder,
  createModelsProviders,
  type EmbedderView,
  getKnowledgeEmbedder,
  removeKnowledgeEmbedder,
  retryKnowledgeEmbedder,
} from "@samovar/client";
import { queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";
import { providersQuery } from "~/features/models/queries";

/** The vendor of models that lie on the server itself. */
export const LOCAL = "local";

export const embedderQuery = queryOptions({
  queryKey: ["knowledge", "embedder"],
  queryFn: () => ask(getKnowledgeEmbedder()),
});
const keep = (now: EmbedderView) => queryClient.setQueryData(embedderQuery.queryKey, now);

/** Progress comes by itself; what lies on the server is not told with it. */
export function useEmbedderLive(): void {
  useLive(["knowledge.embedder"], ({ payload }) => {
    const known = queryClient.getQueryData(embedderQuery.queryKey);
    if (known) keep({ ...known, ...(payload as Partial<EmbedderView>) });
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
export async function choose({ provider_id: provider, model }: ChooseEmbedder, local: string): Promise<void> {
  const id = provider === LOCAL ? await localProvider(local) : provider;
  keep(await ask(chooseKnowledgeEmbedder({ body: { provider_id: id, model } })));
}
export async function goOn(): Promise<void> {
  keep(await ask(retryKnowledgeEmbedder()));
}
export async function switchOff(): Promise<void> {
  await ask(removeKnowledgeEmbedder());
  await queryClient.invalidateQueries({ queryKey: embedderQuery.queryKey });
}
