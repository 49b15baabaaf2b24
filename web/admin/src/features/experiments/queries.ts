// Experiments with an agent's versions as the server has them, and the ways to begin and to end one.

import {
  getExperiments,
  listExperiments,
  promoteExperiments,
  shadowsExperiments,
  startExperiments,
  stopExperiments,
} from "@samovar/client";
import { infiniteQueryOptions, queryOptions, useMutation } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";

export const KINDS = ["shadow", "split", "canary"] as const;
export type Kind = (typeof KINDS)[number];
export const AGREEMENTS = ["same", "near", "other", "failed"] as const;
export type Agreement = (typeof AGREEMENTS)[number];

export interface Rules {
  conversations: number;
  doubt: number;
  failures: number;
}
export interface Experiment {
  id: string;
  name: string;
  agent_id: string;
  kind: Kind;
  control: number;
  variant: number;
  share: number;
  status: "running" | "stopped" | "rolled_back" | "promoted";
  rules: Rules;
  reason?: string;
  author_id?: string;
  started_at: string;
  ended_at?: string;
}
export interface Arm {
  arm: "control" | "variant";
  version: number;
  conversations: number;
  contacts: number;
  turns: number;
  turn_ms: number;
  tokens: number;
  /** Millionths of a unit of the firm's currency. */
  cost: number;
  ratings: number;
  rating?: number;
}
export interface Ratio {
  hits: number;
  of: number;
  low?: number;
  high?: number;
}
export interface Comparison {
  measure: "conversion" | "resolution" | "hand_over" | "lost";
  is_good: boolean;
  control: Ratio;
  variant: Ratio;
  chance?: number;
  needed?: number;
  standing: "better" | "worse" | "even" | "too_few";
}
export interface Beside extends Record<Agreement, number> {
  beside: string;
  tokens: number;
}
export interface Report {
  experiment: Experiment;
  arms: Arm[];
  comparisons: Comparison[];
  shadow: Beside[];
}
/** What was said and done, or would have been: the effects of a person are not known. */
export interface Said {
  replies?: { text: string; buttons?: { title: string }[] }[];
  effects?: { effect: string }[] | null;
}
export interface ShadowAnswer {
  conversation_id: string;
  until_seq: number;
  beside: string;
  question: string;
  live: Said;
  silent: Said;
  agreement: Agreement;
  tokens: number;
  duration_ms: number;
  created_at: string;
}
export interface Start {
  name: string;
  agent_id: string;
  kind: Kind;
  /** Left out: the draft. */
  variant?: number;
  share: number;
  rules?: Rules;
}
interface Paged<T> {
  items: T[];
  next_cursor?: string | null;
}

const after = (cursor: string) => (cursor === "" ? {} : { cursor });

export const experimentsQuery = (agent: string) =>
  infiniteQueryOptions({
    queryKey: ["experiments", "of", agent],
    queryFn: async ({ pageParam }) =>
      (await ask(listExperiments({ query: { agent_id: agent, limit: 20, ...after(pageParam) } }))) as Paged<Experiment>,
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
export const reportQuery = (id: string) =>
  queryOptions({
    queryKey: ["experiments", "one", id],
    queryFn: async () => (await ask(getExperiments({ path: { id } }))) as Report,
  });
export const shadowsQuery = (id: string, agreement: Agreement | "") =>
  infiniteQueryOptions({
    queryKey: ["experiments", "shadows", id, agreement],
    queryFn: async ({ pageParam }) =>
      (await ask(
        shadowsExperiments({
          path: { id },
          query: { ...(agreement && { agreement }), limit: 20, ...after(pageParam) },
        }),
      )) as Paged<ShadowAnswer>,
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

const refresh = () => queryClient.invalidateQueries({ queryKey: ["experiments"] });
/** Promotion makes another version live. */
const refreshAgents = () => queryClient.invalidateQueries({ queryKey: ["agents"] });

/** One begins or ends, here, at a colleague's or by itself. */
export function useExperimentsLive(): void {
  useLive(["experiment."], () => void refresh());
}

export function useStart() {
  return useMutation({
    mutationFn: async (body: Start) => (await ask(startExperiments({ body }))) as Experiment,
    onSuccess: () => void refresh(),
    // The draft may have become a version.
    onSettled: () => void refreshAgents(),
  });
}

export function useEnd(id: string) {
  return useMutation({
    mutationFn: async (how: "stop" | "promote") =>
      (await ask(
        how === "stop" ? stopExperiments({ path: { id } }) : promoteExperiments({ path: { id } }),
      )) as Experiment,
    onSettled: () => {
      void refresh();
      void refreshAgents();
    },
  });
}
