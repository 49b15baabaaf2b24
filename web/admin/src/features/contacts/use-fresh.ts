// What the socket tells about contacts, put where it shows. Rows change in their place; a list is asked for anew only when
// its order or its members may have changed, and not under somebody who has scrolled far.

import { useEffect, useRef, useState } from "react";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";
import { mergesKey } from "~/features/merges/queries";
import { consentsKey } from "./consents";
import { cardKey, LISTS, type Pages, storyKey, talksKey, visitsKey } from "./queries";

/** Many events at once are one question. */
const PAUSE_MS = 1_200;
function useSoon(run: () => void): () => void {
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

/** Pages that are quietly asked for anew; with more of them people are offered to. */
const FEW = 3;

/** Whether the list on the screen is behind what the server has. */
export function useFreshList(
  key: readonly unknown[],
  heedsMessages: boolean,
): [isBehind: boolean, refresh: () => void] {
  const [behind, setBehind] = useState<string>();
  const name = JSON.stringify(key);
  const refresh = () => {
    setBehind(undefined);
    void queryClient.invalidateQueries({ queryKey: LISTS });
  };
  const soon = useSoon(() => {
    const pages = queryClient.getQueryData<Pages>(key)?.pages.length ?? 0;
    if (pages > FEW) setBehind(name);
    else refresh();
  });
  useLive(["contact.", "booking."], soon);
  useLive(["message.created"], () => heedsMessages && soon());
  return [behind === name, refresh];
}

export function useFreshCard(id: string): void {
  const card = useSoon(() => void queryClient.invalidateQueries({ queryKey: cardKey(id) }));
  const visits = useSoon(() => void queryClient.invalidateQueries({ queryKey: visitsKey(id) }));
  const talks = useSoon(() => void queryClient.invalidateQueries({ queryKey: talksKey(id) }));
  const story = useSoon(() => void queryClient.invalidateQueries({ queryKey: storyKey(id) }));
  const rest = useSoon(() => {
    for (const key of [consentsKey(id), mergesKey(id)]) void queryClient.invalidateQueries({ queryKey: key });
  });
  useLive(["contact."], (event) => {
    if (event.subject_id !== id) return;
    card();
    story();
    rest();
    // What hangs on a card goes over with a merge and comes back with its undoing.
    if (event.kind === "contact.updated") return;
    visits();
    talks();
  });
  useLive(["deal.", "note."], ({ payload }) => {
    if ([payload?.contact_id, payload?.deal?.contact_id, payload?.note?.contact_id].includes(id)) story();
  });
  useLive(["referral."], ({ payload }) => {
    if (payload?.referral?.contact_id === id) story();
  });
  useLive(["booking."], ({ payload }) => {
    if (payload?.booking?.contact_id !== id) return;
    visits();
    story();
  });
  useLive(["conversation.", "message.created"], (event) => {
    const known = queryClient.getQueryData<{ id: string }[]>(talksKey(id)) ?? [];
    const isOurs = event.payload?.contact_id === id || known.some((talk) => talk.id === event.conversation_id);
    if (!isOurs) return;
    talks();
    story();
  });
}
