// Files on their way to the server, kept beside the screens: leaving the page does not stop them. Two at a time; each has
// its own progress, fault and way to try again. What becomes of a stored file is told by events of its document.

import { Refusal, writeHeaders } from "~/app/api";
import type { DocumentView } from "../queries";

export const MOST_BYTES = 100 * 1024 * 1024;
export const ENDINGS = [
  "pdf",
  "docx",
  "odt",
  "xlsx",
  "xls",
  "ods",
  "csv",
  "tsv",
  "pptx",
  "html",
  "htm",
  "md",
  "markdown",
  "txt",
] as const;

export interface Upload {
  id: number;
  file: File;
  category: string | undefined;
  state: "waiting" | "sending" | "stored" | "refused";
  /** Bytes the server has. */
  sent: number;
  fault?: unknown;
  document?: DocumentView;
}

export type Post = (
  file: File,
  category: string | undefined,
  onProgress: (sent: number) => void,
) => { done: Promise<DocumentView>; abort: () => void };

const AT_ONCE = 2;

/** What need not even be sent to be refused. */
export function judge(file: Pick<File, "name" | "size">): Refusal | undefined {
  const ending = /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase();
  if (!ENDINGS.some((known) => known === ending)) return new Refusal(422, { code: "file_type" });
  if (file.size === 0) return new Refusal(422, { code: "file_empty" });
  if (file.size > MOST_BYTES) return new Refusal(413, { code: "too_large" });
  return undefined;
}

export class Uploads {
  private list: Upload[] = [];
  private next = 1;
  private readonly aborts = new Map<number, () => void>();
  private readonly listeners = new Set<() => void>();
  constructor(
    private readonly post: Post,
    private readonly onStored: (document: DocumentView) => void = () => {},
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly all = (): Upload[] => this.list;

  add(files: Iterable<File>, category: string | undefined): void {
    const added = [...files].map((file): Upload => {
      const fault = judge(file);
      const id = this.next++;
      return { id, file, category, sent: 0, state: fault ? "refused" : "waiting", ...(fault ? { fault } : {}) };
    });
    this.become([...this.list, ...added]);
    this.pump();
  }

  retry(id: number): void {
    const known = this.list.find((upload) => upload.id === id);
    if (known?.state !== "refused" || judge(known.file)) return;
    const { fault: _fault, ...rest } = known;
    this.put({ ...rest, state: "waiting", sent: 0 });
    this.pump();
  }

  /** Stops it if it is under way and takes it off the list. */
  drop(id: number): void {
    this.aborts.get(id)?.();
    this.aborts.delete(id);
    this.become(this.list.filter((upload) => upload.id !== id));
    this.pump();
  }

  /** Takes off what needs no more looking at. */
  clear(): void {
    this.become(this.list.filter(({ state }) => state === "waiting" || state === "sending"));
  }

  get isSending(): boolean {
    return this.list.some(({ state }) => state === "waiting" || state === "sending");
  }

  private pump(): void {
    const free = AT_ONCE - this.list.filter(({ state }) => state === "sending").length;
    for (const upload of this.list.filter(({ state }) => state === "waiting").slice(0, Math.max(0, free)))
      void this.send(upload);
  }

  private async send(upload: Upload): Promise<void> {
    const { id, file, category } = upload;
    this.put({ ...upload, state: "sending" });
    const { done, abort } = this.post(file, category, (sent) => this.change(id, { sent: Math.min(sent, file.size) }));
    this.aborts.set(id, abort);
    try {
      const document = await done;
      this.change(id, { state: "stored", sent: file.size, document });
      this.onStored(document);
    } catch (fault) {
      // Dropped by the person: it is off the list already.
      this.change(id, { state: "refused", fault });
    }
    this.aborts.delete(id);
    this.pump();
  }

  private change(id: number, part: Partial<Upload>): void {
    const known = this.list.find((upload) => upload.id === id);
    if (known) this.put({ ...known, ...part });
  }
  private put(upload: Upload): void {
    this.become(this.list.map((known) => (known.id === upload.id ? upload : known)));
  }
  private become(list: Upload[]): void {
    this.list = list;
    for (const listener of this.listeners) listener();
  }
}

/** The real way: a form with progress. */
export const postFile: Post = (file, category, onProgress) => {
  const request = new XMLHttpRequest();
  const done = new Promise<DocumentView>((resolve, reject) => {
    request.open("POST", "/api/v1/knowledge/files");
    for (const [name, value] of Object.entries(writeHeaders())) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onerror = () => reject(new Refusal(0, {}));
    request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response as DocumentView);
      else reject(new Refusal(request.status, (request.response as Record<string, unknown> | null) ?? {}));
    };
    const form = new FormData();
    if (category) form.append("category_id", category);
    form.append("file", file, file.name);
    request.send(form);
  });
  return { done, abort: () => request.abort() };
};
