// Imports as the server has them, and what it is asked about them.

import type { ImportCounts, ImportDetail, ImportMappingView, ImportView, KeptView } from "@samovar/client";
import { Refusal, send, writeHeaders } from "~/app/api";

export type Import = ImportView;
export type Detail = ImportDetail;
export type Mapping = ImportMappingView;
export type Counts = ImportCounts;
export type Found = NonNullable<Detail["found"]>;
export type Chat = Found["chats"][number];
export type Kept = KeptView;

export const ENDINGS = ["zip", "txt", "json", "html", "htm", "vcf", "csv", "tsv", "xlsx", "xls", "ods"] as const;
export const MOST_BYTES = 1024 ** 3;

/** What need not even be sent to be refused. */
export function judge(file: Pick<File, "name" | "size">): "file_type" | "file_empty" | "too_large" | undefined {
  const ending = /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase();
  if (!ENDINGS.some((known) => known === ending)) return "file_type";
  if (file.size === 0) return "file_empty";
  return file.size > MOST_BYTES ? "too_large" : undefined;
}

export const listImports = (): Promise<{ items: Import[] }> => send("GET", "/imports?limit=100");
export const getImport = (id: string): Promise<Detail> => send("GET", `/imports/${id}`);
export const keptOf = (id: string): Promise<{ items: Kept[] }> => send("GET", `/imports/${id}/kept`);
export const putMapping = (id: string, mapping: Mapping): Promise<Detail> =>
  send("PUT", `/imports/${id}/mapping`, mapping);
export const act = (id: string, what: "dry-run" | "run" | "cancel" | "undo"): Promise<Detail> =>
  send("POST", `/imports/${id}/${what}`);
export const removeImport = (id: string): Promise<void> => send("DELETE", `/imports/${id}`);

export interface Sending {
  done: Promise<Detail>;
  abort: () => void;
}

/** A file can be large: how much of it the server has is told. */
export function postFile(file: File, onProgress: (sent: number) => void): Sending {
  const request = new XMLHttpRequest();
  const done = new Promise<Detail>((resolve, reject) => {
    request.open("POST", "/api/v1/imports");
    for (const [name, value] of Object.entries(writeHeaders())) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onerror = () => reject(new Refusal(0, {}));
    request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response as Detail);
      else reject(new Refusal(request.status, (request.response as Record<string, unknown> | null) ?? {}));
    };
    const form = new FormData();
    form.append("file", file, file.name);
    request.send(form);
  });
  return { done, abort: () => request.abort() };
}
