// How many conversations are in each view. Every change of a conversation makes them old; they are asked for anew then,
// but not oftener than once in a while.

import { client } from "@samovar/client/client.gen";
import { queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { live } from "~/app/live";
import { queryClient } from "~/app/query";

export interface Counts {
  all: number;
  mine: number;
  unassigned: number;
  waiting: number;
  due: number;
  agent: number;
  snoozed: number;
  closed: number;
  unread: number;
}

const PAUSE_MS = 1_500;
let timer: ReturnType<typeof setTimeout> | undefined;
let last = 0;

export function countSoon(): void {
  if (timer) return;
  timer = setTimeout(
    () => {
      timer = undefined;
      last = Date.now();
      void queryClient.invalidateQueries({ queryKey: countsQuery.queryKey });
      void queryClient.invalidateQueries({ queryKey: ["inbox", "saved"] });
    },
    Math.max(100, last + PAUSE_MS - Date.now()),
  );
}

live.events(({ kind }) => {
  if (kind === "message.created" || (kind.startsWith("conversation.") && kind !== "conversation.typing")) countSoon();
});

export const countsQuery = queryOptions({
  queryKey: ["conversations", "counts"],
  queryFn: () => ask<Counts>(client.get({ url: "/api/v1/conversations/counts" }) as never),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});
