// What the loader on the host page and the app in the frame tell each other, over one private MessageChannel.
// The first window message only carries the port; its target origin is exact on both sides.

export const HELLO = "samovar:hello";

export type Theme = "auto" | "light" | "dark";
export type Locale = "ru" | "en";

/** How the app is shown: a panel over the page, a part of the page, or the page itself. */
export type Shape = "panel" | "inline" | "page";

export interface Start {
  t: typeof HELLO;
  key: string;
  shape: Shape;
  is_open: boolean;
  /** Opened by the visitor, who goes on writing in the chat; otherwise the focus stays where it is. */
  is_asked: boolean;
  locale: Locale | null;
  theme: Theme | null;
  page: { url: string; title: string; referrer: string };
  context: Record<string, string>;
  jwt: string | null;
  /** Everything the app has asked the host page to keep: the host's storage is first-party, the frame's may be blocked. */
  kept: Record<string, string>;
}

export type ToApp =
  | { t: "open"; is_open: boolean; is_asked: boolean }
  | { t: "identify"; jwt: string }
  | { t: "context"; context: Record<string, string> }
  | { t: "locale"; locale: Locale }
  | { t: "theme"; theme: Theme }
  | { t: "reset" };

export type ToHost =
  | { t: "ready" }
  | { t: "keep"; name: string; value: string | null }
  | { t: "unread"; count: number }
  | { t: "event"; name: string; detail?: unknown }
  | { t: "close" }
  | { t: "gone" };
