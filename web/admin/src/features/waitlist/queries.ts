// The waiting list in the cache: who waits, what became of them, and the socket that makes both old.

import type { CreateWaitlistEntry, OfferPlace, UpdateWaitlistEntry, WaitlistEntry } from "@samovar/client";
import {
  createWaitlist,
  declineWaitlist,
  getWaitlist,
  listWaitlist,
  offerWaitlist,
  removeWaitlist,
  takeWaitlist,
  updateWaitlist,
} from "@samovar/client";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { live } from "~/app/live";
import { queryClient } from "~/app/query";

export type { WaitlistEntry };
export type Closed = "booked" | "left" | "expired";

export interface Filter {
  /** Those who wait when left out. */
  status?: Closed | undefined;
  service?: string | undefined;
  employee?: string | undefined;
  contact?: string | undefined;
}

const ALL = ["waitlist"] as const;

/** Many events at once are one question. */
const PAUSE_MS = 300;
let timer: ReturnType<typeof setTimeout> | undefined;
live.events(({ kind }) => {
  if (!kind.startsWith("waitlist.") || timer) return;
  timer = setTimeout(() => {
    timer = undefined;
    void fresh();
  }, PAUSE_MS);
});

export const fresh = () => queryClient.invalidateQueries({ queryKey: ALL });

export const listQuery = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: [...ALL, "list", filter] as const,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: 50,
        ...(filter.status ? { status: filter.status } : {}),
        ...(filter.service ? { service_id: filter.service } : {}),
        ...(filter.employee ? { employee_id: filter.employee } : {}),
        ...(filter.contact ? { contact_id: filter.contact } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      };
      return ask(listWaitlist({ query, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const oneQuery = (id: string) =>
  queryOptions({ queryKey: [...ALL, "one", id] as const, queryFn: () => ask(getWaitlist({ path: { id } })) });

/** Answers once the lists are told to ask again. */
async function changed<T>(answer: Promise<T>): Promise<T> {
  const done = await answer;
  void fresh();
  return done;
}

export const put = (body: CreateWaitlistEntry) => changed(ask(createWaitlist({ body })));
export const change = (id: string, body: UpdateWaitlistEntry) => changed(ask(updateWaitlist({ path: { id }, body })));
export const remove = (id: string) => changed(ask(removeWaitlist({ path: { id } })));
export const offer = (id: string, body: OfferPlace) => changed(ask(offerWaitlist({ path: { id }, body })));
export const take = (id: string) => changed(ask(takeWaitlist({ path: { id } })));
export const decline = (id: string) => changed(ask(declineWaitlist({ path: { id } })));
