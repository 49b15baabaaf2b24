// What an agent's settings refer to: channels, categories of knowledge, scripts, providers of models, stages of the funnel.

import {
  type CategoryView,
  type ConnectionView,
  listConnections,
  listKnowledgeCategories,
  listModelsProviders,
  listScripts,
  modelsProviders,
  type ProviderView,
  type ScriptView,
  stages,
} from "@samovar/client";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { ask, Refusal } from "~/app/api";
import { currentLang } from "~/app/i18n";

export const channelsQuery = queryOptions({
  queryKey: ["agents", "around", "connections"],
  queryFn: async (): Promise<ConnectionView[]> =>
    (await ask(listConnections())).items.filter(({ connector }) => connector !== "import"),
});
export const categoriesQuery = queryOptions({
  queryKey: ["agents", "around", "categories"],
  queryFn: async (): Promise<CategoryView[]> => (await ask(listKnowledgeCategories())).items,
});
export const scriptsOfQuery = queryOptions({
  queryKey: ["scripts", "all"],
  queryFn: async (): Promise<ScriptView[]> => (await ask(listScripts())).items,
});
export const providersQuery = queryOptions({
  queryKey: ["agents", "around", "providers"],
  // Models of the server itself only read by meaning; they write no answers.
  queryFn: async (): Promise<ProviderView[]> =>
    (await ask(listModelsProviders())).items.filter(({ vendor }) => vendor !== "local"),
});
/** The vendor is asked, so only when a list of models is opened. */
export const modelsQuery = (id: string) =>
  queryOptions({
    queryKey: ["agents", "around", "models", id],
    queryFn: async () => (await ask(modelsProviders({ path: { id } }))).models,
    staleTime: 10 * 60_000,
    retry: false,
  });

export interface Stage {
  key: string;
  name: string;
  name_en?: string;
}

/** In the language of the screen. */
export const stageName = ({ name, name_en: english }: Stage): string =>
  currentLang() === "en" && english ? english : name;

/** Stages of the funnel, in order; none where this server has no funnel. */
export const stagesQuery = queryOptions({
  queryKey: ["agents", "around", "stages"],
  queryFn: async (): Promise<Stage[]> => {
    try {
      return (await ask(stages())).items;
    } catch (error) {
      if (error instanceof Refusal && error.status === 404) return [];
      throw error;
    }
  },
});

/** Names of everything that stands in settings by id or key. */
export function useNames(): (id: string) => string | undefined {
  const { data: channels = [] } = useQuery(channelsQuery);
  const { data: categories = [] } = useQuery(categoriesQuery);
  const { data: scripts = [] } = useQuery(scriptsOfQuery);
  const { data: providers = [] } = useQuery(providersQuery);
  const { data: stages = [] } = useQuery(stagesQuery);
  const known = new Map<string, string>();
  for (const { id, name } of [...channels, ...categories, ...scripts, ...providers]) known.set(id, name);
  for (const stage of stages) known.set(stage.key, stageName(stage));
  return (id) => known.get(id);
}

/** A category with those it lies in: «Товары / Масла». */
export function categoryPath(category: CategoryView, all: readonly CategoryView[]): string {
  const names: string[] = [];
  const seen = new Set<string>();
  let node: CategoryView | undefined = category;
  while (node && !seen.has(node.id)) {
    seen.add(node.id);
    names.unshift(node.name);
    const parent: string | undefined = node.parent_id;
    node = parent ? all.find(({ id }) => id === parent) : undefined;
  }
  return names.join(" / ");
}
