// The journal of what a customer agreed to and took back. It is only ever added to; what holds now follows from it.

import { addConsentContactsConsents, type ConsentEntryView, consentsContacts } from "@samovar/client";
import { queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import { cardKey, storyKey } from "./queries";

export const CONSENTS = ["personal_data", "marketing"] as const;

export type Consent = ConsentEntryView;
export type ConsentDraft = Pick<Consent, "kind" | "is_given" | "source"> & { text?: string };

export const consentsKey = (id: string) => ["contacts", "consents", id] as const;
export const consentsQuery = (id: string) =>
  queryOptions({
    queryKey: consentsKey(id),
    queryFn: async (): Promise<Consent[]> =>
      (await ask(consentsContacts({ path: { id }, query: { limit: 200 } }))).items,
  });

export async function writeConsent(id: string, draft: ConsentDraft): Promise<void> {
  await ask(addConsentContactsConsents({ path: { id }, body: draft }));
  await queryClient.invalidateQueries({ queryKey: consentsKey(id) });
  void queryClient.invalidateQueries({ queryKey: cardKey(id) });
  void queryClient.invalidateQueries({ queryKey: storyKey(id) });
}

export interface Standing {
  kind: string;
  /** The last word; absent where nothing was ever said. */
  last?: Consent;
}

/** What holds now: the usual kinds first, said or not, then every other that was ever spoken of. */
export function standing(journal: readonly Consent[]): Standing[] {
  const last = new Map<string, Consent>();
  for (const entry of journal) {
    const known = last.get(entry.kind);
    // Of two at one moment the later in the journal counts; the journal comes newest first.
    if (!known || Date.parse(entry.at) > Date.parse(known.at)) last.set(entry.kind, entry);
  }
  const kinds = [...CONSENTS, ...[...last.keys()].filter((kind) => !(CONSENTS as readonly string[]).includes(kind))];
  return kinds.map((kind) => {
    const entry = last.get(kind);
    return entry ? { kind, last: entry } : { kind };
  });
}
