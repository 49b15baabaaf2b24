// What is remembered of a customer, as the server has it, and how long it is kept.

import {
  createContactsFacts,
  listContactsFacts,
  removeContactsFacts,
  type UpdateFact,
  updateContactsFacts,
} from "@samovar/client";
import { queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";

export const FACT_KEYS = [
  "note",
  "employee",
  "branch",
  "service",
  "hours",
  "health",
  "children",
  "language",
  "budget",
  "referrer",
  "reach",
] as const;
export type FactKey = (typeof FACT_KEYS)[number];

export interface RememberedFact {
  id: string;
  key: FactKey;
  text: string;
  source: "agent" | "person" | "import";
  conversation_id?: string;
  confidence: number;
  expires_at?: string;
  updated_at: string;
}

export const factsQuery = (contact: string) =>
  queryOptions({
    queryKey: ["contacts", "facts", contact],
    queryFn: async (): Promise<RememberedFact[]> => (await ask(listContactsFacts({ path: { id: contact } }))).items,
  });

const refresh = (contact: string) => queryClient.invalidateQueries({ queryKey: factsQuery(contact).queryKey });

/** The agent hears something new, or a colleague forgets something. */
export function useFactsLive(contact: string): void {
  useLive(["fact."], ({ payload }) => {
    const { contact_id: gone, fact } = payload as { contact_id?: string; fact?: { contact_id?: string } };
    const whose = gone ?? fact?.contact_id;
    if (whose === undefined || whose === contact) void refresh(contact);
  });
}

/** Days a fact is kept; "" for good, "keep" as it is. */
export const TERMS = ["", "30", "180", "365"] as const;
export type Term = (typeof TERMS)[number] | "keep";

/** What goes with a fact about its end: nothing where it stays, null where the end is taken away. */
export function endOf(term: Term, now: Date): { expires_at?: string | null } {
  if (term === "keep") return {};
  if (term === "") return { expires_at: null };
  return { expires_at: new Date(now.getTime() + Number(term) * 86_400_000).toISOString() };
}

export async function writeFact(contact: string, key: FactKey, text: string, term: Term): Promise<void> {
  const { expires_at: end } = endOf(term, new Date());
  await ask(createContactsFacts({ path: { id: contact }, body: { key, text, ...(end ? { expires_at: end } : {}) } }));
  await refresh(contact);
}
export async function changeFact(contact: string, fact: RememberedFact, text: string, term: Term): Promise<void> {
  const changed: UpdateFact = { ...(text === fact.text ? {} : { text }), ...endOf(term, new Date()) };
  if (Object.keys(changed).length > 0)
    await ask(updateContactsFacts({ path: { id: contact, fact_id: fact.id }, body: changed }));
  await refresh(contact);
}
export async function forgetFact(contact: string, fact: RememberedFact): Promise<void> {
  await ask(removeContactsFacts({ path: { id: contact, fact_id: fact.id } }));
  await refresh(contact);
}
