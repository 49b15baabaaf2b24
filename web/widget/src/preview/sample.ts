// The sample in the preview's frame: the real chat with a scripted server. Nothing leaves the page.

import { Chat } from "../app/chat";
import { MirroredKeep } from "../app/keep";
import type { Reply, Server, Socket } from "../app/server";
import { HELLO, type Start, type ToApp } from "../bridge";
import type { Down, Message } from "../wire";
import { dress, type Told } from "./dress";
import type {} from "./host";

const SAMPLE = {
  ru: {
    ask: "Здравствуйте! Можно завтра вечером?",
    answer: "Здравствуйте! Завтра вечером свободно 18:00 и 19:30. Какое время вам удобно?",
    times: ["18:00", "19:30"],
    reply: "Это предпросмотр: сообщения никуда не отправляются.",
  },
  en: {
    ask: "Hello! Is there anything tomorrow evening?",
    answer: "Hello! Tomorrow evening 6:00 PM and 7:30 PM are free. Which suits you?",
    times: ["6:00 PM", "7:30 PM"],
    reply: "This is a preview: messages are not sent anywhere.",
  },
};

const preview = window.parent.samovarPreview;
const fallback: Told = { settings: {}, locale: "ru", firm: { name: "", agent_name: "" }, picture: null };
const told = () => preview?.told() ?? fallback;
let round = 0;
let thread: Message[] = [];
let socket: (Socket & { onmessage: ((event: MessageEvent) => void) | null }) | null = null;

function message(from: Message["from"], text: string, titles: string[] = [], client: string | null = null): Message {
  const seq = thread.length + 1;
  const buttons = titles.map((title, index) => ({ id: String(index), title }));
  const made = {
    id: `${round}-${seq}`,
    seq,
    client_message_id: client,
    from,
    text,
    buttons,
    created_at: new Date().toISOString(),
  };
  thread.push(made);
  return made;
}

function down(frame: Down): void {
  socket?.onmessage?.(new MessageEvent("message", { data: JSON.stringify(frame) }));
}

const server: Server = {
  call<T>(method: "GET" | "POST", path: string, _token: string | null, body?: unknown): Promise<Reply<T>> {
    const answer = (data: unknown, status = 200) => Promise.resolve({ status, data: data as T, retryAfterMs: null });
    const words = SAMPLE[told().locale];
    if (path === "/session") {
      // A new number makes the chat draw everything anew.
      round += 1;
      thread = [];
      message("user", words.ask);
      message("bot", words.answer, words.times);
      return answer({
        session_token: "preview",
        visitor_token: "preview",
        expires_in: 86_400,
        ws_url: "/",
        config: dress(told()),
        conversation: { id: String(round), messages: thread, has_human: false },
      });
    }
    if (method === "POST" && path === "/messages") {
      const { text, client_message_id } = body as { text: string; client_message_id: string };
      const sent = message("user", text, [], client_message_id);
      setTimeout(() => down({ t: "typing", on: true }), 200);
      setTimeout(() => down({ t: "msg", ...message("bot", words.reply) }), 1200);
      return answer(sent, 201);
    }
    return answer({ messages: [], has_more: false });
  },
  socket() {
    const made = {
      readyState: 1,
      send: () => undefined,
      close: () => undefined,
      onopen: null,
      onmessage: null,
      onclose: null,
    } as Socket;
    socket = made;
    queueMicrotask(() => down({ t: "ready" }));
    return made;
  },
};

addEventListener("message", (event: MessageEvent<Start>) => {
  const port = event.ports[0];
  const root = document.getElementById("app");
  if (!root || !port || event.origin !== location.origin || event.data?.t !== HELLO) return;
  const chat = new Chat(
    root,
    event.data,
    new MirroredKeep({}, () => undefined),
    (word) => port.postMessage(word),
    server,
  );
  port.onmessage = (word: MessageEvent<ToApp>) => chat.hear(word.data);
  preview?.listen(() => chat.hear({ t: "locale", locale: told().locale }));
  addEventListener("keydown", (key) => {
    if (key.key === "Escape" && !key.isComposing) port.postMessage({ t: "close" });
  });
});
