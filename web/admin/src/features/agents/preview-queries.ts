// The talk with the draft of one agent: real answers by what is saved, seen by nobody else.

import { sayTestChatMessages, startOverTestChat, talkTestChatMessages } from "@samovar/client";
import { queryOptions, useMutation } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";

export interface TriedMessage {
  id: string;
  seq: number;
  author: "contact" | "agent" | "person" | "system";
  text: string;
  buttons: { id: string; title: string }[];
  turn_id?: string;
  created_at: string;
}
export interface TriedTalk {
  conversation_id?: string;
  is_agent_on: boolean;
  items: TriedMessage[];
}
export interface Said {
  text: string;
  button_id?: string;
}

const key = (agent: string) => ["agents", "preview", agent];

export const previewQuery = (agent: string) =>
  queryOptions({
    queryKey: key(agent),
    queryFn: async () => (await ask(talkTestChatMessages({ query: { agent_id: agent } }))) as TriedTalk,
    staleTime: Number.POSITIVE_INFINITY,
  });

export function useSayToDraft(agent: string) {
  return useMutation({
    mutationFn: async (said: Said) =>
      (await ask(sayTestChatMessages({ body: { ...said, agent_id: agent } }))) as TriedTalk,
    onMutate: ({ text }) =>
      queryClient.setQueryData<TriedTalk>(key(agent), (talk) => {
        const items = talk?.items ?? [];
        const seq = (items.at(-1)?.seq ?? 0) + 1;
        const mine = {
          id: `mine-${seq}`,
          seq,
          author: "contact",
          text,
          buttons: [],
          created_at: new Date().toISOString(),
        };
        return { is_agent_on: true, ...talk, items: [...items, mine as TriedMessage] };
      }),
    onSuccess: (talk) => queryClient.setQueryData(key(agent), talk),
    onError: () => queryClient.invalidateQueries({ queryKey: key(agent) }),
  });
}

export function useForget(agent: string) {
  return useMutation({
    mutationFn: () => ask(startOverTestChat({ query: { agent_id: agent } })),
    onSuccess: () => queryClient.setQueryData<TriedTalk>(key(agent), { is_agent_on: true, items: [] }),
  });
}
