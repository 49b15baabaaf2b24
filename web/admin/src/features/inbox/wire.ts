// What the inbox says to the server and hears from it, in one place.

import type { OutcomeView } from "@samovar/client";
import { client } from "@samovar/client/client.gen";
import { ask, Refusal, writeHeaders } from "~/app/api";

export type Author = "contact" | "agent" | "person" | "system";
export type Delivery = "received" | "queued" | "sent" | "delivered" | "read" | "unknown" | "failed" | "cancelled";
export type Mode = "auto" | "draft" | "human" | "off";
export type Phase = "greeting" | "collecting" | "consulting" | "booking" | "confirming" | "completed";
export type AttachmentKind =
  | "image"
  | "audio"
  | "voice"
  | "video"
  | "document"
  | "location"
  | "contact_card"
  | "sticker";

export interface Button {
  id: string;
  title: string;
}
export interface Attachment {
  kind: AttachmentKind;
  name?: string | null;
  mime?: string | null;
  size?: number | null;
  /** Stored by us; otherwise the bytes are fetched from the channel. */
  file_id?: string | null;
  /** A location: `latitude,longitude`. */
  place?: string | null;
}
export interface Message {
  id: string;
  seq: number;
  author: Author;
  person_id?: string | null;
  text: string;
  buttons: Button[];
  attachments: Attachment[];
  delivery: Delivery;
  /** The send that failed or may have failed. */
  send_id?: string | null;
  /** Why it failed, for experts. */
  error?: string | null;
  /** The same in a word. */
  reason?: string | null;
  turn_id?: string | null;
  created_at: string;
}
export interface LastMessage {
  seq: number;
  author: Author;
  /** Known for what has been heard live. */
  person_id?: string | null;
  text: string;
  /** How many. */
  attachments: number;
  delivery: Delivery;
  created_at: string;
}
export interface Draft {
  id: string;
  up_to: number;
  replies: { text: string; buttons: Button[] }[];
  effects: Record<string, unknown>[];
  created_at: string;
}
/** How the last talk ended, or would end if nothing more was said. */
export type Outcome = OutcomeView;
export interface Conversation {
  id: string;
  contact_id: string;
  connection_id: string;
  connector: string;
  /** A member trying the agent: not a customer, not in lists. */
  is_test?: boolean;
  contact: { id: string; name?: string | null; phone?: string | null; tags: string[] };
  chat_id: string;
  status: "open" | "waiting" | "closed";
  mode: Mode;
  phase: Phase;
  lang: string;
  hand_over?: string | null;
  assignee_id?: string | null;
  team_id?: string | null;
  last_seq: number;
  last_message?: LastMessage | null;
  unread: number;
  waiting_since?: string | null;
  snoozed_until?: string | null;
  /** When the time to answer runs short, and when it is over. */
  sla_warn_at?: string | null;
  sla_due_at?: string | null;
  /** Absent where no agent has answered. */
  outcome?: Outcome;
  draft?: Draft | null;
  created_at: string;
  updated_at: string;
}
export interface Comment {
  id: string;
  after_seq: number;
  person_id?: string | null;
  author?: string | null;
  text: string;
  mentions: string[];
  created_at: string;
}
export interface StoredFile {
  id: string;
  name: string;
  mime: string;
  size: number;
}
export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}
/** A message in which the sought words stand. */
export interface Found {
  conversation: Conversation;
  message: {
    id: string;
    seq: number;
    author: Author;
    person_id?: string | null;
    snippet: { text: string; is_found: boolean }[];
    created_at: string;
  };
  /** Others of the conversation met on the way. */
  more: number;
}
export interface FoundPage extends Page<Found> {
  /** False while older messages are still being read into the index. */
  is_complete: boolean;
}
export type View = "all" | "mine" | "waiting" | "due" | "unassigned" | "agent" | "snoozed" | "closed";
export const VIEWS: View[] = ["all", "mine", "waiting", "due", "unassigned", "agent", "snoozed", "closed"];
export interface Filter {
  view: View;
  q?: string | undefined;
  connection_id?: string | undefined;
  tag?: string | undefined;
  unread?: boolean | undefined;
  contact_id?: string | undefined;
  team_id?: string | undefined;
}

type Query = Record<string, string | number | boolean | undefined>;
function get<T>(url: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return ask<T>(client.get({ url: `/api/v1${url}`, query, signal: signal ?? null }) as never);
}
function post<T>(url: string, body: unknown = {}): Promise<T> {
  const headers = { "Content-Type": "application/json" };
  return ask<T>(client.post({ url: `/api/v1${url}`, body, headers }) as never);
}
const at = (id: string, rest = "") => `/conversations/${id}${rest}`;

/** Messages asked for at once, and rows of the list. */
export const PAGE = 50;
const ROWS = 100;

export const listConversations = (filter: Filter, cursor: string | undefined, signal?: AbortSignal) =>
  get<Page<Conversation>>(
    "/conversations",
    {
      ...(filter.contact_id ? { contact_id: filter.contact_id } : { view: filter.view }),
      q: filter.q || undefined,
      connection_id: filter.connection_id,
      tag: filter.tag,
      team_id: filter.team_id,
      unread: filter.unread || undefined,
      cursor,
      limit: ROWS,
    },
    signal,
  );
