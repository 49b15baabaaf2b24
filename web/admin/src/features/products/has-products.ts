// Does the firm sell goods? Then they stand in the menu; other firms find them at the end of their services.

import { useQuery } from "@tanstack/react-query";
import { categoriesQuery } from "./queries";

export function useHasProducts(): boolean {
  const { data } = useQuery({ ...categoriesQuery, staleTime: 5 * 60_000 });
  return (data?.length ?? 0) > 0;
}
