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
  files?: FileRef[];
  created_at: string;
}

/** A file of a message; its bytes are at `/files/{id}`. */
export interface FileRef {
  id: string;
  name: string;
  mime: string;
  size: number;
}

export type Font = "system" | "serif" | "rounded" | "mono";

/** What a launcher needs before anybody opens the chat. */
export interface LauncherConfig {
  color: string;
  /** Readable on the colour. */
  ink: string;
  locale: "ru" | "en";
  theme: "auto" | "light" | "dark";
  font: Font;
  radius: number;
  position: "left" | "right";
  offset_x: number;
  offset_y: number;
  label: string;
  open_after_seconds: number;
  open_on_exit: boolean;
  sound: boolean;
}

export interface Config {
  title: string;
  agent_name: string;
  initials: string;
  avatar?: string | null;
  greeting: string;
  /** Things a new visitor may tap instead of typing. */
  starters: string[];
  placeholder: string;
  offline: string;
  hours: string;
  color: string;
  ink: string;
  font: Font;
  radius: number;
  files: boolean;
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
  conversation: { id?: string | null; messages: Message[]; has_human: boolean };
}

/** Frames that come down the socket. Unknown kinds are ignored, so the server may grow. */
export type Down =
  | { t: "ready" }
  | ({ t: "msg" } & Message)
  | { t: "typing"; on: boolean }
  | { t: "writing"; text: string }
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
