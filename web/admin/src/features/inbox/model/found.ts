// What was found in messages: pages by time, a conversation once.

import type { Found, FoundPage } from "../wire";

/** A conversation that comes again on a later page has been shown with a newer message. */
export function firstOfEach(pages: FoundPage[] | undefined): Found[] {
  const seen = new Set<string>();
  return (pages ?? []).flatMap((page) =>
    page.items.filter(({ conversation }) => !seen.has(conversation.id) && seen.add(conversation.id)),
  );
}

/** Words of one or two letters are found everywhere. */
export const isWorthAsking = (q: string | undefined): q is string => (q ?? "").trim().length >= 2;
