// Messages come as pages, answers and events, in any order and more than once; the screen shows each once, in order.

import { describe, expect, test } from "vitest";
import { buildRows, dayOf, type Row } from "~/features/inbox/model/rows";
import {
  deliver,
  hole,
  lastSeq,
  merge,
  prepend,
  settled,
  startThread,
  type Thread,
} from "~/features/inbox/model/thread";
import type { Comment, Delivery, Message } from "~/features/inbox/wire";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 9, minute)).toISOString();
const message = (seq: number, more: Partial<Message> = {}): Message => ({
  id: `m${seq}`,
  seq,
  author: "contact",
  text: `text ${seq}`,
  buttons: [],
  attachments: [],
  delivery: "received",
  created_at: at(seq),
  ...more,
});
const empty: Thread = { messages: [], hasOlder: false, early: {} };
const seqs = (thread: Thread) => thread.messages.map(({ seq }) => seq);

describe("reconciling", () => {
  const mine = message(3, { id: "mine", author: "person", delivery: "queued" });
  const steps: Record<string, (thread: Thread) => Thread> = {
    answer: (thread) => merge(thread, [mine]),
    event: (thread) => merge(thread, [{ ...mine }]),
    sent: (thread) => deliver(thread, "mine", { delivery: "sent" }),
    delivered: (thread) => deliver(thread, "mine", { delivery: "delivered" }),
    catchUp: (thread) => merge(thread, [message(2), { ...mine, delivery: "sent" }]),
  };
  const names = Object.keys(steps);
  const orders = names.flatMap((_, shift) => [
    [...names.slice(shift), ...names.slice(0, shift)],
    [...names.slice(shift), ...names.slice(0, shift)].reverse(),
  ]);
  test.each(orders.map((order) => [order.join(", "), order]))("%s: once, and delivered", (_name, order) => {
    let thread = merge(empty, [message(1)]);
    for (const name of [...order, ...order]) thread = steps[name]?.(thread) ?? thread;
    expect(seqs(thread)).toEqual([1, 2, 3]);
    expect(thread.messages[2]).toMatchObject({ id: "mine", delivery: "delivered" });
    expect(thread.early).toEqual({});
  });

  test("a stale answer does not undo what an event said", () => {
    const cases: [Delivery, Delivery, Delivery][] = [
      ["read", "sent", "read"],
      ["sent", "read", "read"],
      ["failed", "queued", "failed"],
      ["queued", "unknown", "unknown"],
      ["unknown", "delivered", "delivered"],
      ["failed", "sent", "sent"],
    ];
    for (const [known, told, after] of cases) expect(settled(known, told), `${known} ${told}`).toBe(after);
  });
  test("a send that failed goes on when a person sends it again", () => {
    let thread = merge(empty, [message(1, { delivery: "failed" })]);
    thread = deliver(thread, "m1", { delivery: "queued" });
    expect(thread.messages[0]?.delivery).toBe("queued");
    expect(deliver(thread, "m1", { delivery: "sent" }).messages[0]?.delivery).toBe("sent");
  });
  test("nothing new is the same object, so nothing is drawn again", () => {
    const thread = merge(empty, [message(1), message(2)]);
    expect(merge(thread, [message(2), message(1)])).toBe(thread);
    expect(merge(thread, [])).toBe(thread);
    expect(deliver(thread, "m1", { delivery: "received" })).toBe(thread);
  });
  test("an edited message is shown as it is now", () => {
    expect(merge(merge(empty, [message(1)]), [message(1, { text: "edited" })]).messages[0]?.text).toBe("edited");
  });
});

describe("pages and holes", () => {
  test("the newest page, then older ones until there are none", () => {
    let thread = startThread([message(5), message(4)], 2);
    expect([seqs(thread), thread.hasOlder]).toEqual([[4, 5], true]);
    thread = prepend(thread, [message(3), message(2)], 2);
    thread = prepend(thread, [message(1)], 2);
    expect([seqs(thread), thread.hasOlder]).toEqual([[1, 2, 3, 4, 5], false]);
  });
  test("an event beyond the end leaves a hole, catching up closes it", () => {
    let thread = merge(startThread([message(2), message(1)], 50), [message(6)]);
    expect(hole(thread)).toBe(2);
    thread = merge(thread, [message(3), message(4), message(5), message(6)]);
    expect([hole(thread), lastSeq(thread)]).toEqual([undefined, 6]);
  });
});

