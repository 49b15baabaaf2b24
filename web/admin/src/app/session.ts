// Who is signed in, where, and what they may do there. The server decides; this only spares people useless clicks.

import type { Me } from "@samovar/client";
import { meAuth } from "@samovar/client";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { ask, Refusal } from "./api";

export type { Me };
export type Permission = Me["permissions"][number];

/** Null when nobody is signed in. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async (): Promise<Me | null> => {
    try {
      return await ask(meAuth());
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 5 * 60_000,
  meta: { isKept: true },
});

/** Inside the shell there always is one. */
export function useMe(): Me {
  const { data } = useQuery(meQuery);
  if (!data) throw new Error("no session");
  return data;
}

export function useMay(permission: Permission): boolean {
  return useMe().permissions.includes(permission);
}
