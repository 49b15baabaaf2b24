// The thread as the server has it, page by page: what came since, what was before.

import type { Message } from "../wire";
import type { Server } from "./server";

const MOST_PAGES = 20;

/** Hands over everything after a message; `take` tells the next one to ask after. The status that ended it. */
export async function since(
  server: Server,
  token: string | null,
  after: number,
  take: (messages: Message[]) => number,
): Promise<number> {
  let cursor = after;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const path = `/messages?after=${cursor}`;
    const reply = await server.call<{ messages: Message[]; has_more: boolean }>("GET", path, token);
    if (reply.status !== 200 || !reply.data) return reply.status;
    cursor = take(reply.data.messages);
    if (!reply.data.has_more) break;
  }
  return 200;
}

/** The page before a message; nothing when it does not come. */
export async function older(server: Server, token: string | null, first: number): Promise<Message[]> {
  const reply = await server.call<{ messages: Message[] }>("GET", `/messages?before=${first}`, token);
  return reply.status === 200 && reply.data ? reply.data.messages : [];
}
