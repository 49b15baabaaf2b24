// What customers said of their visits: the report of a period.

import { type FeedbackReport, getReportsFeedback, type LowView, type MarksView } from "@samovar/client";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { periodOf } from "~/features/dashboard/queries";

export type { FeedbackReport, LowView, MarksView };

export const feedbackQuery = (days: number, zone: string | undefined) =>
  queryOptions({
    queryKey: ["feedback", days],
    queryFn: () => ask(getReportsFeedback({ query: periodOf(days, zone) })),
    enabled: zone !== undefined,
    placeholderData: keepPreviousData,
  });
