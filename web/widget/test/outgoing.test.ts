import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MirroredKeep } from "../src/app/keep";
import { type Outcome, Outgoing, type Pending } from "../src/app/outgoing";
import type { Message } from "../src/wire";

const sent = (id: string, seq: number): Outcome => ({
  kind: "sent",
  message: {
    id: `m${seq}`,
    seq,
    client_message_id: id,
    from: "user",
    text: "",
    buttons: [],
    created_at: "",
  } as Message,
});
const offline: Outcome = { kind: "later", offline: true };
const faulty: Outcome = { kind: "later", offline: false };

/** A queue whose server answers what `answers` says, then always "sent". */
function queue(answers: Outcome[] = [], keep = new MirroredKeep({}, () => undefined)) {
  const tried: string[] = [];
  const done: string[] = [];
  let inFlight = 0;
  const outgoing = new Outgoing({
    keep,
    now: () => Date.now(),
    random: () => 0.5,
    changed: () => undefined,
    sent: (pending) => done.push(pending.id),
    post: async (pending: Pending) => {
      inFlight += 1;
      expect(inFlight).toBe(1);
      tried.push(pending.id);
      await Promise.resolve();
      inFlight -= 1;
      return answers.shift() ?? sent(pending.id, tried.length);
    },
  });
  return { outgoing, tried, done, keep };
}

describe("outgoing", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("sends in order, one at a time, and forgets what arrived", async () => {
    const { outgoing, tried, done, keep } = queue();
    for (const id of ["a", "b", "c"]) outgoing.add({ id, text: id });
    await vi.runAllTimersAsync();
    expect([tried, done, outgoing.items, keep.names()]).toEqual([["a", "b", "c"], ["a", "b", "c"], [], []]);
  });

  it("keeps a message before the first attempt and repeats it with the same id", async () => {
    const { outgoing, tried, done, keep } = queue([offline, offline, faulty]);
    outgoing.add({ id: "a", text: "привет" });
    expect(JSON.parse(keep.get("q.a") ?? "")).toMatchObject({ id: "a", text: "привет" });
    outgoing.add({ id: "b", text: "ещё" });
    await vi.runAllTimersAsync();
    expect([tried, done]).toEqual([
      ["a", "a", "a", "a", "b"],
      ["a", "b"],
    ]);
  });

  it("survives a reload in the old order, even within one millisecond", async () => {
    const first = queue(Array.from({ length: 3 }, () => offline));
    for (const id of ["z", "y", "x"]) first.outgoing.add({ id, text: id });
    await Promise.resolve();
    const kept = Object.fromEntries(first.keep.names().map((name) => [name, first.keep.get(name) ?? ""]));
    first.outgoing.clear();
    const second = queue([], new MirroredKeep(kept, () => undefined));
    second.outgoing.flush();
    await vi.runAllTimersAsync();
    expect(second.done).toEqual(["z", "y", "x"]);
  });

  it("sets a refused message aside, goes on, and sends it again on request", async () => {
    const { outgoing, done } = queue([{ kind: "refused" }]);
    outgoing.add({ id: "a", text: "a" });
    outgoing.add({ id: "b", text: "b" });
    await vi.runAllTimersAsync();
    expect([done, outgoing.items.map((item) => [item.id, item.state])]).toEqual([["b"], [["a", "failed"]]]);
    outgoing.retry("a");
    await vi.runAllTimersAsync();
    expect([done, outgoing.items]).toEqual([["b", "a"], []]);
  });

  it("asks a person after eight faults of the server, never because the network is away", async () => {
    const { outgoing, tried } = queue([
      ...Array.from({ length: 30 }, () => offline),
      ...Array.from({ length: 8 }, () => faulty),
    ]);
    outgoing.add({ id: "a", text: "a" });
    await vi.runAllTimersAsync();
    expect([tried.length, outgoing.items[0]?.state]).toEqual([38, "failed"]);
  });

  it("waits as long as the server asked", async () => {
    const { outgoing, tried } = queue([{ kind: "later", offline: true, afterMs: 12_000 }]);
    outgoing.add({ id: "a", text: "a" });
    await vi.advanceTimersByTimeAsync(11_999);
    expect(tried).toEqual(["a"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(tried).toEqual(["a", "a"]);
  });

  it("does not repeat what another tab has sent", async () => {
    const { outgoing, tried } = queue([offline]);
    outgoing.add({ id: "a", text: "a" });
    await Promise.resolve();
    outgoing.settle("a");
    await vi.runAllTimersAsync();
    expect([tried, outgoing.items]).toEqual([["a"], []]);
  });

  it("drops broken and stale entries, and holds at most fifty", () => {
    const stale = JSON.stringify({ id: "old", text: "x", at: Date.now() - 25 * 3600 * 1000 });
    const keep = new MirroredKeep({ "q.bad": "{", "q.old": stale, v: "token" }, () => undefined);
    const { outgoing } = queue(
      Array.from({ length: 99 }, () => offline),
      keep,
    );
    expect([outgoing.items, keep.names()]).toEqual([[], ["v"]]);
    const taken = Array.from({ length: 51 }, (_, n) => outgoing.add({ id: String(n), text: "x" }));
    expect(taken.filter(Boolean).length).toBe(50);
  });
});
