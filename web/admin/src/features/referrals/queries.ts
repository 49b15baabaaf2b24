// Clients handed to partners as the server has them, and what is done with them.

import {
  type CreateReferral,
  closeReferrals,
  createReferrals,
  getReferrals,
  listReferrals,
  lookReferralsPreview,
  messageReferrals,
  type ReferralPreview,
  type ReferralView,
  resendReferrals,
  withdrawReferrals,
} from "@samovar/client";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { live } from "~/app/live";
import { queryClient } from "~/app/query";

export type { CreateReferral, ReferralPreview, ReferralView };

const ALL = ["referrals"] as const;
export const refresh = () => queryClient.invalidateQueries({ queryKey: ALL });
live.events(({ kind }) => {
  if (kind.startsWith("referral.")) void refresh();
});

/** Whose list it is; one of them. */
export interface Of {
  partnerId?: string;
  contactId?: string;
  dealId?: string;
}

export const ofQuery = ({ partnerId, contactId, dealId }: Of) =>
  infiniteQueryOptions({
    queryKey: [...ALL, "of", partnerId ?? "", dealId ?? "", dealId ? "" : (contactId ?? "")] as const,
    queryFn: ({ pageParam }) => {
      const whose = partnerId ? { partner_id: partnerId } : dealId ? { deal_id: dealId } : { contact_id: contactId };
      return ask(listReferrals({ query: { ...whose, limit: 20, ...(pageParam && { cursor: pageParam }) } }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const stepsQuery = (id: string) =>
  queryOptions({
    queryKey: [...ALL, "steps", id] as const,
    queryFn: async () => (await ask(getReferrals({ path: { id } }))).steps,
  });

export const previewQuery = (body: CreateReferral) =>
  queryOptions({
    queryKey: ["referral-preview", body] as const,
    queryFn: () => ask(lookReferralsPreview({ body })),
    retry: false,
    gcTime: 60_000,
  });

export const messageQuery = (id: string) =>
  queryOptions({
    queryKey: ["referral-message", id] as const,
    queryFn: () => ask(messageReferrals({ path: { id } })),
    retry: false,
    gcTime: 0,
  });

const changed = async (done: Promise<ReferralView>): Promise<ReferralView> => {
  const after = await done;
  await refresh();
  return after;
};

export const give = (body: CreateReferral) => changed(ask(createReferrals({ body })));
export const withdraw = (id: string) => changed(ask(withdrawReferrals({ path: { id }, body: {} })));
export const resend = (id: string) => changed(ask(resendReferrals({ path: { id }, body: {} })));
export const close = (id: string, isDone: boolean, amount: number | undefined, note: string) =>
  changed(
    ask(closeReferrals({ path: { id }, body: { is_done: isDone, note, ...(amount !== undefined && { amount }) } })),
  );
