// Customers for stories: one of the firm's own program (their words come at once, with the agent's answer), and a visitor
// of the site, who can send files too.

import { randomUUID } from "node:crypto";

async function asked(reply) {
  if (!reply.ok) throw new Error(`${reply.url}: ${reply.status} ${await reply.text()}`);
  return reply.json();
}

export function customer({ server, demo }, name) {
  const chat = `story-${Math.random().toString(36).slice(2)}`;
  return async (text) =>
    asked(
      await fetch(`${server.url}/api/v1/messages`, {
        method: "POST",
        headers: { "x-api-key": demo.api_key, "content-type": "application/json" },
        body: JSON.stringify({ chat_id: chat, text, contact: { name } }),
      }),
    );
}

export class Visitor {
  #server;
  #token;

  static async open({ server, demo }) {
    const visitor = new Visitor();
    visitor.#server = server;
    const session = await visitor.#call("/session", { key: demo.widget_key, locale: "ru" });
    visitor.#token = session.session_token;
    return visitor;
  }

  async #call(path, body) {
    const isForm = body instanceof FormData;
    const headers = {
      ...(this.#token && { authorization: `Bearer ${this.#token}` }),
      ...(!isForm && { "content-type": "application/json" }),
    };
    const sent = body && { method: "POST", body: isForm ? body : JSON.stringify(body) };
    return asked(await fetch(`${this.#server.url}/w/v1${path}`, { headers, ...sent }));
  }

  /** `files`: name, mimeType and buffer, as Playwright has them. */
  async says(text, files = []) {
    const ids = [];
    for (const { name, mimeType, buffer } of files) {
      const form = new FormData();
      form.append("file", new Blob([buffer], { type: mimeType }), name);
      ids.push((await this.#call("/files", form)).id);
    }
    return this.#call("/messages", { client_message_id: randomUUID(), text, files: ids });
  }

  /** What the chat on the site shows, oldest first. */
  async sees() {
    return (await this.#call("/messages?after=0")).messages;
  }
}
