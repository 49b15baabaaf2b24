// The file a knowledge base travels in. Only its outline is looked at here; the server reads it.

import type { KnowledgeFile } from "@samovar/client";

export function readBundle(text: string): KnowledgeFile | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
  if (typeof read !== "object" || read === null) return undefined;
  const file = read as KnowledgeFile;
  const isList = (value: unknown) => value === undefined || Array.isArray(value);
  const lists = [file.categories, file.articles, file.pages, file.answers, file.files];
  return file.format === "samovar.knowledge/1" && lists.every(isList) ? file : undefined;
}