/** In every conversation, closed ones too; the view does not narrow it. */
export const searchMessages = (filter: Filter, cursor: string | undefined, signal?: AbortSignal) =>
  get<FoundPage>(
    "/conversations/search",
    {
      q: filter.q,
      connection_id: filter.connection_id,
      contact_id: filter.contact_id,
      tag: filter.tag,
      team_id: filter.team_id,
      cursor,
      limit: 20,
    },
    signal,
  );
export const getConversation = (id: string) => get<Conversation>(at(id));
export const newestMessages = (id: string, before?: number) =>
  get<Message[]>(at(id, "/messages"), { limit: PAGE, before });
/** Many at once, for the way to a message of long ago. */
export const FAR_PAGE = 200;
export const farMessages = (id: string, before: number) =>
  get<Message[]>(at(id, "/messages"), { limit: FAR_PAGE, before });
export const messagesAfter = (id: string, after: number) => get<Message[]>(at(id, "/messages"), { limit: 100, after });
export const writeMessage = (id: string, body: { id: string; text: string; files?: string[] }) =>
  post<Message>(at(id, "/messages"), body);

export type Move =
  | { kind: "take-over" | "give-back" | "switch-off" | "close" | "reopen" }
  | { kind: "draft-mode" }
  | { kind: "assign"; person_id: string | null }
  /** To a team, which gives it to one of its people; out of it, whoever has it keeps it. */
  | { kind: "assign-team"; team_id: string | null; person_id?: string | null }
  | { kind: "snooze"; until: string | null };
export function moveConversation(id: string, move: Move): Promise<Conversation> {
  switch (move.kind) {
    case "assign":
      return post(at(id, "/assign"), { person_id: move.person_id });
    case "assign-team":
      return post(at(id, "/assign"), { team_id: move.team_id, person_id: move.person_id ?? null });
    case "snooze":
      return post(at(id, "/snooze"), { until: move.until });
    case "draft-mode":
      return post(at(id, "/mode"), { mode: "draft" });
    default:
      return post(at(id, `/${move.kind}`));
  }
}
/** What is done with several at once; `team_id` left out, the team stays. */
export type BulkAct =
  | { kind: "assign"; person_id: string | null; team_id?: string | null }
  | { kind: "close" | "reopen" | "read" | "unread" | "give_to_agent" }
  | { kind: "snooze"; until: string | null };
export interface BulkResult {
  id: string;
  conversation?: Conversation;
  /** Why it was refused. */
  code?: string;
}
/** The most the server takes. */
export const BULK = 200;
export const bulkMove = (ids: string[], act: BulkAct) =>
  post<{ items: BulkResult[] }>("/conversations/bulk", { ids, do: act });
export const markRead = (id: string, seq: number) => post<unknown>(at(id, "/read"), { seq });
/** The customer's last message, for me alone. */
export const markUnread = (id: string) => post<Conversation>(at(id, "/unread"));

/** Lets the agent's draft go out; `texts` are a person's own words, one for each reply. */
export const approveDraft = (id: string, draft: string, texts: string[] | undefined) =>
  post<{ conversation: Conversation; messages: Message[] }>(at(id, "/draft/approve"), {
    draft_id: draft,
    ...(texts && { texts }),
  });
export const discardDraft = (id: string) => post<Conversation>(at(id, "/draft/discard"));

export const listComments = (id: string) => get<Page<Comment>>(at(id, "/comments"), { limit: 200 });
export const writeComment = (id: string, text: string, mentions: string[]) =>
  post<Comment>(at(id, "/comments"), { text, mentions });
export const removeComment = (id: string, comment: string) =>
  ask<unknown>(client.delete({ url: `/api/v1${at(id, `/comments/${comment}`)}` }) as never);

export const decideSend = (id: string, decision: "send_again" | "arrived" | "drop") =>
  post<unknown>(`/sends/${id}/decide`, { decision });

/** Once, however often it is pressed; `even_if_unknown` after the person has been asked. */
export const resendMessage = (id: string, even_if_unknown: boolean) =>
  post<Message>(`/messages/${id}/resend`, { even_if_unknown });

export function attachmentUrl(conversation: string, seq: number, index: number): string {
  return `/api/v1/conversations/${conversation}/messages/${seq}/attachments/${index}`;
}
export const fileUrl = (id: string) => `/api/v1/files/${id}`;

/** Uploads with progress; `abort` cancels. */
export function uploadFile(
  file: File,
  onProgress: (share: number) => void,
): { done: Promise<StoredFile>; abort: () => void } {
  const request = new XMLHttpRequest();
  const done = new Promise<StoredFile>((resolve, reject) => {
    request.open("POST", "/api/v1/files");
    for (const [name, value] of Object.entries(writeHeaders())) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(new Refusal(0, {}));
    request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response as StoredFile);
      else reject(new Refusal(request.status, (request.response as Record<string, unknown> | null) ?? {}));
    };
    const form = new FormData();
    form.append("file", file, file.name);
    request.send(form);
  });
  return { done, abort: () => request.abort() };
}
