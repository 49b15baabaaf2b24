// Turns: the record of one, the search of many, one run again; and the names of what records know by id.

import {
  getTurns,
  listAgents,
  listBranches,
  listConnections,
  listEmployees,
  listFaq,
  listModelsProviders,
  listServices,
  runAgainTurnsReplay,
  versionsAgents,
} from "@samovar/client";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { ask, send } from "~/app/api";
import type { Turn } from "./explain";
import { type Search, toQuery } from "./search";

export interface TurnLine {
  id: string;
  conversation_id: string;
  connection_id: string;
  contact_id: string;
  contact?: string;
  verdict: string;
  phase?: string;
  question: string;
  answer: string;
  /** Why a person was asked for. */
  reason?: string;
  agent?: string;
  agent_version?: number;
  model_calls: number;
  has_failure: boolean;
  is_replayable: boolean;
  duration_us: number;
  created_at: string;
}
export interface Difference {
  path: string;
  before: unknown;
  after: unknown;
}
export interface Replay {
  turn_id: string;
  conversation_id: string;
  verdict: "equal" | "different" | "old_record" | "no_snapshot" | "unreadable";
  differences: Difference[];
  build: string;
  replies: string[];
}
interface Page {
  items: TurnLine[];
  next_cursor?: string;
}

const FIVE_MINUTES = 5 * 60_000;

/** A record never changes. */
export const turnQuery = (id: string) =>
  queryOptions({
    queryKey: ["turns", id],
    queryFn: async (): Promise<Turn> => (await ask(getTurns({ path: { id } }))) as Turn,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const turnsQuery = (search: Search, zone: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ["turns", "search", toQuery(search, zone)],
    queryFn: ({ pageParam }): Promise<Page> => {
      const query = new URLSearchParams({ ...toQuery(search, zone), limit: "50" });
      if (pageParam) query.set("cursor", pageParam);
      return send<Page>("GET", `/turns?${query}`);
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor,
  });

export async function replay(turn: string, version: number | undefined): Promise<Replay> {
  const query = version ? { agent_version: version } : {};
  return (await ask(runAgainTurnsReplay({ path: { id: turn }, query }))) as Replay;
}

export const agentsQuery = queryOptions({
  queryKey: ["traces", "agents"],
  queryFn: async () => (await ask(listAgents())).items,
  staleTime: FIVE_MINUTES,
});
export const agentVersionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["traces", "agents", id, "versions"],
    queryFn: async () => (await ask(versionsAgents({ path: { id }, query: { limit: 50 } }))).items,
    staleTime: FIVE_MINUTES,
  });
export const connectionsQuery = queryOptions({
  queryKey: ["traces", "connections"],
  queryFn: async () => (await ask(listConnections({ query: { limit: 100 } }))).items,
  staleTime: FIVE_MINUTES,
});

/** Names of what the record knows by id. */
export const namesQuery = queryOptions({
  queryKey: ["traces", "names"],
  queryFn: async (): Promise<Record<string, string>> => {
    const [services, employees, branches, faq, providers] = await Promise.all([
      ask(listServices()),
      ask(listEmployees()),
      ask(listBranches()),
      ask(listFaq()),
      ask(listModelsProviders()),
    ]);
    return Object.fromEntries([
      ...services.items.map(({ id, name }) => [id, name]),
      ...employees.items.map(({ id, name }) => [id, name]),
      ...branches.items.map(({ id, name }) => [id, name]),
      ...faq.items.map(({ id, questions }) => [id, questions[0] ?? ""]),
      ...providers.items.map(({ id, name }) => [id, name]),
    ]);
  },
  staleTime: FIVE_MINUTES,
});
