import type { DocumentView } from "@samovar/client";
import { expect, test } from "vitest";
import { queryClient } from "~/app/query";
import { dropDocument, fromEvent, LISTS, type Pages, patchPages, putDocument } from "~/features/knowledge/cache";
import { isFiltered, readFaq, readLibrary, toQuery } from "~/features/knowledge/search";

const ID = "01900000-0000-7000-8000-000000000001";
const row = (id: string, more: Partial<DocumentView> = {}): DocumentView => ({
  id,
  kind: "file",
  title: id,
  status: "queued",
  progress: 0,
  chunks: 0,
  bytes: 1,
  position: 0,
  created_at: "2026-11-21T10:00:00Z",
  updated_at: "2026-11-21T10:00:00Z",
  ...more,
});
const pages = (...items: DocumentView[]): Pages => ({ pages: [{ items }], pageParams: [undefined] }) as Pages;

test("an event's nulls are what the API leaves out", () => {
  expect(fromEvent({ id: "a", category_id: null, error_code: null, progress: 0 })).toEqual({ id: "a", progress: 0 });
});

test("progress is put into every list in its place; what came late changes nothing", () => {
  queryClient.setQueryData([...LISTS, {}], pages(row("a"), row("b")));
  queryClient.setQueryData([...LISTS, { kind: "file" }], pages(row("b")));
  putDocument(row("b", { status: "indexing", progress: 40, updated_at: "2026-11-21T10:00:02Z" }));
  putDocument(row("b", { status: "indexing", progress: 20, updated_at: "2026-11-21T10:00:01Z" }));
  const shown = (key: object) =>
    queryClient.getQueryData<Pages>([...LISTS, key])?.pages[0]?.items.map(({ id, progress }) => `${id} ${progress}`);
  expect([shown({}), shown({ kind: "file" })]).toEqual([["a 0", "b 40"], ["b 40"]]);
  dropDocument("b");
  expect([shown({}), shown({ kind: "file" })]).toEqual([["a 0"], []]);
});

test("an event never takes an article's text away", () => {
  const key = ["knowledge", "document", "a"];
  queryClient.setQueryData(key, row("a", { kind: "article", body: "Текст" }));
  putDocument(row("a", { kind: "article", status: "ready", updated_at: "2026-11-21T10:00:05Z" }));
  expect(queryClient.getQueryData<DocumentView>(key)).toMatchObject({ body: "Текст", status: "ready" });
  putDocument(row("new"));
  expect(queryClient.getQueryData(["knowledge", "document", "new"])).toBeUndefined();
});

test("a list without the row stays the very same", () => {
  const known = pages(row("a"));
  expect(patchPages(known, "b", () => undefined)).toBe(known);
});

test("the address holds what is shown; what the server would refuse is left out", () => {
  expect(readLibrary({ category: ID, kind: "file", status: "failed", q: " прайс ", x: 1 })).toEqual({
    category: ID,
    kind: "file",
    status: "failed",
    q: "прайс",
  });
  expect(readLibrary({ category: "none", kind: "cat", status: 1, q: 2026 })).toEqual({ category: "none", q: "2026" });
  expect(readFaq({ entry: "'; drop", q: "" })).toEqual({});
});

test("pages of sites are shown when something is looked for", () => {
  expect(toQuery({})).toEqual({ is_own: true });
  expect(toQuery({ category: "none" })).toEqual({ is_loose: true, is_own: true });
  expect(toQuery({ category: ID, status: "failed" })).toEqual({ category_id: ID, status: "failed" });
  expect([isFiltered({ category: ID }), isFiltered({ q: "x" })]).toEqual([false, true]);
});
