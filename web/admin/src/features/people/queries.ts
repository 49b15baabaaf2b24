// The team: members, invitations, roles, keys.

import { listApiKeys, listInvitations, listMembers, type MemberView } from "@samovar/client";
import { client } from "@samovar/client/client.gen";
import { queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import type { Permission } from "~/app/session";
import { useLive } from "~/app/use-live";

export type Role = MemberView["role"];
export type Member = MemberView & { last_seen_at?: string; has_totp?: boolean };
/** Strongest first. */
export const ROLES: Role[] = ["owner", "admin", "manager", "operator", "viewer"];

export interface RoleInfo {
  role: Role;
  permissions: Permission[];
  can_grant: boolean;
}

/** Teams are small; one page of the largest size holds any of them. */
const MOST = 200;

export const membersQuery = queryOptions({
  queryKey: ["members"],
  queryFn: async (): Promise<Member[]> => (await ask(listMembers({ query: { limit: MOST } }))).items,
});

export const invitationsQuery = queryOptions({
  queryKey: ["invitations"],
  queryFn: async () => (await ask(listInvitations({ query: { limit: MOST } }))).items,
});

export const rolesQuery = queryOptions({
  queryKey: ["roles"],
  queryFn: async (): Promise<RoleInfo[]> => {
    type Call = Promise<{ data?: { items: RoleInfo[] }; error?: unknown; response?: Response }>;
    return (await ask(client.get({ url: "/api/v1/roles" }) as unknown as Call)).items;
  },
  staleTime: Number.POSITIVE_INFINITY,
});

export const keysQuery = queryOptions({
  queryKey: ["api-keys"],
  queryFn: async () => (await ask(listApiKeys({ query: { limit: MOST } }))).items,
});

/** Joins, leaves and new roles show up at once; one's own change of role changes what one may do. */
export function usePeopleLive(): void {
  useLive(["member.", "invitation."], () => {
    for (const queryKey of [["members"], ["invitations"], ["me"]]) void queryClient.invalidateQueries({ queryKey });
  });
}
