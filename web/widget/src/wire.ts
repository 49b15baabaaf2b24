// What the server of the widget says and hears (`/w/v1`). The Rust side is crates/api/src/widget/wire.rs.

export type From = "user" | "bot" | "agent" | "system";

export interface Button {
  id: string;
  title: string;
}

/** One message of the thread; `seq` grows by one, without gaps. */
export interface Message {
  id: string;
  seq: number;
  client_message_id?: string | null;
  from: From;
  text: string;
  buttons: Button[];
  created_at: string;
}

export interface Config {
  title: string;
  agent_name: string;
  greeting: string;
  /** Things a new visitor may tap instead of typing. */
  starters: string[];
  color: string;
  locale: "ru" | "en";
  policy_url?: string | null;
}

export interface Session {
  session_token: string;
  visitor_token: string;
  /** Seconds the session token lives. */
  expires_in: number;
  ws_url: string;
  config: Config;
  conversation: { messages: Message[]; has_human: boolean };
}

/** Frames that come down the socket. Unknown kinds are ignored, so the server may grow. */
export type Down =
  | { t: "ready" }
  | ({ t: "msg" } & Message)
  | { t: "typing"; on: boolean }
  | { t: "state"; handoff: "human" | "bot" }
  | { t: "read"; seq: number }
  | { t: "ping" }
  | { t: "error"; code: string };

export type Up =
  | { t: "auth"; token: string }
  | { t: "typing"; on: boolean }
  | { t: "read"; seq: number }
  | { t: "pong" };

export interface Page {
  url: string;
  title: string;
  referrer: string;
}
