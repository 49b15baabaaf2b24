// The way to the server: the generated client with the session's CSRF token, and refusals as one kind of error.
// Call a generated function and hand its promise to `ask`; what the server refused is thrown as `Refusal`.

import { client } from "@samovar/client/client.gen";

export interface FieldRefusal {
  field: string;
  code: string;
  detail: string;
}

/** A refusal of the server (problem+json), or `offline` when it could not be reached. `code` is the key of the text. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  readonly field: string | undefined;
  readonly errors: FieldRefusal[];
  readonly traceId: string | undefined;
  /** Seconds to wait before the next try. */
  readonly retryAfter: number | undefined;
  /** The whole body, for what only some refusals carry. */
  readonly body: Record<string, unknown>;
  constructor(status: number, body: Record<string, unknown>, retryAfter?: number) {
    super(typeof body.detail === "string" ? body.detail : `status ${status}`);
    this.name = "Refusal";
    this.status = status;
    this.body = body;
    this.code = typeof body.code === "string" ? body.code : status === 0 ? "offline" : "internal";
    this.field = typeof body.field === "string" ? body.field : undefined;
    this.errors = Array.isArray(body.errors) ? (body.errors as FieldRefusal[]) : [];
    this.traceId = typeof body.trace_id === "string" ? body.trace_id : undefined;
    this.retryAfter = retryAfter;
  }
}

function csrfToken(): string | undefined {
  const pairs = document.cookie.split("; ").map((pair) => pair.split("="));
  return pairs.find(([name]) => name === "samovar_csrf" || name === "__Host-samovar_csrf")?.[1];
}

const listeners = new Set<() => void>();
/** Called when the server says the session is over. */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

client.setConfig({ baseUrl: "", credentials: "same-origin" });
client.interceptors.request.use((request) => {
  const token = csrfToken();
  if (token && request.method !== "GET") request.headers.set("X-CSRF-Token", token);
  return request;
});

/** Refusals of a password or code typed just now; any other 401 means that the session is over. */
const FORM_CODES = new Set(["login_wrong", "password_wrong", "totp_required", "totp_wrong"]);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response?: Response;
}

/** The data of a call, or a `Refusal` thrown. */
export async function ask<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new Refusal(0, {});
  }
  const { data, error, response } = answer;
  if (response?.ok) return data as T;
  if (!response) throw new Refusal(0, {});
  const body = error && typeof error === "object" ? (error as Record<string, unknown>) : {};
  const wait = Number(response.headers.get("retry-after")) || undefined;
  const refusal = new Refusal(response.status, body, wait);
  if (response.status === 401 && !FORM_CODES.has(refusal.code)) {
    for (const listener of listeners) listener();
  }
  throw refusal;
}

/** For what the generated client cannot do (uploads with progress, downloads): the same headers by hand. */
export function writeHeaders(): Record<string, string> {
  const token = csrfToken();
  return token ? { "X-CSRF-Token": token } : {};
}

/** A call the generated client has no function for. */
export function send<T>(method: string, path: string, body?: object): Promise<T> {
  const call = fetch(`/api/v1${path}`, {
    method,
    headers: { ...(body ? { "content-type": "application/json" } : {}), ...writeHeaders() },
    body: body ? JSON.stringify(body) : undefined,
  }).then(async (response): Promise<Answer<T>> => {
    const data = response.status === 204 ? undefined : await response.json().catch(() => undefined);
    return response.ok ? { data, response } : { error: data, response };
  });
  return ask(call);
}
