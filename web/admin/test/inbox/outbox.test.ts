// What was sent is neither lost nor doubled: over refusals, a lost line, a reload, two windows, a full storage.

import { describe, expect, test } from "vitest";
import { Drafts } from "~/features/inbox/model/drafts";
import { Outbox, type OutboxItem, type Verdict } from "~/features/inbox/model/outbox";
import { uuid7 } from "~/features/inbox/model/uuid";

class Memory {
  readonly items = new Map<string, string>();
  isFull = false;
  getItem = (key: string) => this.items.get(key) ?? null;
  setItem = (key: string, value: string) => {
    if (this.isFull) throw new DOMException("full", "QuotaExceededError");
    this.items.set(key, value);
  };
  removeItem = (key: string) => void this.items.delete(key);
}
const item = (id: string, conversation = "c"): OutboxItem => ({
  id,
  conversation,
  text: id,
  files: [],
  at: "2026-11-21T09:00:00Z",
  state: "waiting",
});
function rig(store = new Memory()) {
  const tried: string[] = [];
  let verdict: Verdict = { kind: "sent" };
  const outbox = new Outbox(store, "box", async (sent) => {
    tried.push(sent.id);
    return verdict;
  });
  return { outbox, store, tried, answer: (next: Verdict) => (verdict = next) };
}

describe("outbox", () => {
  test("what the server took goes, in the order of writing", async () => {
    const { outbox, store, tried } = rig();
    outbox.add(item("a"));
    outbox.add(item("b"));
    await outbox.flush();
    await Promise.resolve();
    expect(tried.slice(0, 2)).toEqual(["a", "b"]);
    expect(outbox.list()).toEqual([]);
    expect(store.items.size).toBe(0);
  });
  test("without a line it waits, survives a reload and goes out under the same id", async () => {
    const first = rig();
    first.answer({ kind: "later" });
    first.outbox.add(item("a"));
    first.outbox.add(item("b"));
    await first.outbox.flush();
    expect(first.outbox.list().map(({ state }) => state)).toEqual(["waiting", "waiting"]);
    const second = rig(first.store);
    expect(second.outbox.list().map(({ id }) => id)).toEqual(["a", "b"]);
    await second.outbox.flush();
    expect(second.tried).toEqual(["a", "b"]);
    expect(second.outbox.list()).toEqual([]);
  });
  test("a refusal waits for a person and does not hold up what was written after it", async () => {
    const { outbox, tried, answer } = rig();
    answer({ kind: "refused", code: "unreachable" });
    outbox.add(item("a"));
    await outbox.flush();
    await Promise.resolve();
    expect(outbox.list()).toMatchObject([{ id: "a", state: "failed", refusal: "unreachable" }]);
    answer({ kind: "sent" });
    outbox.add(item("b"));
    await outbox.flush();
    await Promise.resolve();
    expect(outbox.list().map(({ id }) => id)).toEqual(["a"]);
    outbox.retry("a");
    await outbox.flush();
    await Promise.resolve();
    expect(tried.filter((id) => id === "a")).toHaveLength(2);
    expect(outbox.list()).toEqual([]);
  });
  test("flushing many times at once sends once", async () => {
    const { outbox, tried, answer } = rig();
    answer({ kind: "later" });
    outbox.add(item("a"));
    await outbox.flush();
    tried.length = 0;
    answer({ kind: "sent" });
    await Promise.all([outbox.flush(), outbox.flush(), outbox.flush()]);
    expect(tried).toEqual(["a"]);
  });
  test("two windows add to one box and neither loses the other's", async () => {
    const one = rig();
    const two = rig(one.store);
    one.answer({ kind: "later" });
    two.answer({ kind: "later" });
    one.outbox.add(item("a", "x"));
    two.outbox.add(item("b", "y"));
    one.outbox.reload();
    expect(one.outbox.list().map(({ id }) => id)).toEqual(["a", "b"]);
    one.outbox.remove("a");
    two.outbox.reload();
    expect(two.outbox.list().map(({ id }) => id)).toEqual(["b"]);
  });
  test("a full storage still sends", async () => {
    const { outbox, store, tried } = rig();
    store.isFull = true;
    outbox.add(item("a"));
    await outbox.flush();
    await Promise.resolve();
    expect(tried).toEqual(["a"]);
    expect(outbox.list()).toEqual([]);
  });
  test("a storage somebody spoilt is an empty one", () => {
    const store = new Memory();
    store.setItem("box", "{]");
    expect(rig(store).outbox.list()).toEqual([]);
  });
});

describe("drafts", () => {
  test("kept for each conversation and kind, over a reload, gone when empty", () => {
    const store = new Memory();
    const drafts = new Drafts(store, "drafts");
    drafts.set("a", "reply", "Добрый день");
    drafts.set("a", "comment", "заметка");
    drafts.set("b", "reply", "x");
    const after = new Drafts(store, "drafts");
    expect([after.get("a", "reply"), after.get("a", "comment"), after.get("b", "reply")]).toEqual([
      "Добрый день",
      "заметка",
      "x",
    ]);
    after.set("a", "reply", "  ");
    expect(new Drafts(store, "drafts").get("a", "reply")).toBe("");
  });
  test("the oldest go when there are too many", () => {
    const drafts = new Drafts(new Memory(), "drafts");
    for (let number = 0; number < 205; number += 1) drafts.set(`c${number}`, "reply", "x");
    expect([drafts.get("c0", "reply"), drafts.get("c204", "reply")]).toEqual(["", "x"]);
  });
});

test("ids are of version 7 and sort by birth", () => {
  const ids = [1_000, 2_000, 1_790_000_000_000].map((now) => uuid7(now));
  expect([...ids].sort()).toEqual(ids);
  for (const id of [...ids, uuid7()])
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(Array.from({ length: 1000 }, () => uuid7(5))).size).toBe(1000);
});