describe("rows", () => {
  const build = (parts: Partial<Parameters<typeof buildRows>[0]>) =>
    buildRows({ messages: [], comments: [], pending: [], readSeq: undefined, zone: "Europe/Moscow", ...parts });
  const shape = (rows: Row[]) =>
    rows.map((row) => {
      if (row.kind === "message") return `${row.message.seq}${row.isFirst ? "<" : ""}${row.isLast ? ">" : ""}`;
      if (row.kind === "pending") return `p${row.isFirst ? "<" : ""}${row.isLast ? ">" : ""}`;
      return row.kind;
    });
  const comment = (id: string, after_seq: number): Comment => ({
    id,
    after_seq,
    text: id,
    mentions: [],
    created_at: at(after_seq),
  });
  const pending = (id: string, minute: number) => ({
    id,
    conversation: "c",
    text: id,
    files: [],
    at: at(minute),
    state: "waiting" as const,
  });

  test("bubbles of one author near in time are a group", () => {
    const messages = [
      message(1),
      message(2),
      message(3, { author: "agent" }),
      message(4, { author: "agent", created_at: at(20) }),
    ];
    expect(shape(build({ messages }))).toEqual(["day", "1<", "2>", "3<>", "4<>"]);
  });
  test("two people are two voices", () => {
    const messages = [
      message(1, { author: "person", person_id: "a" }),
      message(2, { author: "person", person_id: "b" }),
    ];
    expect(shape(build({ messages }))).toEqual(["day", "1<>", "2<>"]);
  });
  test("days change at midnight of the firm, not of the browser", () => {
    const messages = [
      message(1, { created_at: "2026-11-21T20:59:00Z" }),
      message(2, { created_at: "2026-11-21T21:01:00Z" }),
    ];
    expect(shape(build({ messages }))).toEqual(["day", "1<>", "day", "2<>"]);
    expect(dayOf("2026-11-21T21:01:00Z", "Europe/Moscow")).toBe("2026-11-22");
  });
  test("the mark of what is new stands before the first unread of the customer", () => {
    const messages = [message(1), message(2, { author: "agent" }), message(3), message(4)];
    const rows = build({ messages, readSeq: 1 });
    expect(shape(rows)).toEqual(["day", "1<>", "2<>", "new", "3<", "4>"]);
    expect(rows.find((row) => row.kind === "new")).toMatchObject({ count: 2 });
    expect(shape(build({ messages, readSeq: 4 }))).not.toContain("new");
  });
  test("comments stand after their message; those above the loaded part wait for it", () => {
    const messages = [message(5), message(6)];
    expect(shape(build({ messages, comments: [comment("x", 5), comment("old", 2), comment("end", 6)] }))).toEqual([
      "day",
      "5<>",
      "comment",
      "6<>",
      "comment",
    ]);
    expect(shape(build({ messages: [], comments: [comment("only", 0)] }))).toEqual(["day", "comment"]);
  });
  test("what is on its way stands last, and once when the server has it", () => {
    const messages = [message(1), message(2, { id: "p1", author: "person" })];
    expect(shape(build({ messages, pending: [pending("p1", 2), pending("p2", 3), pending("p3", 3)] }))).toEqual([
      "day",
      "1<>",
      "2<>",
      "p<",
      "p>",
    ]);
  });
  test("the pressed button is the one whose words came back", () => {
    const buttons = [
      { id: "1", title: "Да" },
      { id: "2", title: "Нет" },
    ];
    const [, row] = build({ messages: [message(1, { author: "agent", buttons }), message(2, { text: " нет " })] });
    expect(row).toMatchObject({ pressed: "2" });
  });
  test("five thousand messages are laid out at once", () => {
    const messages = Array.from({ length: 5000 }, (_, index) => message(index + 1));
    const started = performance.now();
    expect(build({ messages }).length).toBeGreaterThan(5000);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
