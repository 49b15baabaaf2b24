// One cache for all screens. The socket keeps it fresh, so nothing is asked again just because time has passed.

import { QueryClient } from "@tanstack/react-query";
import { Refusal } from "./api";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 15 * 60_000,
      refetchOnWindowFocus: false,
      // Without a network nobody waits for a second and a third try.
      retry: (count, error) => {
        const isClear = error instanceof Refusal && error.status >= 400 && error.status < 500;
        return !isClear && navigator.onLine && count < 2;
      },
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});
