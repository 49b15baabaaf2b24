// The talk with the draft of one agent: real answers by what is saved, seen by nobody else.

import { queryOptions, useMutation } from "@tanstack/react-query";
import { send } from "~/app/api";
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
    queryFn: () => send<TriedTalk>("GET", `/test-chat/messages?agent_id=${agent}`),
    staleTime: Number.POSITIVE_INFINITY,
  });

export function useSayToDraft(agent: string) {
  return useMutation({
    mutationFn: (said: Said) => send<TriedTalk>("POST", "/test-chat/messages", { ...said, agent_id: agent }),
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
    mutationFn: () => send<void>("DELETE", `/test-chat?agent_id=${agent}`),
    onSuccess: () => queryClient.setQueryData<TriedTalk>(key(agent), { is_agent_on: true, items: [] }),
  });
}
