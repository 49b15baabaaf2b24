// Documents and categories as the server has them, and the ways to change them. Live events are put in by `live-documents.ts`.

import {
  type AskedKnowledge,
  askKnowledge,
  type CategoryView,
  type ChunkView,
  type CreateDocument,
  type CreatePage,
  chunksKnowledgeDocuments,
  createKnowledgeCategories,
  createKnowledgeDocuments,
  createPageKnowledgePages,
  type DocumentView,
  getKnowledgeDocuments,
  listKnowledgeCategories,
  listKnowledgeDocuments,
  reindexKnowledgeDocuments,
  removeKnowledgeCategories,
  removeKnowledgeDocuments,
  type UpdateCategory,
  type UpdateDocument,
  updateKnowledgeCategories,
  updateKnowledgeDocuments,
} from "@samovar/client";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import { dropDocument, LISTS, putDocument } from "./cache";
import { countSoon } from "./counts";
import type { DocumentsQuery } from "./search";

export type { AskedKnowledge, CategoryView, ChunkView, DocumentView };
export type Lang = NonNullable<DocumentView["lang"]>;
export const LANGS = ["ru", "en", "ky", "kk"] as const satisfies Lang[];

const PAGE = 60;

export const documentsQuery = (query: DocumentsQuery) =>
  infiniteQueryOptions({
    queryKey: [...LISTS, query] as const,
    queryFn: ({ pageParam, signal }) =>
      ask(
        listKnowledgeDocuments({
          query: { ...query, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

export const documentKey = (id: string) => ["knowledge", "document", id] as const;
export const documentQuery = (id: string) =>
  queryOptions({
    queryKey: documentKey(id),
    queryFn: (): Promise<DocumentView> => ask(getKnowledgeDocuments({ path: { id } })),
  });

export const chunksKey = (id: string) => ["knowledge", "chunks", id] as const;
export const chunksQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: chunksKey(id),
    queryFn: ({ pageParam, signal }) =>
      ask(
        chunksKnowledgeDocuments({
          path: { id },
          query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const categoriesQuery = queryOptions({
  queryKey: ["knowledge", "categories"],
  queryFn: async () => (await ask(listKnowledgeCategories())).items,
});

const again = (...key: string[]) => queryClient.invalidateQueries({ queryKey: ["knowledge", ...key] });

function keep(document: DocumentView): DocumentView {
  putDocument(document);
  countSoon();
  return document;
}

export async function writeArticle(body: CreateDocument): Promise<DocumentView> {
  const made = await ask(createKnowledgeDocuments({ body }));
  void again("list");
  return keep(made);
}

export async function namePage(body: CreatePage): Promise<DocumentView> {
  const made = await ask(createPageKnowledgePages({ body }));
  void again("list");
  return keep(made);
}

export async function changeDocument(id: string, body: UpdateDocument): Promise<DocumentView> {
  const now = keep(await ask(updateKnowledgeDocuments({ path: { id }, body })));
  // It may lie elsewhere now, or in none of the lists that are filtered.
  if ("category_id" in body || "is_active" in body) void again("list");
  return now;
}

export async function readAnew(id: string): Promise<DocumentView> {
  return keep(await ask(reindexKnowledgeDocuments({ path: { id } })));
}

export async function removeDocument(id: string): Promise<void> {
  await ask(removeKnowledgeDocuments({ path: { id } }));
  dropDocument(id);
  countSoon();
  void again("list");
}

export async function addCategory(name: string, parent: string | undefined): Promise<CategoryView> {
  const made = await ask(createKnowledgeCategories({ body: { name, ...(parent ? { parent_id: parent } : {}) } }));
  await again("categories");
  return made;
}
export async function changeCategory(id: string, body: UpdateCategory): Promise<void> {
  await ask(updateKnowledgeCategories({ path: { id }, body }));
  await again("categories");
}
/** What lies in it moves to the one around it. */
export async function removeCategory(id: string): Promise<void> {
  await ask(removeKnowledgeCategories({ path: { id } }));
  countSoon();
  void queryClient.invalidateQueries({ queryKey: ["faq"] });
  await Promise.all([again("categories"), again("list"), again("document")]);
}

/** The categories of the agent hold where none is named. */
export const tryQuestion = (
  question: string,
  { agent, category }: { agent: string | undefined; category: string | undefined },
): Promise<AskedKnowledge> =>
  ask(
    askKnowledge({
      body: { question, ...(agent && { agent_id: agent }), ...(category && { categories: [category] }), limit: 5 },
    }),
  );

export const originalUrl = (file: string) => `/api/v1/files/${file}`;
