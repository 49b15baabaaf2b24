// The team: members, invitations, roles, keys.

import { listApiKeys, listInvitations, listMembers, type MemberView, type RoleView, roles } from "@samovar/client";
import { queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";

export type Role = MemberView["role"];
export type Member = MemberView;
/** Strongest first. */
export const ROLES: Role[] = ["owner", "admin", "manager", "operator", "viewer"];

export type RoleInfo = RoleView;

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
  queryFn: async () => (await ask(roles())).items,
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
