// One cache for all screens. The socket keeps it fresh, so nothing is asked again just because time has passed.

import { QueryClient } from "@tanstack/react-query";
import { Refusal } from "./api";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 15 * 60_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => !(error instanceof Refusal && error.status >= 400 && error.status < 500) && count < 2,
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});
