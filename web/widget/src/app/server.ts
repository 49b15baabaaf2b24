// Calls to `/w/v1`: bearer token in a header, never in an address, never a cookie. `Server` is what the chat needs of
// it; the preview brings a scripted one.

export interface Reply<T> {
  /** 0 when the server could not be reached. */
  status: number;
  data: T | null;
  retryAfterMs: number | null;
}

export type Call = <T>(method: "GET" | "POST", path: string, token: string | null, body?: unknown) => Promise<Reply<T>>;

/** What the chat uses of a socket. */
export type Socket = Pick<WebSocket, "readyState" | "send" | "close" | "onopen" | "onmessage" | "onclose">;

export interface Server {
  call: Call;
  socket(url: string): Socket;
}

const PATIENCE_MS = 15_000;
const BASE = "/w/v1";

export const server: Server = {
  async call<T>(method: "GET" | "POST", path: string, token: string | null, body?: unknown): Promise<Reply<T>> {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
    try {
      const reply = await fetch(BASE + path, {
        method,
        headers: {
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        credentials: "omit",
        cache: "no-store",
        signal: stop.signal,
      });
      const isJson = reply.headers.get("content-type")?.includes("json") ?? false;
      const seconds = Number(reply.headers.get("retry-after"));
      return {
        status: reply.status,
        data: isJson ? ((await reply.json()) as T) : null,
        retryAfterMs: seconds > 0 ? seconds * 1000 : null,
      };
    } catch {
      return { status: 0, data: null, retryAfterMs: null };
    } finally {
      clearTimeout(timer);
    }
  },
  socket: (url) => new WebSocket(url),
};

/** Random UUID; `randomUUID` is missing on plain http pages. */
export function uuid(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
