// The running chat: one session, one thread, one queue, one socket, one view. Everything the visitor sees follows
// from here; the host page is told only how many messages are unread and what happened.

import type { Locale, Start, Theme, ToApp, ToHost } from "../bridge";
import type { Config, Down, FileRef, Message, Session } from "../wire";
import { older, since } from "./history";
import type { Keep } from "./keep";
import { backoff, Live } from "./live";
import { laterOrNever, type Outcome, Outgoing, type Pending } from "./outgoing";
import { type Server, uuid } from "./server";
import { Thread } from "./thread";
import { View, wear } from "./view";
import { guessLocale } from "./words";

const TYPING_FOR_MS = 20_000;
/** Where sockets are blocked by a proxy, an open panel asks for news this often instead. */
const ASK_EVERY_MS = 4000;

export class Chat {
  #start: Start;
  #keep: Keep;
  #server: Server;
  #tell: (message: ToHost) => void;
  #view: View;
  #thread = new Thread();
  #outgoing: Outgoing;
  #live: Live;
  #token: string | null = null;
  #wsUrl = "";
  #config: Config | null = null;
  #locale: Locale;
  #jwt: string | null;
  #context: Record<string, string>;
  /** The context the server was told last. */
  #told = "";
  #isOpen: boolean;
  #isHuman = false;
  #isGone = false;
  #mustSignIn = false;
  #conversation: string | null = null;
  #isRenewing = false;
  /** Who the visitor is or what they speak changed while a session was being asked for. */
  #isStale = false;
  #hasBegun = false;
  #wasReady = false;
  #isCatchingUp = false;
  #attempt = 0;
  #typingOff: ReturnType<typeof setTimeout> | undefined;
  #draftTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(root: HTMLElement, start: Start, keep: Keep, tell: (message: ToHost) => void, server: Server) {
    this.#start = start;
    this.#server = server;
    this.#keep = keep;
    this.#tell = tell;
    this.#jwt = start.jwt;
    this.#context = start.context;
    this.#isOpen = start.is_open;
    this.#locale = start.locale ?? guessLocale(...navigator.languages);
    this.#view = new View(root, {
      send: (text, files) => this.#send(text, { files }),
      token: () => this.#token,
      press: (message, button) => {
        this.#send(button.title, { button: { message_id: message.id, id: button.id } });
        this.#view.focus();
      },
      start: (text) => {
        this.#send(text);
        this.#view.focus();
      },
      retry: (id) => this.#outgoing.retry(id),
      earlier: () => void this.#earlier(),
      close: () => this.#tell({ t: "close" }),
      typing: () => this.#live.typed(),
      draft: (text) => {
        clearTimeout(this.#draftTimer);
        this.#draftTimer = setTimeout(() => this.#keep.set("d", text || null), text ? 400 : 0);
      },
      seen: () => this.#seen(),
    });
    this.#view.canClose(start.shape === "panel");
    document.documentElement.dataset.shape = start.shape;
    this.#theme(start.theme);
    this.#outgoing = new Outgoing({
      keep,
      post: (pending) => this.#post(pending),
      now: Date.now,
      random: Math.random,
      sent: (_, message) => this.#take([message]),
      changed: () => this.#draw(),
    });
    this.#live = new Live({
      open: () => server.socket(this.#wsUrl),
      token: () => this.#token,
      frame: (frame) => this.#frame(frame),
      state: (isOpen) => {
        this.#status();
        if (isOpen) this.#outgoing.flush();
      },
      refused: () => void this.#renew(),
    });
    const known = this.#keep.read<Config>("c");
    if (known) this.configure(known);
    this.#view.draft(keep.get("d") ?? "");
    this.#status();
    this.#draw();
    addEventListener("online", () => this.#wake());
    addEventListener("focus", () => this.#wake());
    addEventListener("offline", () => this.#status());
    document.addEventListener("visibilitychange", () => {
      this.#live.visibility(document.hidden);
      if (!document.hidden) this.#wake();
    });
    setInterval(() => {
      if (!this.#live.isReady && this.#isOpen && !document.hidden && this.#token) void this.#catchUp();
    }, ASK_EVERY_MS);
    void this.#renew();
    if (start.is_open && start.is_asked && start.shape === "panel") this.#view.focus();
  }

  /** A word from the host page. */
  hear(message: ToApp): void {
    if (message.t === "open") {
      this.#isOpen = message.is_open;
      if (this.#isOpen) {
        if (message.is_asked) this.#view.focus();
        this.#wake();
        this.#seen();
      }
    } else if (message.t === "identify") {
      this.#jwt = message.jwt;
      void this.#renewAs();
    } else if (message.t === "context") {
      this.#context = { ...this.#context, ...message.context };
    } else if (message.t === "locale") {
      this.#start.locale = message.locale;
      this.#speak(message.locale);
      // The greeting and the first choices come from the server in its words.
      void this.#renewAs();
    } else if (message.t === "theme") {
      this.#theme(message.theme);
    } else if (message.t === "reset") {
      void this.#reset();
    }
  }

  /** Another tab of the same site changed what is kept: follow its visitor, so that both show one conversation. */
  elsewhere(name: string, value: string | null): void {
    if (name !== "v" || value === this.#keep.get("v")) return;
    if (value !== null && this.#thread.last > 0) return;
    this.#keep.set("v", value);
    this.#forget();
    void this.#renewAs();
  }

  /** A session for another visitor or language, also when one is being asked for with what held before. */
  #renewAs(): Promise<void> {
    this.#isStale = this.#isRenewing;
    return this.#renew();
  }

  async #renew(): Promise<void> {
    if (this.#isRenewing || this.#isGone) return;
    this.#isRenewing = true;
    const reply = await this.#server.call<Session & { code?: string }>("POST", "/session", null, {
      key: this.#start.key,
      visitor_token: this.#keep.get("v"),
      identity_jwt: this.#jwt,
      locale: this.#locale,
      page: this.#start.page,
      tz: Intl.DateTimeFormat().resolvedOptions().timeZone,
    });
    this.#isRenewing = false;
    if (this.#isStale) return this.#renewAs();
    this.#mustSignIn = reply.status === 401 && reply.data?.code === "identity_required";
    if (reply.status === 200 && reply.data) {
      this.#attempt = 0;
      this.#begin(reply.data);
    } else if (reply.status === 401 && this.#jwt) {
      // A stale proof of identity must not take the chat away: go on as a stranger.
      this.#jwt = null;
      this.#tell({ t: "event", name: "error", detail: { code: "identity_rejected" } });
      void this.#renew();
    } else if (this.#mustSignIn) {
      // The page may prove who the visitor is at any time.
      this.#status();
    } else if (reply.status === 401 || reply.status === 403 || reply.status === 404) {
      this.#isGone = true;
      this.#live.stop();
      this.#status();
      this.#tell({ t: "gone" });
    } else {
      this.#attempt += 1;
      this.#status();
      setTimeout(() => void this.#renew(), reply.retryAfterMs ?? backoff(this.#attempt, Math.random()));
    }
  }

  #begin(session: Session): void {
    const isFirst = !this.#hasBegun;
    this.#hasBegun = true;
    this.#token = session.session_token;
    const url = new URL(session.ws_url, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    this.#wsUrl = url.href;
    if (session.visitor_token !== this.#keep.get("v")) this.#keep.set("v", session.visitor_token);
    this.#keep.set("c", JSON.stringify(session.config));
    this.configure(session.config);
    this.#isHuman = session.conversation.has_human;
    const id = session.conversation.id ?? null;
    if (this.#thread.last > 0 && id !== this.#conversation) {
      // Another person has signed in: their dialogue has its own numbers.
      this.#thread.clear();
      this.#view.empty();
      this.#keep.set("r", null);
    }
    this.#conversation = id;
    this.#thread.merge(session.conversation.messages);
    this.#outgoing.settleAll(session.conversation.messages);
    if (this.#keep.get("r") === null) this.#keep.set("r", String(this.#thread.last));
    this.#draw();
    this.#live.stop();
    this.#live.start();
    this.#outgoing.flush();
    this.#seen();
    if (isFirst) this.#tell({ t: "ready" });
  }

  configure(config: Config): void {
    this.#config = config;
    if (!this.#start.locale) this.#locale = config.locale;
    this.#speak(this.#locale);
    wear(config);
  }

  #speak(locale: Locale): void {
    this.#locale = locale;
    this.#view.speak(locale);
    if (this.#config) this.#view.firm(this.#config, locale);
    this.#status();
  }

  #theme(theme: Theme | null): void {
    document.documentElement.dataset.theme = theme ?? "auto";
  }

  #send(text: string, more: { button?: { message_id: string; id: string }; files?: FileRef[] } = {}): boolean {
    if (this.#isGone || this.#mustSignIn) return false;
    const isFirst = this.#thread.last === 0 && this.#outgoing.items.length === 0;
    const isTaken = this.#outgoing.add({ id: uuid(), text, ...more });
    this.#view.complain(isTaken ? null : "full");
    if (isTaken && isFirst) this.#tell({ t: "event", name: "conversation:start" });
    return isTaken;
  }

  async #post(pending: Pending): Promise<Outcome> {
    if (!this.#token) return { kind: "later", offline: true, afterMs: ASK_EVERY_MS };
    const context = JSON.stringify({ page: this.#start.page.url, title: this.#start.page.title, ...this.#context });
    const reply = await this.#server.call<Message>("POST", "/messages", this.#token, {
      client_message_id: pending.id,
      text: pending.text,
      button: pending.button ?? null,
      files: pending.files?.map((file) => file.id) ?? [],
      ...(context === this.#told ? {} : { context: JSON.parse(context) as unknown }),
    });
    if ((reply.status === 200 || reply.status === 201) && reply.data) {
      this.#told = context;
      return { kind: "sent", message: reply.data };
    }
    if (reply.status === 401) {
      this.#token = null;
      void this.#renew();
      return { kind: "later", offline: true };
    }
    if (reply.status === 0) this.#status();
    return laterOrNever(reply);
  }

  #frame(frame: Down): void {
    if (frame.t === "ready") {
      void this.#catchUp();
    } else if (frame.t === "msg") {
      this.#take([frame]);
      if (this.#thread.hasGap) void this.#catchUp();
    } else if (frame.t === "typing") {
      this.#typing(frame.on);
    } else if (frame.t === "writing") {
      this.#typing(!!frame.text, frame.text);
    } else if (frame.t === "state") {
      this.#isHuman = frame.handoff === "human";
      this.#status();
    }
  }

  #typing(isOn: boolean, text?: string): void {
    clearTimeout(this.#typingOff);
    this.#view.typing(isOn, text);
    if (isOn) this.#typingOff = setTimeout(() => this.#view.typing(false), TYPING_FOR_MS);
  }

  /** Asks for everything after the last message known without gaps. */
  async #catchUp(): Promise<void> {
    if (this.#isCatchingUp || !this.#token) return;
    this.#isCatchingUp = true;
    try {
      const { cursor } = this.#thread;
      const status = await since(this.#server, this.#token, cursor, (found) => {
        this.#take(found);
        return this.#thread.cursor;
      });
      if (status === 401) void this.#renew();
    } finally {
      this.#isCatchingUp = false;
    }
  }

  async #earlier(): Promise<void> {
    this.#take(await older(this.#server, this.#token, this.#thread.first));
  }

  #take(messages: readonly Message[]): void {
    const before = this.#thread.last;
    const fresh = this.#thread.merge(messages);
    this.#outgoing.settleAll(messages);
    const news = fresh.filter((message) => message.from !== "user" && message.seq > before);
    if (news.length > 0) this.#typing(false);
    this.#draw();
    for (const message of news)
      this.#tell({ t: "event", name: "message", detail: { id: message.id, from: message.from } });
    this.#seen();
  }

  #draw(): void {
    // The queue reports while it is still being built.
    if (!this.#outgoing) return;
    this.#view.show({
      messages: this.#thread.messages,
      pending: this.#outgoing.items.filter((pending) => !this.#thread.hasClientId(pending.id)),
      askingSeq: this.#thread.askingSeq,
      // Until the history is known, a returning visitor must not see the greeting of a new one flash by.
      greeting: this.#hasBegun || !this.#keep.get("v") ? (this.#config?.greeting ?? "") : "",
      starters: this.#config?.starters ?? [],
      hasEarlier: this.#thread.first > 1,
    });
  }

  /** What stands in front of the visitor's eyes counts as read. */
  #seen(): void {
    const last = this.#thread.last;
    const read = Number(this.#keep.get("r") ?? 0);
    if (this.#isOpen && !document.hidden && this.#view.isAtEnd && last > read) {
      this.#keep.set("r", String(last));
      this.#live.send({ t: "read", seq: last });
    }
    this.#tell({ t: "unread", count: this.#thread.unread(Number(this.#keep.get("r") ?? 0)) });
  }

  #wake(): void {
    this.#status();
    this.#live.nudge();
    this.#outgoing.flush();
    this.#seen();
  }

  #status(): void {
    // The socket and the view report before both exist.
    if (!this.#live) return;
    this.#wasReady ||= this.#live.isReady;
    const isCutOff = !navigator.onLine || this.#attempt > 1 || (this.#wasReady && !this.#live.isReady);
    if (this.#isGone) this.#view.status("gone");
    else if (this.#mustSignIn) this.#view.status("signin");
    else if (this.#live.isReady) this.#view.status(this.#isHuman ? "human" : "online");
    else this.#view.status(isCutOff ? "offline" : "connecting");
  }

  #forget(): void {
    this.#live.stop();
    this.#token = null;
    this.#isHuman = false;
    this.#thread.clear();
    this.#outgoing.clear();
    this.#view.empty();
    this.#view.draft("");
    for (const name of ["r", "d"]) this.#keep.set(name, null);
  }

  /** The visitor logged out: nothing of the old dialogue may stay on this device. */
  async #reset(): Promise<void> {
    const token = this.#token;
    this.#jwt = null;
    this.#forget();
    this.#keep.set("v", null);
    this.#draw();
    if (token) await this.#server.call("POST", "/reset", token, {});
    this.#isGone = false;
    void this.#renewAs();
  }
}
