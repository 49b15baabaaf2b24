// Agents as the server has them, what stands around them (templates, versions, checklist, lint), and the ways to change them.

import {
  type AgentFile,
  type AgentFinding,
  type AgentLack,
  type AgentVersionView,
  type AgentView,
  checklistAgents,
  compareAgentsDiff,
  createAgents,
  exportAgents,
  fromTemplateAgents,
  getAgents,
  importAgents,
  lintAgents,
  listAgents,
  publishAgents,
  removeAgents,
  rollbackAgents,
  type TemplateView,
  templatesAgents,
  type UpdateAgent,
  updateAgents,
  versionsAgents,
} from "@samovar/client";
import { infiniteQueryOptions, queryOptions, useMutation } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";
import { type Placed, positions } from "./order";

export type { AgentFinding, AgentLack, AgentVersionView, AgentView, TemplateView };

export const agentsQuery = queryOptions({
  queryKey: ["agents", "all"],
  queryFn: async () => (await ask(listAgents())).items,
});
export const agentQuery = (id: string) =>
  queryOptions({ queryKey: ["agents", "one", id], queryFn: () => ask(getAgents({ path: { id } })) });
export const templatesQuery = queryOptions({
  queryKey: ["agents", "templates"],
  queryFn: async () => (await ask(templatesAgents())).items,
  staleTime: Number.POSITIVE_INFINITY,
});
export const checklistQuery = (id: string) =>
  queryOptions({
    queryKey: ["agents", "checklist", id],
    queryFn: async () => (await ask(checklistAgents({ path: { id } }))).items,
  });
export const lintQuery = (id: string) =>
  queryOptions({
    queryKey: ["agents", "lint", id],
    queryFn: async () => (await ask(lintAgents({ path: { id } }))).items,
  });
export const versionsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["agents", "versions", id],
    queryFn: ({ pageParam }) =>
      ask(versionsAgents({ path: { id }, query: { limit: 20, ...(pageParam ? { cursor: pageParam } : {}) } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
export const diffQuery = (id: string, from: string, to: string) =>
  queryOptions({
    queryKey: ["agents", "diff", id, from, to],
    queryFn: async () => (await ask(compareAgentsDiff({ path: { id }, query: { from, to } }))).changes,
    staleTime: 0,
  });

/** Puts an agent that has just come from the server where every screen reads it. */
export function keep(agent: AgentView): void {
  // An answer that set out earlier must not come in over this one.
  void queryClient.cancelQueries({ queryKey: agentQuery(agent.id).queryKey });
  queryClient.setQueryData(agentQuery(agent.id).queryKey, agent);
  queryClient.setQueryData(agentsQuery.queryKey, (all) => all?.map((one) => (one.id === agent.id ? agent : one)));
  // The list as it is set here counts as fresh; whatever else has changed in it must still be asked for.
  void queryClient.invalidateQueries({ queryKey: agentsQuery.queryKey });
  for (const part of ["checklist", "lint", "versions", "diff"])
    void queryClient.invalidateQueries({ queryKey: ["agents", part, agent.id] });
}
const refresh = () => queryClient.invalidateQueries({ queryKey: ["agents"] });

/** Another person's change shows at once; one's own is there already. */
export function useAgentsLive(): void {
  useLive(["agent."], ({ payload }) => {
    const { agent_id: id, updated_at: at } = payload as { agent_id?: string; updated_at?: string };
    const known = id ? queryClient.getQueryData(agentQuery(id).queryKey) : undefined;
    if (known && known.updated_at === at) return;
    void refresh();
  });
}

export type Patch = Omit<UpdateAgent, "updated_at"> & { updated_at?: string };

export function useSaveAgent(id: string) {
  return useMutation({
    mutationFn: (patch: Patch): Promise<AgentView> => ask(updateAgents({ path: { id }, body: patch })),
    onSuccess: keep,
  });
}

export function usePublish(id: string) {
  return useMutation({
    mutationFn: (body: { note: string; updated_at?: string }) => ask(publishAgents({ path: { id }, body })),
    onSuccess: keep,
  });
}

/** From the list, where no one agent is at work. */
export function usePublishAny() {
  return useMutation({
    mutationFn: ({ id, note }: { id: string; note: string }) => ask(publishAgents({ path: { id }, body: { note } })),
    onSuccess: keep,
  });
}

export function useRollback(id: string) {
  return useMutation({
    mutationFn: (body: { version: number; updated_at?: string }) => ask(rollbackAgents({ path: { id }, body })),
    onSuccess: keep,
  });
}

export function useCreateAgent() {
  return useMutation({
    mutationFn: (from: { template: string; name?: string } | { name: string; role: AgentView["role"] }) =>
      ask("template" in from ? fromTemplateAgents({ body: from }) : createAgents({ body: from })),
    onSettled: refresh,
  });
}

/** The same settings under another name, in training. */
export function useDuplicate() {
  return useMutation({
    mutationFn: ({ agent, name }: { agent: AgentView; name: string }) =>
      ask(createAgents({ body: { name, role: agent.role, draft: agent.draft, position: agent.position + 1 } })),
    onSettled: refresh,
  });
}

export function useImportAgent() {
  return useMutation({
    mutationFn: (file: AgentFile) => ask(importAgents({ body: file })),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: ["scripts"] });
      return refresh();
    },
  });
}

export const agentFile = (id: string): Promise<AgentFile> => ask(exportAgents({ path: { id } }));

export function useRemoveAgent() {
  return useMutation({ mutationFn: (id: string) => ask(removeAgents({ path: { id } })), onSettled: refresh });
}

/** Switches one of the list at once, and back when the server refuses. */
export function useSwitch() {
  return useMutation({
    mutationFn: ({ id, status }: { id: string; status: AgentView["status"] }) =>
      ask(updateAgents({ path: { id }, body: { status } })),
    onSuccess: keep,
  });
}

const ORDER = ["agents", "order"];

/** The order: the list shows it at once. One change waits for the one before, so that hands need not. */
export function useReorder() {
  return useMutation({
    mutationKey: ORDER,
    scope: { id: "agents-order" },
    mutationFn: async (list: AgentView[]) => {
      for (const { id, position } of positions(list as Placed[]))
        await ask(updateAgents({ path: { id }, body: { position } }));
    },
    onMutate: (list) => {
      const fresh = new Map(positions(list as Placed[]).map(({ id, position }) => [id, position]));
      queryClient.setQueryData(
        agentsQuery.queryKey,
        list.map((one) => ({ ...one, position: fresh.get(one.id) ?? one.position })),
      );
    },
    onSettled: () => (queryClient.isMutating({ mutationKey: ORDER }) > 1 ? undefined : refresh()),
  });
}
