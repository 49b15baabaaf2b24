// A report in the cache; it is asked anew when something happens it counts.

import { getReportsSummary, type ReportView } from "@samovar/client";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import type { By, Compare } from "./search";

export type Report = ReportView;

export interface Asked {
  by: By;
  from: string;
  to: string;
  compare: Compare;
  branch_id?: string;
}

export const reportQuery = (asked: Asked) =>
  queryOptions({
    queryKey: ["reports", "summary", asked] as const,
    queryFn: () => ask(getReportsSummary({ query: asked })),
    placeholderData: keepPreviousData,
  });
