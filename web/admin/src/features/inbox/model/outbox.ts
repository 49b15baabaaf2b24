// What a person has sent and the server has not yet confirmed. It lies in the browser's storage, so neither a reload nor a
// lost line loses it, and it always goes out under the id it got when it was written, so nothing is doubled.

import type { StoredFile } from "../wire";

export interface OutboxItem {
  /** The message's id. */
  id: string;
  conversation: string;
  text: string;
  files: StoredFile[];
  at: string;
  /** `failed`: the server refused it; a person decides. All else goes out by itself. */
  state: "waiting" | "failed";
  /** The refusal's code. */
  refusal?: string;
}

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;
/** Why a send did not succeed: no line (try again later) or a refusal (a person decides). */
export type Verdict = { kind: "sent" } | { kind: "later" } | { kind: "refused"; code: string };

export class Outbox {
  private items: OutboxItem[];
  private readonly listeners = new Set<() => void>();
  private readonly busy = new Set<string>();
  private readonly store: Store;
  private readonly key: string;
  private readonly send: (item: OutboxItem) => Promise<Verdict>;

  constructor(store: Store, key: string, send: (item: OutboxItem) => Promise<Verdict>) {
    this.store = store;
    this.key = key;
    this.send = send;
    this.items = this.read();
  }

  list = (): OutboxItem[] => this.items;
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  add(item: OutboxItem): void {
    this.write([...this.fresh(), item]);
    void this.flush();
  }

  /** A person wants it once more; the id stays. */
  retry(id: string): void {
    this.write(this.fresh().map((item) => (item.id === id ? { ...item, state: "waiting" as const } : item)));
    void this.flush();
  }

  /** The message is with the server, or a person does not want it any more. */
  remove(id: string): void {
    if (this.fresh().some((item) => item.id === id)) this.write(this.fresh().filter((item) => item.id !== id));
  }

  /** Another window has changed the storage. */
  reload(): void {
    this.items = this.read();
    this.tell();
  }

  /** Sends what waits: in each conversation one after another, in the order of writing. */
  async flush(): Promise<void> {
    const conversations = new Set(this.items.filter((item) => item.state === "waiting").map((i) => i.conversation));
    await Promise.all([...conversations].map((conversation) => this.drain(conversation)));
  }

  private async drain(conversation: string): Promise<void> {
    if (this.busy.has(conversation)) return;
    this.busy.add(conversation);
    try {
      for (;;) {
        const next = this.items.find((item) => item.conversation === conversation && item.state === "waiting");
        if (!next) return;
        const verdict = await this.send(next);
        if (verdict.kind === "later") return;
        if (verdict.kind === "sent") this.remove(next.id);
        else {
          const failed = { state: "failed" as const, refusal: verdict.code };
          this.write(this.fresh().map((item) => (item.id === next.id ? { ...item, ...failed } : item)));
        }
      }
    } finally {
      this.busy.delete(conversation);
    }
  }

  /** The storage is the truth: another window may have added to it. */
  private fresh(): OutboxItem[] {
    const stored = this.read();
    const ids = new Set(stored.map((item) => item.id));
    // Where storage is full or forbidden, memory must do.
    return this.isStored ? stored : [...stored, ...this.items.filter((item) => !ids.has(item.id))];
  }
  private isStored = true;

  private read(): OutboxItem[] {
    try {
      const found: unknown = JSON.parse(this.store.getItem(this.key) ?? "[]");
      return Array.isArray(found) ? (found as OutboxItem[]) : [];
    } catch {
      return [];
    }
  }

  private write(items: OutboxItem[]): void {
    this.items = items;
    try {
      if (items.length === 0) this.store.removeItem(this.key);
      else this.store.setItem(this.key, JSON.stringify(items));
      this.isStored = true;
    } catch {
      this.isStored = false;
    }
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
