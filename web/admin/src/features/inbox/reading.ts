// What the person has read: the mark goes on while they look, and back when they mean to return. It is theirs alone and the
// same in all their windows.

import { useEffect, useRef } from "react";
import { showProblem } from "~/ui";
import { countSoon } from "./counts";
import { knownRow, putRow, refreshSoon, touch } from "./queries";
import { watch } from "./sync";
import { markRead, markUnread } from "./wire";

/** Reading that the server has not yet confirmed, by conversation. */
const underWay = new Map<string, Promise<void>>();

/** An older answer still on its way does not know it. */
function settled(id: string, unread: number): void {
  touch(id);
  put(id, unread);
  countSoon();
}

function put(id: string, unread: number): void {
  const row = knownRow(id);
  if (row && row.unread !== unread) putRow({ ...row, unread });
}

/** True when the server knows it. */
export async function read(id: string, seq: number): Promise<boolean> {
  const asked = markRead(id, seq);
  const ended = asked.then(
    () => {},
    () => {},
  );
  underWay.set(id, ended);
  try {
    await asked;
    settled(id, 0);
    return true;
  } catch {
    return false;
  } finally {
    if (underWay.get(id) === ended) underWay.delete(id);
  }
}

/** Takes the customer's last message for unread. */
export async function takeForUnread(id: string): Promise<void> {
  const before = knownRow(id)?.unread ?? 0;
  put(id, Math.max(1, before));
  // A reading still on its way must not be the last word.
  await underWay.get(id);
  try {
    settled(id, (await markUnread(id)).unread);
  } catch (error) {
    put(id, before);
    refreshSoon(id);
    showProblem(error);
  }
}

/** Marks read what is on the screen of a focused window. */
export function useReading(id: string, seq: number, unread: number): void {
  const marked = useRef(0);
  useEffect(() => {
    watch(id);
    return () => watch(undefined);
  }, [id]);
  useEffect(() => {
    const look = () => {
      if (!document.hasFocus() || seq === 0 || (unread === 0 && marked.current > 0)) return;
      if (marked.current >= seq) return;
      marked.current = seq;
      void read(id, seq).then((isKnown) => {
        if (!isKnown) marked.current = 0;
      });
    };
    look();
    window.addEventListener("focus", look);
    return () => window.removeEventListener("focus", look);
  }, [id, seq, unread]);
}
