// Keys and swipes of the whole screen. Fields, menus and dialogs keep theirs.

import { type RefObject, useEffect, useRef } from "react";
import { actionOf, type KeyAction } from "./keys";

const BUSY =
  "input, textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox], [role=radiogroup]";

export function useKeys(act: (action: KeyAction) => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || (event.target as HTMLElement).closest?.(BUSY)) return;
      if (document.querySelector("[role=dialog][aria-modal=true]")) return;
      const action = actionOf(event);
      if (!action) return;
      event.preventDefault();
      latest.current(action);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

const SWIPE_PX = 64;

/** A quick move aside; not where content itself can be moved aside, nor while something is dragged. */
export function useSwipe(area: RefObject<HTMLElement | null>, isOn: boolean, swiped: (by: -1 | 1) => void): void {
  const latest = useRef(swiped);
  latest.current = swiped;
  useEffect(() => {
    const node = area.current;
    if (!node || !isOn) return;
    let from: { x: number; y: number; at: number } | undefined;
    const start = (event: TouchEvent) => {
      const [touch] = event.touches;
      from =
        event.touches.length === 1 && touch ? { x: touch.clientX, y: touch.clientY, at: event.timeStamp } : undefined;
    };
    const end = (event: TouchEvent) => {
      const [touch] = event.changedTouches;
      if (!from || !touch || event.timeStamp - from.at > 600) return;
      const dx = touch.clientX - from.x;
      if (Math.abs(dx) > SWIPE_PX && Math.abs(dx) > 2 * Math.abs(touch.clientY - from.y))
        latest.current(dx > 0 ? -1 : 1);
    };
    const drop = () => {
      from = undefined;
    };
    node.addEventListener("touchstart", start, { passive: true });
    node.addEventListener("touchend", end);
    node.addEventListener("touchcancel", drop);
    return () => {
      node.removeEventListener("touchstart", start);
      node.removeEventListener("touchend", end);
      node.removeEventListener("touchcancel", drop);
    };
  }, [area, isOn]);
}
