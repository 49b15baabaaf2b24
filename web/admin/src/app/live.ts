// The one socket to the server. It resumes after sleep or a lost line at the last event seen, so nothing is missed and
// nothing is applied twice; what is too old to replay makes every screen ask anew.

import type { Query } from "@tanstack/react-query";
import { Refusal } from "./api";
import { queryClient } from "./query";

export interface LiveEvent {
  id: string;
  /** `message.created`, `booking.moved`: docs/dev/events.md has them all. */
  kind: string;
  subject_id: string;
  conversation_id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: each kind has its own payload
  payload: any;
  at: string;
}
export interface Presence {
  type: "presence";
  conversation_id: string;
  who: "person" | "contact";
  person_id?: string;
  name: string;
  state: "viewing" | "typing" | "idle" | "left";
}
export type LiveState = "connecting" | "live" | "offline";

const REMEMBERED = 5_000;
/** The server pings about twice a minute; silence for longer is a dead line. */
const SILENCE_MS = 75_000;
/** After a longer absence asking anew is cheaper than replaying. */
const REPLAY_MS = 60 * 60_000;

const isUnreached = ({ state: { error } }: Query) => error instanceof Refusal && error.status === 0;

class Live {
  private socket: WebSocket | undefined;
  private last: string | undefined;
  private lastHeard = 0;
  private readonly seen = new Set<string>();
  private attempt = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private watch: ReturnType<typeof setInterval> | undefined;
  private isWanted = false;
  private readonly onEvent = new Set<(event: LiveEvent) => void>();
  private readonly onPresence = new Set<(presence: Presence) => void>();
  private readonly onFrame = new Set<(frame: Record<string, unknown>) => void>();
  private readonly onState = new Set<() => void>();
  private readonly onReady = new Set<() => void>();
  state: LiveState = "connecting";

  start(): void {
    if (this.isWanted) return;
    this.isWanted = true;
    addEventListener("online", this.hurry);
    addEventListener("offline", this.drop);
    document.addEventListener("visibilitychange", this.hurry);
    this.watch = setInterval(() => {
      if (this.socket && Date.now() - this.lastHeard > SILENCE_MS) this.drop();
    }, 5_000);
    this.open();
  }

  /** Ends it for good: the person has signed out or works in another organization now. */
  stop(): void {
    this.isWanted = false;
    clearTimeout(this.retry);
    clearInterval(this.watch);
    removeEventListener("online", this.hurry);
    removeEventListener("offline", this.drop);
    document.removeEventListener("visibilitychange", this.hurry);
    this.socket?.close();
    this.socket = undefined;
    this.last = undefined;
    this.seen.clear();
    this.become("connecting");
  }

  events(listener: (event: LiveEvent) => void): () => void {
    this.onEvent.add(listener);
    return () => this.onEvent.delete(listener);
  }
  presence(listener: (presence: Presence) => void): () => void {
    this.onPresence.add(listener);
    return () => this.onPresence.delete(listener);
  }
  /** Frames that are neither events nor presence: docs/dev/events.md has them. */
  frames(listener: (frame: Record<string, unknown>) => void): () => void {
    this.onFrame.add(listener);
    return () => this.onFrame.delete(listener);
  }
  changes(listener: () => void): () => void {
    this.onState.add(listener);
    return () => this.onState.delete(listener);
  }
  /** Called each time the line is up again: say anew what the server forgets with a socket (who looks at what). */
  ready(listener: () => void): () => void {
    this.onReady.add(listener);
    return () => this.onReady.delete(listener);
  }
  /** Says something that matters only now; dropped while the line is down. */
  say(frame: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  private readonly hurry = () => {
    if (!this.isWanted || document.visibilityState === "hidden" || this.socket) return;
    clearTimeout(this.retry);
    this.attempt = 0;
    this.open();
  };
  private readonly drop = () => {
    const socket = this.socket;
    this.socket = undefined;
    socket?.close();
    this.later();
  };

  private open(): void {
    if (!this.isWanted) return;
    const isOld = this.last !== undefined && Date.now() - this.lastHeard > REPLAY_MS;
    if (isOld) this.last = undefined;
    const after = this.last ? `?after=${this.last}` : "";
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/api/v1/events${after}`);
    this.socket = socket;
    this.lastHeard = this.lastHeard || Date.now();
    socket.onmessage = (message) => {
      if (this.socket !== socket) return;
      this.lastHeard = Date.now();
      this.hear(JSON.parse(message.data as string));
    };
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.socket = undefined;
      this.later();
    };
  }

  private later(): void {
    if (!this.isWanted) return;
    this.become(this.attempt > 1 || !navigator.onLine ? "offline" : "connecting");
    const wait = Math.min(10_000, 300 * 2 ** this.attempt) * (0.7 + Math.random() * 0.6);
    this.attempt += 1;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.open(), wait);
  }

  private hear(frame: { type: string; after?: string; event?: LiveEvent } | Presence): void {
    if (frame.type === "event" && "event" in frame && frame.event) this.take(frame.event);
    else if (frame.type === "presence") for (const listener of this.onPresence) listener(frame as Presence);
    else if (frame.type === "ready" && "after" in frame) {
      const isFirst = this.last === undefined;
      this.last = this.last && frame.after && frame.after < this.last ? this.last : frame.after;
      this.attempt = 0;
      this.become("live");
      // What was asked before the line was up may have missed a change.
      if (isFirst) void queryClient.invalidateQueries({ predicate: (query) => query.state.dataUpdatedAt > 0 });
      // What could not be had without the line is asked for now.
      void queryClient.refetchQueries({ type: "active", predicate: isUnreached });
      for (const listener of this.onReady) listener();
    } else for (const listener of this.onFrame) listener(frame as unknown as Record<string, unknown>);
  }

  private take(event: LiveEvent): void {
    if (this.seen.has(event.id)) return;
    this.seen.add(event.id);
    if (this.seen.size > REMEMBERED) {
      const [oldest] = this.seen;
      if (oldest) this.seen.delete(oldest);
    }
    if (!this.last || event.id > this.last) this.last = event.id;
    for (const listener of this.onEvent) listener(event);
  }

  private become(state: LiveState): void {
    if (this.state === state) return;
    this.state = state;
    for (const listener of this.onState) listener();
  }
}

export const live = new Live();
