// How many questions have no answer: the number beside "Knowledge" in the menu.

import { useQuery } from "@tanstack/react-query";
import { countsQuery } from "./counts";

export function useGapsBadge(): string | undefined {
  const { data } = useQuery(countsQuery);
  const gaps = data?.gaps ?? 0;
  if (gaps === 0) return undefined;
  return gaps > 99 ? "99+" : String(gaps);
}
