// Imports in the cache: a portion moves the bar, a change of the state is asked anew.

import { queryOptions } from "@tanstack/react-query";
import type { LiveEvent } from "~/app/live";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";
import { type Detail, getImport, type Import, keptOf, listImports } from "./wire";

export const importsQuery = queryOptions({
  queryKey: ["imports", "list"] as const,
  queryFn: async (): Promise<Import[]> => (await listImports()).items,
});

export const importQuery = (id: string) =>
  queryOptions({ queryKey: ["imports", "one", id] as const, queryFn: (): Promise<Detail> => getImport(id) });

export const keptQuery = (id: string) =>
  queryOptions({ queryKey: ["imports", "kept", id] as const, queryFn: async () => (await keptOf(id)).items });

/** Where imports are listed, and one of them. */
export const IMPORTS: string = "/settings/import";
export const importAt = (id: string): string => `${IMPORTS}/${id}`;

type Progress = Pick<Import, "state" | "done_records" | "total_records"> & { import_id: string };

/** An event of a portion laid over what is known: the order of events is that of the portions. */
export function patched<T extends Import>(known: T, news: Progress): T {
  return known.id === news.import_id
    ? { ...known, state: news.state, done_records: news.done_records, total_records: news.total_records }
    : known;
}

function hear({ kind, payload }: LiveEvent): void {
  if (kind === "import.progressed") {
    const news = payload as unknown as Progress;
    queryClient.setQueryData(importsQuery.queryKey, (list) => list?.map((known) => patched(known, news)));
    queryClient.setQueryData(importQuery(news.import_id).queryKey, (known) => known && patched(known, news));
    return;
  }
  void queryClient.invalidateQueries({ queryKey: ["imports"] });
}

export function useImportsLive(): void {
  useLive(["import."], hear);
}

export function keep(detail: Detail): void {
  queryClient.setQueryData(importQuery(detail.id).queryKey, detail);
  void queryClient.invalidateQueries({ queryKey: importsQuery.queryKey });
}
