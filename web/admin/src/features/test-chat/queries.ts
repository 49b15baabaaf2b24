// The talk of the signed-in person with the agent, as a pretended customer: real answers, real free times, nobody writes
// to anybody. Visits it books are marked as a test and go away when it starts over.

import { sayTestChatMessages, startOverTestChat, talkTestChatMessages } from "@samovar/client";
import { queryOptions, useMutation } from "@tanstack/react-query";
import { ask } from "~/app/api";
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

/** With whoever would answer a customer; or with the draft of one agent, in a talk of its own. */
export const testTalkQuery = (agent?: string) =>
  queryOptions({
    queryKey: keyOf(agent),
    queryFn: async () => (await ask(talkTestChatMessages({ query: of(agent) }))) as TestTalk,
  });
const keyOf = (agent: string | undefined) => (agent ? ["test-chat", agent] : ["test-chat"]);
const of = (agent: string | undefined) => (agent ? { agent_id: agent } : {});

export function useSay(agent?: string) {
  const key = keyOf(agent);
  return useMutation({
    mutationFn: async ({ text, button_id }: { text: string; button_id?: string }) =>
      (await ask(
        sayTestChatMessages({ body: { text, ...(button_id ? { button_id } : {}), ...of(agent) } }),
      )) as TestTalk,
    onMutate: ({ text }) => {
      queryClient.setQueryData<TestTalk>(key, (talk) => {
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
    onSuccess: (talk) => queryClient.setQueryData(key, talk),
    onError: () => queryClient.invalidateQueries({ queryKey: key, exact: true }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["onboarding"] }),
  });
}

export function useStartOver(agent?: string) {
  return useMutation({
    mutationFn: () => ask(startOverTestChat({ query: of(agent) })),
    onSuccess: () => queryClient.setQueryData<TestTalk>(keyOf(agent), { is_agent_on: true, items: [] }),
  });
}
