// The confirmed part of the conversation: messages by sequence number, without doubles, and where a gap begins.

import type { Message } from "../wire";

export class Thread {
  #bySeq = new Map<number, Message>();
  /** Last sequence number up to which nothing is missing; a reconnect asks for what comes after it. */
  cursor = 0;
  #first = Number.POSITIVE_INFINITY;

  /** Takes messages in any order and any number of times; tells which were new. */
  merge(messages: readonly Message[]): Message[] {
    const fresh: Message[] = [];
    for (const message of messages) {
      if (!Number.isSafeInteger(message.seq) || message.seq < 1 || this.#bySeq.has(message.seq)) continue;
      this.#bySeq.set(message.seq, message);
      if (message.seq < this.#first) {
        this.#first = message.seq;
        if (this.cursor === 0) this.cursor = message.seq - 1;
      }
      fresh.push(message);
    }
    while (this.#bySeq.has(this.cursor + 1)) this.cursor += 1;
    return fresh;
  }

  /** Does the thread hold a message that comes after a hole? */
  get hasGap(): boolean {
    return this.last > this.cursor;
  }

  get first(): number {
    return this.#bySeq.size === 0 ? 0 : this.#first;
  }

  get last(): number {
    let last = 0;
    for (const seq of this.#bySeq.keys()) if (seq > last) last = seq;
    return last;
  }

  get messages(): Message[] {
    return [...this.#bySeq.values()].sort((a, b) => a.seq - b.seq);
  }

  hasClientId(id: string): boolean {
    for (const message of this.#bySeq.values()) if (message.client_message_id === id) return true;
    return false;
  }

  /** Messages to the visitor after `readSeq`. */
  unread(readSeq: number): number {
    let count = 0;
    for (const message of this.#bySeq.values()) if (message.from !== "user" && message.seq > readSeq) count += 1;
    return count;
  }

  /** The message whose buttons may still be pressed: the last one, unless the visitor has answered since. */
  get askingSeq(): number {
    const last = this.messages.at(-1);
    return last && last.from !== "user" ? last.seq : 0;
  }

  clear(): void {
    this.#bySeq.clear();
    this.cursor = 0;
    this.#first = Number.POSITIVE_INFINITY;
  }
}
