// The graph of knowledge as the server has it: things that catalog, documents and people speak of, and what belongs together.

import {
  addKnowledgeGraphEntities,
  getKnowledgeGraph,
  listServices,
  listTours,
  relateKnowledgeGraphRelations,
  removeKnowledgeGraphEntities,
  unrelateKnowledgeGraphRelations,
  updateKnowledgeGraphEntities,
} from "@samovar/client";
import { queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import type { Graph, RelationKind, Thing } from "./model";

export const graphQuery = queryOptions({
  queryKey: ["knowledge", "graph"],
  queryFn: (): Promise<Graph> => ask(getKnowledgeGraph()),
});

const again = () => queryClient.invalidateQueries({ queryKey: graphQuery.queryKey });

/** What the catalog itself calls a thing; asked for only where people's own names stand among them. */
export const catalogNamesQuery = ({ id, kind, edit_id: edit }: Thing) =>
  queryOptions({
    queryKey: ["knowledge", "graph", "catalog names", edit ? id : ""],
    queryFn: async (): Promise<string[]> => {
      const isListed = edit && (kind === "service" || kind === "tour");
      if (!isListed) return [];
      const { items } = kind === "service" ? await ask(listServices()) : await ask(listTours());
      const one = [...items].find((item) => id === `${kind}:${item.id}`);
      return one ? [...(one.name_en ? [one.name_en] : []), ...(one.synonyms ?? [])] : [];
    },
    staleTime: 30_000,
  });

export async function nameOtherwise({ id, kind, name, edit_id: edit }: Thing, aliases: string[]): Promise<void> {
  if (edit) await ask(updateKnowledgeGraphEntities({ path: { id: edit }, body: { aliases } }));
  else await ask(addKnowledgeGraphEntities({ body: { key: id, kind, name, aliases } }));
  await again();
}

export async function addThing(name: string, aliases: string[]): Promise<void> {
  await ask(addKnowledgeGraphEntities({ body: { name, aliases } }));
  await again();
}

/** What is shown no more, and how it comes back. */
export interface Hidden {
  name: string;
  edit: string;
  /** Nothing else is written down of it. */
  isOnlyThat: boolean;
}

export async function hide({ id, kind, name, edit_id: edit }: Thing): Promise<Hidden> {
  const { id: now } = edit
    ? await ask(updateKnowledgeGraphEntities({ path: { id: edit }, body: { is_hidden: true } }))
    : await ask(addKnowledgeGraphEntities({ body: { key: id, kind, name, aliases: [], is_hidden: true } }));
  await again();
  return { name, edit: now, isOnlyThat: edit === undefined };
}

export async function showAgain({ edit, isOnlyThat }: Hidden): Promise<void> {
  if (isOnlyThat) return forget(edit);
  await ask(updateKnowledgeGraphEntities({ path: { id: edit }, body: { is_hidden: false } }));
  await again();
}

/** What people have written down of it; what is found in catalog and documents stays. */
export async function forget(edit: string): Promise<void> {
  await ask(removeKnowledgeGraphEntities({ path: { id: edit } }));
  await again();
}

export async function relate(from: string, to: string, kind: RelationKind): Promise<void> {
  await ask(relateKnowledgeGraphRelations({ body: { from, to, kind } }));
  await again();
}

export async function unrelate(edit: string): Promise<void> {
  await ask(unrelateKnowledgeGraphRelations({ path: { id: edit } }));
  await again();
}
