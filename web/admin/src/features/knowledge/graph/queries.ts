// The graph of knowledge as the server has it: things that catalog, documents and people speak of, and what belongs together.

import { queryOptions } from "@tanstack/react-query";
import { send } from "~/app/api";
import { queryClient } from "~/app/query";
import type { Graph, RelationKind, Thing } from "./model";

export const graphQuery = queryOptions({
  queryKey: ["knowledge", "graph"],
  queryFn: (): Promise<Graph> => send("GET", "/knowledge/graph"),
});

const again = () => queryClient.invalidateQueries({ queryKey: graphQuery.queryKey });

export async function nameOtherwise({ id, kind, name, edit_id: edit }: Thing, aliases: string[]): Promise<void> {
  if (edit) await send("PATCH", `/knowledge/graph/entities/${edit}`, { aliases });
  else await send("POST", "/knowledge/graph/entities", { key: id, kind, name, aliases });
  await again();
}

export async function addThing(name: string, aliases: string[]): Promise<void> {
  await send("POST", "/knowledge/graph/entities", { name, aliases });
  await again();
}

/** What people have written down of it; what is found in catalog and documents stays. */
export async function forget(edit: string): Promise<void> {
  await send("DELETE", `/knowledge/graph/entities/${edit}`);
  await again();
}

export async function relate(from: string, to: string, kind: RelationKind): Promise<void> {
  await send("POST", "/knowledge/graph/relations", { from, to, kind });
  await again();
}

export async function unrelate(edit: string): Promise<void> {
  await send("DELETE", `/knowledge/graph/relations/${edit}`);
  await again();
}
