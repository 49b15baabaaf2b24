// What the addresses of the knowledge base hold: which category, kind and status are shown, what is searched for.

import type { ListKnowledgeDocumentsData } from "@samovar/client";

export type DocumentsQuery = NonNullable<ListKnowledgeDocumentsData["query"]> & {
  is_own?: boolean;
  is_loose?: boolean;
};
export type Kind = NonNullable<DocumentsQuery["kind"]>;
export type Status = NonNullable<DocumentsQuery["status"]>;

export const KINDS = ["article", "file", "page", "site"] as const satisfies Kind[];
export const STATUSES = ["ready", "queued", "indexing", "failed", "off"] as const satisfies Status[];

export interface LibrarySearch {
  /** An id, or `none`: in no category. */
  category?: string | undefined;
  kind?: Kind | undefined;
  status?: Status | undefined;
  q?: string | undefined;
}
export interface FaqSearch {
  category?: string | undefined;
  q?: string | undefined;
  /** The entry that is open. */
  entry?: string | undefined;
}
export interface AskSearch {
  q?: string | undefined;
  /** Whose thresholds and categories decide; without one the usual ones. */
  agent?: string | undefined;
}
export interface GraphSearch {
  /** The thing that is chosen: `service:…`, `name:…`. */
  thing?: string | undefined;
}
export interface DocumentSearch {
  /** The passage to show. */
  passage?: string | undefined;
}
export interface WriteSearch {
  category?: string | undefined;
  /** The unanswered question this article is for. */
  gap?: string | undefined;
}

type Raw = Record<string, unknown>;
const isId = (value: unknown): value is string => typeof value === "string" && /^[0-9a-f-]{36}$/.test(value);

/** A number in the address is read as one, and searched for as text. */
function words(value: unknown, most: number): string | undefined {
  const said = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  return said === "" ? undefined : [...said].slice(0, most).join("");
}

const category = (value: unknown) => (isId(value) || value === "none" ? value : undefined);
const kept = <T extends object>(search: T): T =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as T;

/** What the server would refuse is left out. */
export const readLibrary = (raw: Raw): LibrarySearch =>
  kept({
    category: category(raw.category),
    kind: KINDS.find((kind) => kind === raw.kind),
    status: STATUSES.find((status) => status === raw.status),
    q: words(raw.q, 200),
  });
export const readFaq = (raw: Raw): FaqSearch =>
  kept({ category: category(raw.category), q: words(raw.q, 200), entry: isId(raw.entry) ? raw.entry : undefined });
export const readAsk = (raw: Raw): AskSearch =>
  kept({ q: words(raw.q, 1000), agent: isId(raw.agent) ? raw.agent : undefined });
export const readGraph = (raw: Raw): GraphSearch => kept({ thing: words(raw.thing, 200) });
export const readDocument = (raw: Raw): DocumentSearch =>
  kept({ passage: isId(raw.passage) ? raw.passage : undefined });
export const readWrite = (raw: Raw): WriteSearch =>
  kept({ category: isId(raw.category) ? raw.category : undefined, gap: isId(raw.gap) ? raw.gap : undefined });

/** Pages a site has found stand under it; a search and a filter by kind or status reach them too. */
export function toQuery({ category, kind, status, q }: LibrarySearch): DocumentsQuery {
  return {
    ...(category === "none" ? { is_loose: true } : category ? { category_id: category } : {}),
    ...(kind ? { kind } : {}),
    ...(status ? { status } : {}),
    ...(q ? { q } : {}),
    ...(kind || status || q ? {} : { is_own: true }),
  };
}

export const isFiltered = ({ kind, status, q }: LibrarySearch): boolean => Boolean(kind || status || q);
