// What the socket tells about deals, put where it shows: what is known changes at once, what may have come or gone is asked
// for, many events as one question.

import { useEffect, useRef } from "react";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";
import { again, forget, take } from "./cache";
import { dealKey, movesKey, pipelinesQuery } from "./queries";

const PAUSE_MS = 900;

export function useSoon(run: () => void): () => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => () => clearTimeout(timer.current), []);
  return () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      latest.current();
    }, PAUSE_MS);
  };
}

export function useFreshDeals(): void {
  const soon = useSoon(() => again());
  useLive(["deal."], ({ kind, subject_id: id, payload }) => {
    if (kind === "deal.removed") forget(payload?.deal_id ?? id);
    else if (payload?.deal?.id) take(payload.deal);
    soon();
  });
  // The next task of a card, a contact's new name.
  useLive(["task.", "contact.updated", "contact.merged"], soon);
  useLive(["pipeline."], () => {
    void queryClient.invalidateQueries({ queryKey: pipelinesQuery.queryKey });
    again();
  });
}

/** The open deal with its history. */
export function useFreshDeal(id: string): void {
  const deal = useSoon(() => void queryClient.invalidateQueries({ queryKey: dealKey(id) }));
  useLive(["deal."], ({ kind, subject_id: subject, payload }) => {
    if ((payload?.deal?.id ?? payload?.deal_id ?? subject) !== id) return;
    if (kind !== "deal.removed" && payload?.deal?.id) take(payload.deal);
    deal();
    void queryClient.invalidateQueries({ queryKey: movesKey(id) });
  });
}
