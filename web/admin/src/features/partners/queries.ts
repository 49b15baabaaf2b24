// Partners as the server has them, and the ways to change them.

import {
  type CommissionReport,
  createPartners,
  getPartners,
  invitePartnersChatLink,
  listPartners,
  type PartnerView,
  removePartners,
  reportReportsCommissions,
  unbindPartnersChat,
  updatePartners,
} from "@samovar/client";
import { queryOptions, useMutation } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { live } from "~/app/live";
import { queryClient } from "~/app/query";

export type { CommissionReport, PartnerView };
export type Kind = PartnerView["kind"];
export type Channel = PartnerView["channel"];
export type Commission = PartnerView["commission"];

export const KINDS = [
  "guide",
  "hotel",
  "transport",
  "supplier",
  "specialist",
  "agency",
  "other",
] as const satisfies Kind[];
export const CHANNELS = ["email", "chat", "manual"] as const satisfies Channel[];

const ALL = ["partners"] as const;
const refresh = () => queryClient.invalidateQueries({ queryKey: ALL });
live.events(({ kind }) => {
  if (kind.startsWith("partner.")) void refresh();
});

export const partnersQuery = queryOptions({
  queryKey: [...ALL, "list"] as const,
  queryFn: async () => (await ask(listPartners())).items,
  staleTime: 60_000,
});

export const partnerQuery = (id: string) =>
  queryOptions({ queryKey: [...ALL, "one", id] as const, queryFn: () => ask(getPartners({ path: { id } })) });

export interface PartnerValues {
  name: string;
  kind: Kind;
  person: string;
  phone: string;
  email: string;
  lang: "ru" | "en";
  channel: Channel;
  commission: Commission;
  availability: string;
  days_off: { from: string; until: string }[];
  template: string;
  note: string;
  is_active: boolean;
}

export function useSavePartner(id: string | undefined) {
  return useMutation({
    mutationFn: ({ is_active, phone, email, ...values }: PartnerValues) =>
      id
        ? ask(
            updatePartners({
              path: { id },
              body: { ...values, is_active, phone: phone || null, email: email || null },
            }),
          )
        : ask(createPartners({ body: { ...values, ...(phone && { phone }), ...(email && { email }) } })),
    onSettled: refresh,
  });
}

export const useRemovePartner = () =>
  useMutation({ mutationFn: (id: string) => ask(removePartners({ path: { id } })), onSettled: refresh });

export const useChatLink = (id: string) =>
  useMutation({ mutationFn: () => ask(invitePartnersChatLink({ path: { id } })) });

export const useUnbind = (id: string) =>
  useMutation({ mutationFn: () => ask(unbindPartnersChat({ path: { id } })), onSettled: refresh });

export const commissionsQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: [...ALL, "report", from, to] as const,
    queryFn: () => ask(reportReportsCommissions({ query: { from, to } })),
  });
