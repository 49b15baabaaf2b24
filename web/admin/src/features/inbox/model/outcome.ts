// How the last talk of a conversation ended: what is told of it in one word, and when it is worth telling.

import type { Conversation, Outcome } from "../wire";

/** Kinds that say nothing an operator could use. */
const isVague = ({ kind }: Outcome): boolean => kind === "unclear";

/** Beside the name: only what is settled, and a hand-over only while a person has it. The key of its word, or nothing. */
export function headline({ status, mode, outcome }: Pick<Conversation, "status" | "mode" | "outcome">) {
  if (!outcome || isVague(outcome)) return undefined;
  if (outcome.resolution === "reversed" && outcome.kind !== "handed_over") return "outcome.came_back";
  const isWithAgent = outcome.kind === "handed_over" && mode === "auto";
  if (status !== "closed" && (outcome.resolution === "open" || isWithAgent)) return undefined;
  return `outcome.kind.${outcome.kind}`;
}

/** Why it counts as it does: the key of a sentence. Where a person was needed, the reason is told instead. */
export function because({ kind, resolution }: Outcome): string | undefined {
  if (resolution === "reversed") return `outcome.reversed.${kind === "handed_over" ? "person" : "back"}`;
  if (resolution !== "unresolved") return `outcome.resolution.${resolution}`;
  return kind === "handed_over" ? undefined : `outcome.unresolved.${kind === "lost" ? "lost" : "other"}`;
}
