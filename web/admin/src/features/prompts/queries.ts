// Ready blocks to build instructions of, in the firm's language.

import { type PromptBlock, promptsAgents } from "@samovar/client";
import { queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";

export type { PromptBlock };

export const promptsQuery = queryOptions({
  queryKey: ["prompts"],
  queryFn: async () => (await ask(promptsAgents())).items,
  staleTime: Number.POSITIVE_INFINITY,
});
