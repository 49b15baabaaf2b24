// Documents in the cache: one that has changed is put into every list where it stands, in its place.

import type { DocumentView, PageDocumentView } from "@samovar/client";
import type { InfiniteData } from "@tanstack/react-query";
import { queryClient } from "~/app/query";

export const LISTS = ["knowledge", "list"] as const;
export type Pages = InfiniteData<PageDocumentView, string | undefined>;

/** An event says null where the API leaves a field out, and nothing of an article's text. */
export function fromEvent(document: Record<string, unknown>): DocumentView {
  return Object.fromEntries(Object.entries(document).filter(([, value]) => value !== null)) as unknown as DocumentView;
}

/** What was read meanwhile never goes back: events of one attempt may come late. */
export function isNewer(known: DocumentView, next: DocumentView): boolean {
  return Date.parse(next.updated_at) >= Date.parse(known.updated_at);
}

export function patchPages(pages: Pages, id: string, change: (row: DocumentView) => DocumentView | undefined): Pages {
  if (!pages.pages.some(({ items }) => items.some((row) => row.id === id))) return pages;
  return {
    ...pages,
    pages: pages.pages.map((page) => ({
      ...page,
      items: page.items.flatMap((row) => (row.id === id ? (change(row) ?? []) : row)),
    })),
  };
}

export function putDocument(document: DocumentView): void {
  const { body, ...row } = document;
  for (const [key, pages] of queryClient.getQueriesData<Pages>({ queryKey: LISTS }))
    if (pages)
      queryClient.setQueryData(
        key,
        patchPages(pages, row.id, (known) => (isNewer(known, row) ? row : known)),
      );
  queryClient.setQueryData<DocumentView>(["knowledge", "document", row.id], (known) => {
    if (!known) return body === undefined ? undefined : document;
    if (!isNewer(known, document)) return known;
    return body !== undefined || known.body === undefined ? document : { ...row, body: known.body };
  });
}

export function dropDocument(id: string): void {
  for (const [key, pages] of queryClient.getQueriesData<Pages>({ queryKey: LISTS }))
    if (pages)
      queryClient.setQueryData(
        key,
        patchPages(pages, id, () => undefined),
      );
}
