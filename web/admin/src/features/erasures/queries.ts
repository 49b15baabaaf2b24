// Erasing one person for good, and the proofs of it.

import { type ErasureView, eraseContacts, getErasures, listErasures } from "@samovar/client";
import { queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";

export type Erasure = ErasureView;

export const erasuresQuery = queryOptions({
  queryKey: ["erasures", "list"] as const,
  queryFn: async (): Promise<Erasure[]> => (await ask(listErasures({ query: { limit: 200 } }))).items,
});

export const erasureQuery = (id: string) =>
  queryOptions({
    queryKey: ["erasures", id] as const,
    queryFn: (): Promise<Erasure> => ask(getErasures({ path: { id } })),
  });

export async function erase(contact: string, confirm: string): Promise<Erasure> {
  const proof = await ask(eraseContacts({ path: { id: contact }, body: { confirm } }));
  queryClient.setQueryData(erasureQuery(proof.id).queryKey, proof);
  // Nothing of the person stays in this browser either.
  queryClient.removeQueries({ queryKey: ["contacts", "card", contact] });
  void queryClient.invalidateQueries({ queryKey: ["erasures", "list"] });
  void queryClient.invalidateQueries({ queryKey: ["contacts"] });
  return proof;
}

export function useErasuresLive(): void {
  useLive(["contact.erased"], () => void queryClient.invalidateQueries({ queryKey: ["erasures", "list"] }));
}

/** Where the server draws the document for printing, and where it gives the person's data. */
export const printedAt = (id: string): string => `/api/v1/erasures/${id}?as=html`;
export const exportedAt = (contact: string): string => `/api/v1/contacts/${contact}/export`;

/** The list of proofs; with one of them open, its `proof`. */
export const ERASURES: string = "/settings/erasures";
