// Notices as the server has them: texts are already in the person's language.

import { send } from "~/app/api";

export const KINDS = [
  "hand_off",
  "assigned",
  "message",
  "mention",
  "sla_soon",
  "sla_broken",
  "deal",
  "booked",
  "cancelled",
  "waitlist",
  "task_due",
  "task_given",
  "referral",
  "failure",
  "undelivered",
] as const;
export type Kind = (typeof KINDS)[number];
export const CHANNELS = ["app", "push", "email", "chat"] as const;
export type Channel = (typeof CHANNELS)[number];

export interface Notice {
  id: string;
  kind: Kind;
  title: string;
  body: string;
  /** Below `/app/`. */
  page: string;
  conversation_id?: string;
  created_at: string;
  is_read: boolean;
}
export interface NoticePage {
  items: Notice[];
  next_cursor?: string;
}

export type Wish = { kind: Kind } & Record<Channel, boolean>;
/** Minutes from midnight. */
export interface Quiet {
  from: number;
  to: number;
}
export interface Settings {
  wishes: Wish[];
  quiet?: Quiet;
  lets_urgent: boolean;
  timezone?: string;
  show_text: boolean;
  has_email: boolean;
  email: string;
  is_chat_bound: boolean;
  chat_lost_at?: string;
}
export interface SettingsChange {
  wishes?: { kind: Kind; channel: Channel; on: boolean }[];
  quiet?: Quiet | null;
  lets_urgent?: boolean;
  timezone?: string | null;
  show_text?: boolean;
}

export const listNotices = (cursor: string | undefined): Promise<NoticePage> =>
  send("GET", `/notices?${new URLSearchParams({ limit: "30", ...(cursor && { cursor }) })}`);
export const countUnread = (): Promise<{ unread: number }> => send("GET", "/notices/unread");
export const markRead = (what: { id: string } | { until: string }): Promise<void> =>
  send("POST", "/notices/read", what);
export const readSettings = (): Promise<Settings> => send("GET", "/notices/settings");
export const saveSettings = (change: SettingsChange): Promise<Settings> => send("PATCH", "/notices/settings", change);
export const askChatLink = (): Promise<{ link: string; until: string }> => send("POST", "/notices/chat");
export const unbindChat = (): Promise<void> => send("DELETE", "/notices/chat");
