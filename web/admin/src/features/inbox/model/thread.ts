// The messages of one conversation, brought together from pages, answers and events that come in any order and more
// than once. A message stands once; its delivery only goes on; a hole in the numbers is told, so that it can be filled.

import type { Delivery, Message } from "../wire";

/** A message's way out, as an event tells it. */
export type Way = Pick<Message, "delivery" | "send_id" | "error" | "reason">;

export interface Thread {
  /** By number, each once. */
  messages: Message[];
  hasOlder: boolean;
  /** Deliveries heard before their message. */
  early: Record<string, Way>;
}

const STEPS: Delivery[] = ["queued", "sent", "delivered", "read"];

/** What is known of a delivery when an answer of the server, which may be older than the last event, says `told`. */
export function settled(known: Delivery, told: Delivery): Delivery {
  const [from, to] = [STEPS.indexOf(known), STEPS.indexOf(told)];
  if (from >= 0 && to >= 0) return to > from ? told : known;
  return told === "queued" ? known : told;
}

export function startThread(newestFirst: Message[], pageSize: number): Thread {
  return merge({ messages: [], hasOlder: newestFirst.length >= pageSize, early: {} }, newestFirst);
}

/** Takes in messages from wherever they come. */
export function merge(thread: Thread, incoming: Message[]): Thread {
  if (incoming.length === 0) return thread;
  const known = new Map(thread.messages.map((message) => [message.id, message]));
  let early = thread.early;
  let isOrdered = true;
  let isChanged = false;
  const added: Message[] = [];
  for (const message of incoming) {
    const before = known.get(message.id);
    const heard = early[message.id];
    if (heard) {
      const { [message.id]: _, ...rest } = early;
      early = rest;
    }
    const delivery = heard?.delivery ?? (before ? settled(before.delivery, message.delivery) : message.delivery);
    if (before && before.delivery === delivery && before.text === message.text && before.seq === message.seq) continue;
    isChanged = true;
    const next = {
      ...message,
      delivery,
      send_id: message.send_id ?? heard?.send_id ?? before?.send_id,
      error: message.error ?? heard?.error ?? before?.error,
      reason: message.reason ?? heard?.reason ?? before?.reason,
    };
    if (!before) added.push(next);
    known.set(message.id, next);
  }
  if (!isChanged) return early === thread.early ? thread : { ...thread, early };
  let messages = thread.messages.map((message) => known.get(message.id) ?? message);
  if (added.length > 0) {
    let last = messages.at(-1)?.seq ?? 0;
    for (const message of added) {
      if (message.seq <= last) isOrdered = false;
      last = message.seq;
    }
    // Of one number the later told stands: a number is never given twice.
    const bySeq = new Map([...messages, ...added].map((message) => [message.seq, message]));
    messages = [...bySeq.values()];
    if (!isOrdered) messages.sort((a, b) => a.seq - b.seq);
  }
  return { ...thread, messages, early };
}

/** An older page: the hole before what is shown is filled by the server, so the end of history is known too. */
export function prepend(thread: Thread, older: Message[], pageSize: number): Thread {
  return { ...merge(thread, older), hasOlder: older.length >= pageSize };
}

/** An event about a message's way. Events are in order, so the last word counts. */
export function deliver(thread: Thread, id: string, way: Way): Thread {
  const { delivery } = way;
  const index = thread.messages.findIndex((message) => message.id === id);
  const message = thread.messages[index];
  if (!message) return { ...thread, early: { ...thread.early, [id]: way } };
  if (message.delivery === delivery) return thread;
  const isBack = STEPS.indexOf(delivery) >= 1 && STEPS.indexOf(delivery) < STEPS.indexOf(message.delivery);
  if (isBack) return thread;
  const messages = [...thread.messages];
  messages[index] = { ...message, ...way };
  return { ...thread, messages };
}

/** The number after which messages are missing, if any are. */
export function hole(thread: Thread): number | undefined {
  for (let index = thread.messages.length - 1; index > 0; index -= 1) {
    const [before, after] = [thread.messages[index - 1], thread.messages[index]];
    if (before && after && after.seq - before.seq > 1) return before.seq;
  }
  return undefined;
}

export const lastSeq = (thread: Thread | undefined): number => thread?.messages.at(-1)?.seq ?? 0;
