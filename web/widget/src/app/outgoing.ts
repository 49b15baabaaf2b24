// Messages on their way out: kept before any network call, sent strictly in order, one in flight, repeated with the
// same id until the server has them. The server drops repeats, so several tabs may flush the same queue.

import type { FileRef, Message } from "../wire";
import type { Keep } from "./keep";
import { backoff } from "./live";
import type { Reply } from "./server";

export interface Press {
  message_id: string;
  id: string;
}

export interface Pending {
  id: string;
  text: string;
  button?: Press;
  files?: FileRef[];
  at: number;
  tries: number;
  state: "waiting" | "sending" | "failed";
}

/** What came of one attempt. */
export type Outcome =
  | { kind: "sent"; message: Message }
  /** Nothing is wrong with the message: try again, after a pause the server may have named. */
  | { kind: "later"; afterMs?: number; offline: boolean }
  | { kind: "refused" };

/** What a reply without a message means for it. */
export function laterOrNever({ status, retryAfterMs }: Reply<unknown>): Outcome {
  const offline = status === 0 || status === 429;
  if (!offline && status < 500) return { kind: "refused" };
  return { kind: "later", offline, ...(retryAfterMs ? { afterMs: retryAfterMs } : {}) };
}

const PREFIX = "q.";
const MAX_KEPT = 50;
const MAX_AGE_MS = 24 * 3600 * 1000;
/** A server that answers with faults this often in a row gets a human decision: the retry button. */
const MAX_TRIES = 8;

interface Ways {
  keep: Keep;
  post(pending: Pending): Promise<Outcome>;
  now(): number;
  random(): number;
  sent(pending: Pending, message: Message): void;
  changed(): void;
}

export class Outgoing {
  #ways: Ways;
  #items: Pending[] = [];
  #busy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ways: Ways) {
    this.#ways = ways;
    for (const name of ways.keep.names()) {
      if (!name.startsWith(PREFIX)) continue;
      const item = parse(ways.keep.get(name));
      if (item && ways.now() - item.at < MAX_AGE_MS) this.#items.push(item);
      else ways.keep.set(name, null);
    }
    this.#items.sort((a, b) => a.at - b.at);
  }

  get items(): readonly Pending[] {
    return this.#items;
  }

  /** False when too much waits already. */
  add(item: { id: string; text: string; button?: Press; files?: FileRef[] }): boolean {
    if (this.#items.length >= MAX_KEPT) return false;
    const last = this.#items.at(-1)?.at ?? 0;
    // Two messages of one millisecond must keep their order over a reload.
    const pending: Pending = { ...item, at: Math.max(this.#ways.now(), last + 1), tries: 0, state: "waiting" };
    this.#items.push(pending);
    this.#keep(pending);
    this.#ways.changed();
    this.flush();
    return true;
  }

  /** Tries now; called on a new connection, on `online`, on focus. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    void this.#run();
  }

  retry(id: string): void {
    const item = this.#items.find((pending) => pending.id === id);
    if (!item) return;
    item.state = "waiting";
    item.tries = 0;
    this.#keep(item);
    this.#ways.changed();
    this.flush();
  }

  /** What the server shows has arrived. */
  settleAll(messages: readonly { client_message_id?: string | null }[]): void {
    for (const { client_message_id: id } of messages) if (id) this.settle(id);
  }

  /** The server has it: it came back over the socket or from another tab. */
  settle(id: string): void {
    const before = this.#items.length;
    this.#items = this.#items.filter((pending) => pending.id !== id);
    if (this.#items.length !== before) this.#ways.keep.set(PREFIX + id, null);
  }

  clear(): void {
    clearTimeout(this.#timer);
    for (const item of [...this.#items]) this.settle(item.id);
  }

  async #run(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (;;) {
        const item = this.#items.find((pending) => pending.state !== "failed");
        if (!item) return;
        item.state = "sending";
        this.#ways.changed();
        const outcome = await this.#ways.post(item);
        if (outcome.kind === "sent") {
          this.settle(item.id);
          this.#ways.sent(item, outcome.message);
        } else if (outcome.kind === "refused") {
          this.#fail(item);
        } else {
          item.tries += outcome.offline ? 0 : 1;
          if (item.tries >= MAX_TRIES) {
            this.#fail(item);
            continue;
          }
          item.state = "waiting";
          this.#ways.changed();
          this.#timer = setTimeout(() => this.flush(), outcome.afterMs ?? backoff(item.tries + 1, this.#ways.random()));
          return;
        }
      }
    } finally {
      this.#busy = false;
    }
  }

  #fail(item: Pending): void {
    item.state = "failed";
    this.#keep(item);
    this.#ways.changed();
  }

  #keep(item: Pending): void {
    this.#ways.keep.set(PREFIX + item.id, JSON.stringify(item));
  }
}

function parse(kept: string | null): Pending | null {
  try {
    const item = JSON.parse(kept ?? "") as Partial<Pending>;
    if (typeof item.id !== "string" || typeof item.text !== "string" || typeof item.at !== "number") return null;
    const { button, files } = item;
    return {
      id: item.id,
      text: item.text,
      at: item.at,
      tries: 0,
      state: item.state === "failed" ? "failed" : "waiting",
      ...(button && typeof button.id === "string" && typeof button.message_id === "string" ? { button } : {}),
      ...(Array.isArray(files) ? { files } : {}),
    };
  } catch {
    return null;
  }
}
