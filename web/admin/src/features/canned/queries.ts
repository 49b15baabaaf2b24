// Canned replies in the cache: all of them, as a firm has hundreds at most; old once somebody has changed one.

import { queryOptions } from "@tanstack/react-query";
import { live } from "~/app/live";
import { queryClient } from "~/app/query";
import { listCanned } from "./wire";

export const cannedQuery = queryOptions({
  queryKey: ["canned-replies"],
  queryFn: async () => (await listCanned()).items,
  staleTime: Number.POSITIVE_INFINITY,
});

export const askAgain = () => queryClient.invalidateQueries({ queryKey: cannedQuery.queryKey });

live.events(({ kind }) => {
  if (kind.startsWith("canned_reply.")) void askAgain();
});
