// Questions nothing answers, and what makes an end of them.

import {
  answerKnowledgeGaps,
  type DocumentView,
  dismissKnowledgeGaps,
  type FaqView,
  type GapView,
  listKnowledgeGaps,
} from "@samovar/client";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import { countSoon } from "../counts";
import { faqKey } from "../faq/queries";
import type { Lang } from "../queries";

export type { GapView };
export type GapStatus = GapView["status"];
export type GapOrder = "recent" | "often";

export const GAPS = ["knowledge", "gaps"] as const;

export const gapsQuery = (status: GapStatus, sort: GapOrder) =>
  infiniteQueryOptions({
    queryKey: [...GAPS, status, sort] as const,
    queryFn: ({ pageParam, signal }) =>
      ask(
        listKnowledgeGaps({ query: { status, sort, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

/** Null when it was settled meanwhile. */
export const gapQuery = (id: string) =>
  queryOptions({
    queryKey: ["knowledge", "gap", id],
    queryFn: async (): Promise<GapView | null> => {
      for (const status of ["open", "dismissed"] as const) {
        const { items } = await ask(listKnowledgeGaps({ query: { status, limit: 200 } }));
        const found = items.find((gap) => gap.id === id);
        if (found) return found;
      }
      return null;
    },
    staleTime: 60_000,
  });

function again(): void {
  countSoon();
  void queryClient.invalidateQueries({ queryKey: GAPS });
}

export interface ShortAnswer {
  answer: string;
  questions: string[];
  lang: Lang;
  category_id?: string;
}
export async function answerWithFaq(id: string, body: ShortAnswer): Promise<FaqView | undefined> {
  const closed = await ask(answerKnowledgeGaps({ path: { id }, body }));
  again();
  void queryClient.invalidateQueries({ queryKey: faqKey });
  return closed.faq;
}

interface Article {
  title: string;
  body: string;
  category_id?: string;
  lang?: Lang;
}
/** The id of the article it has become. */
export async function answerWithArticle(id: string, { title, body, ...rest }: Article): Promise<string | undefined> {
  const closed = await ask(answerKnowledgeGaps({ path: { id }, body: { document: { title, body }, ...rest } }));
  again();
  void queryClient.invalidateQueries({ queryKey: ["knowledge", "list"] });
  const made: DocumentView | undefined = closed.document;
  return made?.id;
}

export async function dismiss(id: string): Promise<void> {
  await ask(dismissKnowledgeGaps({ path: { id } }));
  again();
}
