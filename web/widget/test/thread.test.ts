import { describe, expect, it } from "vitest";
import { Thread } from "../src/app/thread";
import type { From, Message } from "../src/wire";

const message = (seq: number, from: From = "bot"): Message => ({
  id: `m${seq}`,
  seq,
  client_message_id: from === "user" ? `c${seq}` : null,
  from,
  text: String(seq),
  buttons: [],
  created_at: "2026-11-20T12:00:00Z",
});

describe("thread", () => {
  it("keeps order and drops doubles", () => {
    const thread = new Thread();
    expect(thread.merge([message(2), message(1), message(2)]).map((m) => m.seq)).toEqual([2, 1]);
    expect(thread.merge([message(1)])).toEqual([]);
    expect(thread.messages.map((m) => m.seq)).toEqual([1, 2]);
  });

  it("knows where a hole begins and closes it", () => {
    const thread = new Thread();
    thread.merge([message(1), message(2), message(5)]);
    expect([thread.cursor, thread.hasGap]).toEqual([2, true]);
    thread.merge([message(3), message(4)]);
    expect([thread.cursor, thread.hasGap]).toEqual([5, false]);
  });

  it("starts in the middle of a long history", () => {
    const thread = new Thread();
    thread.merge([message(41), message(42)]);
    expect([thread.first, thread.cursor, thread.hasGap]).toEqual([41, 42, false]);
    thread.merge([message(39), message(40)]);
    expect([thread.first, thread.cursor]).toEqual([39, 42]);
  });

  it("offers only the buttons that nobody has answered", () => {
    const thread = new Thread();
    thread.merge([message(1, "user"), message(2)]);
    expect(thread.askingSeq).toBe(2);
    thread.merge([message(3, "user")]);
    expect(thread.askingSeq).toBe(0);
  });

  it("counts unread words to the visitor, not the visitor's own", () => {
    const thread = new Thread();
    thread.merge([message(1, "user"), message(2), message(3, "agent"), message(4, "user")]);
    expect([thread.unread(0), thread.unread(2), thread.unread(4)]).toEqual([2, 1, 0]);
  });

  it("refuses senseless numbers", () => {
    const thread = new Thread();
    expect(thread.merge([message(0), message(-1), message(1.5), message(Number.NaN)])).toEqual([]);
  });
});
