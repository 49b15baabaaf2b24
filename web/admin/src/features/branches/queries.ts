// Branches and their rooms as the server has them, and the ways to change them.

import {
  type BranchView,
  createBranches,
  createResources,
  type HoursView,
  listBranches,
  removeBranches,
  removeResources,
  updateBranches,
  updateResources,
} from "@samovar/client";
import { queryOptions, useMutation } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";

export type { BranchView, HoursView };

export const branchesQuery = queryOptions({
  queryKey: ["branches"],
  queryFn: async () => (await ask(listBranches())).items,
  staleTime: 5 * 60_000,
});

export interface BranchValues {
  name: string;
  address: string;
  directions: string;
  phone: string;
  timezone: string;
  hours: HoursView[];
  is_active: boolean;
}

const refresh = (key: string) => () => queryClient.invalidateQueries({ queryKey: [key] });

export function useSaveBranch(id: string | undefined) {
  return useMutation({
    mutationFn: ({ is_active, phone, ...values }: BranchValues) =>
      id
        ? ask(updateBranches({ path: { id }, body: { ...values, is_active, phone: phone || null } }))
        : ask(createBranches({ body: { ...values, ...(phone ? { phone } : {}) } })),
    onSettled: refresh("branches"),
  });
}

export function useRemoveBranch() {
  return useMutation({
    mutationFn: (id: string) => ask(removeBranches({ path: { id } })),
    onSettled: refresh("branches"),
  });
}

export function useRooms() {
  const settled = { onSettled: refresh("resources") };
  const add = useMutation({
    mutationFn: (room: { branch_id: string; name: string }) => ask(createResources({ body: room })),
    ...settled,
  });
  const rename = useMutation({
    mutationFn: ({ id, name }: { id: string; name: string }) => ask(updateResources({ path: { id }, body: { name } })),
    ...settled,
  });
  const remove = useMutation({ mutationFn: (id: string) => ask(removeResources({ path: { id } })), ...settled });
  return { add, rename, remove };
}
