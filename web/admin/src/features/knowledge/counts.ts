// How much there is: documents by category, those being read or unreadable, open questions (the number in the menu). Asked
// for anew after a change, but not oftener than once in a while. In the first load: keep it small.

import { countsKnowledge } from "@samovar/client";
import { queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { live } from "~/app/live";
import { queryClient } from "~/app/query";

export interface KnowledgeCounts {
  documents: number;
  reading: number;
  failed: number;
  gaps: number;
  /** Without `category_id`: in no category. */
  categories: { category_id?: string; documents: number }[];
}

const PAUSE_MS = 1_500;
let timer: ReturnType<typeof setTimeout> | undefined;
let last = 0;

export function countSoon(): void {
  if (timer) return;
  timer = setTimeout(
    () => {
      timer = undefined;
      last = Date.now();
      void queryClient.invalidateQueries({ queryKey: countsQuery.queryKey });
    },
    Math.max(100, last + PAUSE_MS - Date.now()),
  );
}

live.events(({ kind }) => {
  if (/^(document|category|gap)\./.test(kind) || kind === "knowledge.imported") countSoon();
});

export const countsQuery = queryOptions({
  queryKey: ["knowledge", "counts"],
  queryFn: (): Promise<KnowledgeCounts> => ask(countsKnowledge()),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});
