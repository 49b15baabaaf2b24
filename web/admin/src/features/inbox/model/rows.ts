// What stands under what in a conversation: days, groups of bubbles, comments in their places, the mark of what is new,
// and at the end what is still on its way out.

import { dayKey } from "~/app/format";
import type { Comment, Message } from "../wire";
import type { OutboxItem } from "./outbox";

export type Row =
  | { kind: "day"; key: string; at: string }
  | { kind: "new"; key: string; count: number }
  | { kind: "message"; key: string; message: Message; isFirst: boolean; isLast: boolean; pressed: string | undefined }
  | { kind: "pending"; key: string; item: OutboxItem; isFirst: boolean; isLast: boolean }
  | { kind: "comment"; key: string; comment: Comment };

/** Bubbles of one author within five minutes are one group. */
const TOGETHER_MS = 5 * 60_000;

export interface Parts {
  messages: Message[];
  comments: Comment[];
  pending: OutboxItem[];
  /** The mark stands before the first message of the customer after this number. */
  readSeq: number | undefined;
  zone: string | undefined;
}

/** Every zone of the world is off by whole quarters of an hour, so a quarter lies in one day. */
const QUARTER_MS = 15 * 60_000;
const days = new Map<string, Map<number, string>>();
/** The day of a moment in the firm's zone. Thousands are asked for with each page, so what was told is remembered. */
export function dayOf(at: string, zone: string | undefined): string {
  const quarter = Math.floor(Date.parse(at) / QUARTER_MS);
  let known = days.get(zone ?? "");
  if (!known) {
    known = new Map();
    days.set(zone ?? "", known);
  }
  let day = known.get(quarter);
  if (day === undefined) {
    day = dayKey(at, zone);
    known.set(quarter, day);
  }
  return day;
}

const voice = (message: Message) => `${message.author} ${message.person_id ?? ""}`;
const isNear = (a: string, b: string) => Math.abs(Date.parse(b) - Date.parse(a)) < TOGETHER_MS;

/** The button whose words the next message of the customer repeats: the one that was pressed. */
export function pressedOf(message: Message, next: Message | undefined): string | undefined {
  if (message.buttons.length === 0 || next?.author !== "contact") return undefined;
  const said = next.text.trim().toLocaleLowerCase();
  return message.buttons.find((button) => button.title.trim().toLocaleLowerCase() === said)?.id;
}

export function buildRows({ messages, comments, pending, readSeq, zone }: Parts): Row[] {
  const rows: Row[] = [];
  const notes = [...comments].sort(
    (a, b) => a.after_seq - b.after_seq || Date.parse(a.created_at) - Date.parse(b.created_at),
  );
  const ids = new Set(messages.map((message) => message.id));
  const waiting = pending.filter((item) => !ids.has(item.id));
  const firstSeq = messages[0]?.seq ?? 1;
  let note = 0;
  let day = "";
  const open = (at: string) => {
    const next = dayOf(at, zone);
    if (next === day) return false;
    day = next;
    rows.push({ kind: "day", key: `day ${next}`, at });
    return true;
  };
  const notesUpTo = (seq: number) => {
    let isAny = false;
    for (let comment = notes[note]; comment && comment.after_seq <= seq; comment = notes[note]) {
      note += 1;
      // What stands above the loaded part comes with it.
      if (comment.after_seq < firstSeq - 1) continue;
      open(comment.created_at);
      rows.push({ kind: "comment", key: comment.id, comment });
      isAny = true;
    }
    return isAny;
  };
  const fresh = readSeq === undefined ? [] : messages.filter((m) => m.seq > readSeq && m.author === "contact");
  const mark = fresh[0]?.seq;
  let isBroken = notesUpTo(firstSeq - 1);
  for (const [index, message] of messages.entries()) {
    const before = messages[index - 1];
    const after = messages[index + 1];
    if (open(message.created_at)) isBroken = true;
    if (message.seq === mark) {
      rows.push({ kind: "new", key: "new", count: fresh.length });
      isBroken = true;
    }
    const isFirst =
      isBroken || !before || voice(before) !== voice(message) || !isNear(before.created_at, message.created_at);
    rows.push({
      kind: "message",
      key: message.id,
      message,
      isFirst,
      isLast: true,
      pressed: message.buttons.length > 0 ? pressedOf(message, after) : undefined,
    });
    if (!isFirst) endsNot(rows, rows.length - 2);
    isBroken = notesUpTo(message.seq);
  }
  for (const [index, item] of waiting.entries()) {
    if (open(item.at)) isBroken = true;
    rows.push({ kind: "pending", key: item.id, item, isFirst: index === 0 || isBroken, isLast: true });
    if (index > 0 && !isBroken) endsNot(rows, rows.length - 2);
    isBroken = false;
  }
  return rows;
}

function endsNot(rows: Row[], index: number): void {
  const row = rows[index];
  if (row && (row.kind === "message" || row.kind === "pending")) rows[index] = { ...row, isLast: false };
}
