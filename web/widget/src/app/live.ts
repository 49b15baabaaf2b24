// The live socket: signs in with its first frame, answers heartbeats, comes back by itself with a growing pause.
// It carries what is new; what was missed is asked for over HTTP once it is ready.

import type { Down, Up } from "../wire";
import type { Socket } from "./server";

const LONGEST_PAUSE_MS = 30_000;
/** The server beats every 25 s; two missed beats mean a dead line that the browser has not noticed. */
const SILENCE_MS = 60_000;
const HIDDEN_MS = 5 * 60_000;

/** Full jitter: anywhere between a short pause and the doubled limit, so that a restart is not met by a herd. */
export function backoff(attempt: number, random: number): number {
  const limit = Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** Math.min(attempt, 10));
  return Math.round(300 + random * (limit - 300));
}

interface Ways {
  open(): Socket;
  token(): string | null;
  frame(frame: Down): void;
  state(isOpen: boolean): void;
  refused(code: string): void;
}

const TYPING_EVERY_MS = 3000;

export class Live {
  #lastTyped = 0;
  #ways: Ways;
  #socket: Socket | null = null;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #hidden: ReturnType<typeof setTimeout> | undefined;
  #wanted = false;
  isReady = false;

  constructor(ways: Ways) {
    this.#ways = ways;
  }

  start(): void {
    this.#wanted = true;
    this.#connect();
  }

  stop(): void {
    this.#wanted = false;
    clearTimeout(this.#retry);
    this.#drop();
  }

  /** The network or the page came back: do not sit out the pause. */
  nudge(): void {
    if (!this.#wanted || this.#socket) return;
    this.#attempt = 0;
    this.#connect();
  }

  /** A page that stays hidden for long gives its socket back. */
  visibility(isHidden: boolean): void {
    clearTimeout(this.#hidden);
    if (isHidden) {
      this.#hidden = setTimeout(() => {
        clearTimeout(this.#retry);
        this.#drop();
      }, HIDDEN_MS);
    } else {
      this.nudge();
    }
  }

  send(frame: Up): void {
    if (this.isReady && this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  /** Tells that somebody is typing, not with every letter. */
  typed(): void {
    if (Date.now() - this.#lastTyped < TYPING_EVERY_MS) return;
    this.#lastTyped = Date.now();
    this.send({ t: "typing", on: true });
  }

  #connect(): void {
    clearTimeout(this.#retry);
    const token = this.#ways.token();
    if (!token || this.#socket) return;
    let socket: Socket;
    try {
      socket = this.#ways.open();
    } catch {
      this.#again();
      return;
    }
    this.#socket = socket;
    this.#listen();
    socket.onopen = () => socket.send(JSON.stringify({ t: "auth", token } satisfies Up));
    socket.onmessage = (event) => {
      if (socket !== this.#socket) return;
      this.#listen();
      const frame = parse(event.data);
      if (!frame) return;
      if (frame.t === "ready") {
        this.#attempt = 0;
        this.isReady = true;
        this.#ways.state(true);
      } else if (frame.t === "ping") {
        this.send({ t: "pong" });
      } else if (frame.t === "error") {
        this.#ways.refused(frame.code);
      }
      this.#ways.frame(frame);
    };
    socket.onclose = () => {
      if (socket !== this.#socket) return;
      this.#drop();
      this.#again();
    };
  }

  #again(): void {
    if (!this.#wanted) return;
    this.#attempt += 1;
    this.#retry = setTimeout(() => this.#connect(), backoff(this.#attempt, Math.random()));
  }

  #listen(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      this.#drop();
      this.#again();
    }, SILENCE_MS);
  }

  #drop(): void {
    clearTimeout(this.#silence);
    const socket = this.#socket;
    this.#socket = null;
    if (this.isReady) {
      this.isReady = false;
      this.#ways.state(false);
    }
    socket?.close();
  }
}

function parse(data: unknown): Down | null {
  try {
    const frame = JSON.parse(String(data)) as Down;
    return typeof frame === "object" && frame !== null && typeof frame.t === "string" ? frame : null;
  } catch {
    return null;
  }
}
