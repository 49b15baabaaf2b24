// The socket for components: hear events, see presence, know whether the line is up.

import { useEffect, useRef, useSyncExternalStore } from "react";
import { type LiveEvent, type LiveState, live, type Presence } from "./live";

/** Calls `listener` for every event whose kind starts with one of `kinds` (`"booking."`, `"message.created"`). */
export function useLive(kinds: string[], listener: (event: LiveEvent) => void): void {
  const latest = useRef(listener);
  const wanted = useRef(kinds);
  latest.current = listener;
  wanted.current = kinds;
  useEffect(
    () =>
      live.events((event) => {
        if (wanted.current.some((kind) => event.kind.startsWith(kind))) latest.current(event);
      }),
    [],
  );
}

export function usePresence(listener: (presence: Presence) => void): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => live.presence((presence) => latest.current(presence)), []);
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (changed) => live.changes(changed),
    () => live.state,
  );
}
