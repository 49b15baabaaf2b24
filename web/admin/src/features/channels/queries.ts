// Channels the firm is reached through: what can be connected, what is connected, how it is doing.

import {
  type ConnectionView,
  type ConnectorView,
  checkConnections,
  connectors,
  createConnections,
  listConnections,
  removeConnections,
  updateConnections,
} from "@samovar/client";
import { queryOptions, useMutation } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";

export type { ConnectionView, ConnectorView };

export const connectorsQuery = queryOptions({
  queryKey: ["connectors"],
  queryFn: () => ask(connectors()),
  staleTime: Number.POSITIVE_INFINITY,
});
export const connectionsQuery = queryOptions({
  queryKey: ["connections"],
  // Where imported talks hang is no channel: nothing comes in or goes out there.
  queryFn: async () =>
    (await ask(listConnections({ query: { limit: 100 } }))).items.filter(({ connector }) => connector !== "import"),
  staleTime: 60_000,
  meta: { isKept: true },
});

const refresh = () => {
  void queryClient.invalidateQueries({ queryKey: ["onboarding"] });
  return queryClient.invalidateQueries({ queryKey: ["connections"] });
};

export function useConnect() {
  return useMutation({
    mutationFn: (body: { connector: string; name: string; settings: Record<string, unknown> }) =>
      ask(createConnections({ body })),
    onSettled: refresh,
  });
}

export type Changes = NonNullable<Parameters<typeof updateConnections>[0]>["body"];

export function useChange(id: string) {
  return useMutation({
    mutationFn: (body: Changes) => ask(updateConnections({ path: { id }, body })),
    onSettled: refresh,
  });
}
export function useCheck(id: string) {
  return useMutation({ mutationFn: () => ask(checkConnections({ path: { id } })), onSettled: refresh });
}
export function useDisconnect() {
  return useMutation({ mutationFn: (id: string) => ask(removeConnections({ path: { id } })), onSettled: refresh });
}

/** How a channel is doing, in one word the screens know. */
export function stateOf(connection: ConnectionView): "paused" | "ok" | "new" | "failing" | "disconnected" {
  if (connection.is_paused) return "paused";
  const { health, receiving } = connection;
  // Nobody is called there: such a channel works as long as we do.
  if (health === "new" && receiving === "off") return "ok";
  return health === "ok" || health === "failing" || health === "disconnected" ? health : "new";
}
