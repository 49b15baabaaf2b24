import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { backoff, Live } from "../src/app/live";
import type { Down } from "../src/wire";

class Line {
  static OPEN = 1;
  static all: Line[] = [];
  readyState = 1;
  sent: unknown[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  constructor() {
    Line.all.push(this);
  }
  send(data: string) {
    this.sent.push(JSON.parse(data));
  }
  close() {
    this.readyState = 3;
  }
  say(frame: unknown) {
    this.onmessage?.({ data: typeof frame === "string" ? frame : JSON.stringify(frame) });
  }
  break() {
    this.readyState = 3;
    this.onclose?.();
  }
}

function live() {
  const frames: Down[] = [];
  const states: boolean[] = [];
  const live = new Live({
    open: () => new Line() as unknown as WebSocket,
    token: () => "token",
    frame: (frame) => frames.push(frame),
    state: (isOpen) => states.push(isOpen),
    refused: () => undefined,
  });
  live.start();
  return { live, frames, states };
}

const last = () => Line.all.at(-1) as Line;

describe("live", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("WebSocket", Line);
    Line.all = [];
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("signs in with the first frame and counts as open only when the server is ready", () => {
    const { states } = live();
    last().onopen?.();
    expect([last().sent, states]).toEqual([[{ t: "auth", token: "token" }], []]);
    last().say({ t: "ready" });
    expect(states).toEqual([true]);
  });

  it("answers heartbeats and ignores rubbish", () => {
    const { frames } = live();
    last().say({ t: "ready" });
    for (const frame of ["{", "null", "[]", { t: 5 }, { t: "ping" }, { t: "new-kind" }]) last().say(frame);
    expect(last().sent).toEqual([{ t: "pong" }]);
    expect(frames.map((frame) => frame.t)).toEqual(["ready", "ping", "new-kind"]);
  });

  it("comes back after a break and after silence", async () => {
    const { states } = live();
    last().say({ t: "ready" });
    last().break();
    await vi.advanceTimersByTimeAsync(2000);
    expect([Line.all.length, states]).toEqual([2, [true, false]]);
    last().say({ t: "ready" });
    await vi.advanceTimersByTimeAsync(62_000);
    expect(Line.all.length).toBeGreaterThan(2);
  });

  it("does not sit out the pause when nudged, and stays away when stopped", async () => {
    const { live: line } = live();
    last().break();
    line.nudge();
    expect(Line.all.length).toBe(2);
    line.stop();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(Line.all.length).toBe(2);
  });

  it("lets go after five hidden minutes and returns with the page", async () => {
    const { live: line } = live();
    last().say({ t: "ready" });
    line.visibility(true);
    for (let beat = 0; beat < 11; beat += 1) {
      await vi.advanceTimersByTimeAsync(25_000);
      last().say({ t: "ping" });
    }
    expect(line.isReady).toBe(true);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(line.isReady).toBe(false);
    line.visibility(false);
    expect(Line.all.length).toBe(2);
  });
});

describe("backoff", () => {
  it("grows, is spread, and never exceeds half a minute", () => {
    expect([backoff(0, 0), backoff(0, 1), backoff(3, 1), backoff(99, 1)]).toEqual([300, 1000, 8000, 30_000]);
  });
});
