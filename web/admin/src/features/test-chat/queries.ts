// The talk of the signed-in person with the agent, as a pretended customer: real answers, real free times, nobody writes
// to anybody. Visits it books are marked as a test and go away when it starts over.

import { queryOptions, useMutation } from "@tanstack/react-query";
import { send } from "~/app/api";
import { queryClient } from "~/app/query";

export interface TestMessage {
  id: string;
  seq: number;
  /** `contact` is you. */
  author: "contact" | "agent" | "person" | "system";
  text: string;
  buttons: { id: string; title: string }[];
  turn_id?: string;
  created_at: string;
}
export interface TestTalk {
  conversation_id?: string;
  phase?: string;
  is_agent_on: boolean;
  items: TestMessage[];
}

export const testTalkQuery = queryOptions({
  queryKey: ["test-chat"],
  queryFn: () => send<TestTalk>("GET", "/test-chat/messages"),
});

export function useSay() {
  return useMutation({
    mutationFn: (said: { text: string; button_id?: string }) =>
      send<TestTalk>(
        "POST",
        "/test-chat/messages",
        said.button_id ? { button_id: said.button_id, text: said.text } : { text: said.text },
      ),
    onMutate: ({ text }) => {
      queryClient.setQueryData<TestTalk>(["test-chat"], (talk) => {
        const items = talk?.items ?? [];
        const mine: TestMessage = {
          id: crypto.randomUUID(),
          seq: (items.at(-1)?.seq ?? 0) + 1,
          author: "contact",
          text,
          buttons: [],
          created_at: new Date().toISOString(),
        };
        return { is_agent_on: true, ...talk, items: [...items, mine] };
      });
    },
    onSuccess: (talk) => queryClient.setQueryData(["test-chat"], talk),
    onError: () => queryClient.invalidateQueries({ queryKey: ["test-chat"] }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["onboarding"] }),
  });
}

export function useStartOver() {
  return useMutation({
    mutationFn: () => send<void>("DELETE", "/test-chat"),
    onSuccess: () => queryClient.setQueryData<TestTalk>(["test-chat"], { is_agent_on: true, items: [] }),
  });
}
