// Drawing, moving and resizing in the time grid with mouse, finger (long press) and keys. It only says where the ghost
// stands and what was let go where; what that means is decided by the caller.

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { directionOf } from "./keys";
import { drawnBetween, movedTo, resizedTo, type Span } from "./layout";

export interface Thing extends Span {
  id: string;
  column: string;
  canMove: boolean;
  canResize: boolean;
}
export interface Ghost extends Span {
  mode: "move" | "resize" | "draw";
  /** The thing; absent while drawing. */
  id?: string | undefined;
  column: string;
  isByKeys: boolean;
}
export interface GridSetup {
  scroller: RefObject<HTMLElement | null>;
  columns: string[];
  window: Span;
  /** Pixels of a minute. */
  scale: number;
  step: number;
  isLocked: boolean;
  find(id: string): Thing | undefined;
  drop(ghost: Ghost, thing: Thing | undefined): void;
  /** A click or tap on empty time. */
  tap(column: string, minute: number): void;
}

const CLICK_PX = 4;
const PRESS_MS = 350;
const PRESS_PX = 9;
const EDGE_PX = 44;

interface Grip {
  pointer: number;
  isTouch: boolean;
  startX: number;
  startY: number;
  x: number;
  y: number;
  mode: Ghost["mode"];
  thing: Thing | undefined;
  column: string;
  /** The minute under the pointer when it went down. */
  minute: number;
  isOn: boolean;
}

export function useGrid(setup: GridSetup): { ghost: Ghost | undefined; take: (id: string) => void } {
  const latest = useRef(setup);
  latest.current = setup;
  const [ghost, setGhost] = useState<Ghost>();
  const shown = useRef<Ghost>(undefined);
  const show = useCallback((next: Ghost | undefined) => {
    const old = shown.current;
    if (old && next && old.start === next.start && old.end === next.end && old.column === next.column) return;
    shown.current = next;
    setGhost(next);
  }, []);

  useEffect(() => {
    const scroller = latest.current.scroller.current;
    if (!scroller) return;
    let grip: Grip | undefined;
    let press: ReturnType<typeof setTimeout> | undefined;
    let frame = 0;
    let isClickSpent = false;

    const columnAt = (x: number): HTMLElement | undefined => {
      const all = [...scroller.querySelectorAll<HTMLElement>("[data-column]")];
      const over = all.find((one) => {
        const { left, right } = one.getBoundingClientRect();
        return x >= left && x < right;
      });
      return over ?? (grip ? all.find((one) => one.dataset.column === shown.current?.column) : undefined);
    };
    const minuteAt = (column: HTMLElement, y: number) =>
      latest.current.window.start + (y - column.getBoundingClientRect().top) / latest.current.scale;

    const follow = () => {
      if (!grip?.isOn) return;
      const { step, window } = latest.current;
      const over = grip.mode === "move" ? columnAt(grip.x) : columnOf(grip.column);
      if (!over?.dataset.column) return;
      const minute = minuteAt(over, grip.y);
      const { thing, mode } = grip;
      const base = { mode, id: thing?.id, column: over.dataset.column, isByKeys: false };
      if (mode === "draw") show({ ...base, ...drawnBetween(grip.minute, minute, step, window) });
      else if (thing && mode === "resize") show({ ...base, ...resizedTo(minute, thing, step, window) });
      else if (thing)
        show({ ...base, ...movedTo(minute, { ...thing, grab: grip.minute - thing.start }, step, window) });
    };
    const columnOf = (key: string) =>
      [...scroller.querySelectorAll<HTMLElement>("[data-column]")].find((one) => one.dataset.column === key);

    const roll = () => {
      frame = 0;
      if (!grip?.isOn) return;
      const box = scroller.getBoundingClientRect();
      const top = box.top + Number.parseFloat(getComputedStyle(scroller).getPropertyValue("--head") || "56");
      const speed = (near: number) => Math.min(16, Math.max(0, near) / 3);
      const dy = speed(grip.y - (box.bottom - EDGE_PX)) - speed(top + EDGE_PX - grip.y);
      const dx = speed(grip.x - (box.right - EDGE_PX)) - speed(box.left + EDGE_PX + 40 - grip.x);
      const before = [scroller.scrollTop, scroller.scrollLeft].join();
      scroller.scrollBy(grip.mode === "move" ? dx : 0, dy);
      if ([scroller.scrollTop, scroller.scrollLeft].join() !== before) follow();
      frame = requestAnimationFrame(roll);
    };

    const begin = () => {
      if (!grip) return;
      grip.isOn = true;
      if (grip.isTouch) navigator.vibrate?.(12);
      document.body.style.cursor = grip.mode === "resize" ? "ns-resize" : grip.mode === "move" ? "grabbing" : "";
      follow();
      frame = frame || requestAnimationFrame(roll);
    };
    const end = () => {
      clearTimeout(press);
      cancelAnimationFrame(frame);
      frame = 0;
      grip = undefined;
      document.body.style.cursor = "";
    };

    const down = (event: PointerEvent) => {
      isClickSpent = false;
      if (shown.current?.isByKeys) show(undefined);
      if (event.button !== 0 || grip || latest.current.isLocked) return;
      const target = event.target as HTMLElement;
      const column = target.closest<HTMLElement>("[data-column]");
      if (!column?.dataset.column) return;
      const held = target.closest<HTMLElement>("[data-thing]")?.dataset.thing;
      const thing = held ? latest.current.find(held) : undefined;
      if (held && !thing) return;
      const isResize = Boolean(thing?.canResize && target.closest("[data-resize]"));
      if (thing && !isResize && !thing.canMove) return;
      const isTouch = event.pointerType !== "mouse";
      grip = {
        pointer: event.pointerId,
        isTouch,
        startX: event.clientX,
        startY: event.clientY,
        x: event.clientX,
        y: event.clientY,
        mode: isResize ? "resize" : thing ? "move" : "draw",
        thing,
        column: column.dataset.column,
        minute: minuteAt(column, event.clientY),
        isOn: false,
      };
      if (isTouch) press = setTimeout(begin, PRESS_MS);
    };
    const move = (event: PointerEvent) => {
      if (!grip || event.pointerId !== grip.pointer) return;
      grip.x = event.clientX;
      grip.y = event.clientY;
      const far = Math.hypot(grip.x - grip.startX, grip.y - grip.startY);
      if (!grip.isOn && grip.isTouch && far > PRESS_PX) return end();
      if (!grip.isOn && !grip.isTouch && far > CLICK_PX) begin();
      follow();
    };
    const up = (event: PointerEvent) => {
      if (!grip || event.pointerId !== grip.pointer) return;
      const { isOn, mode, thing, column, minute } = grip;
      const last = shown.current;
      end();
      if (isOn) {
        isClickSpent = true;
        show(undefined);
        if (last) latest.current.drop(last, thing);
      } else if (mode === "draw") {
        latest.current.tap(column, minute);
      }
    };
    const stop = () => {
      if (!grip) return;
      end();
      show(undefined);
    };
    const hold = (event: TouchEvent) => {
      if (grip?.isOn) event.preventDefault();
    };
    const swallow = (event: MouseEvent) => {
      if (!isClickSpent) return;
      isClickSpent = false;
      event.preventDefault();
      event.stopPropagation();
    };
    const noMenu = (event: Event) => {
      if (grip?.isTouch) event.preventDefault();
    };
    const key = (event: KeyboardEvent) => {
      if (grip?.isOn && event.key === "Escape") {
        event.stopPropagation();
        isClickSpent = true;
        stop();
      }
    };
    scroller.addEventListener("pointerdown", down);
    addEventListener("pointermove", move);
    addEventListener("pointerup", up);
    addEventListener("pointercancel", stop);
    scroller.addEventListener("touchmove", hold, { passive: false });
    scroller.addEventListener("click", swallow, true);
    scroller.addEventListener("contextmenu", noMenu);
    addEventListener("keydown", key, true);
    return () => {
      end();
      scroller.removeEventListener("pointerdown", down);
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", up);
      removeEventListener("pointercancel", stop);
      scroller.removeEventListener("touchmove", hold);
      scroller.removeEventListener("click", swallow, true);
      scroller.removeEventListener("contextmenu", noMenu);
      removeEventListener("keydown", key, true);
    };
  }, [show]);

  const isByKeys = ghost?.isByKeys === true;
  useEffect(() => {
    if (!isByKeys) return;
    const press = (event: KeyboardEvent) => {
      const now = shown.current;
      const thing = now?.id ? latest.current.find(now.id) : undefined;
      if (!now || !thing) return;
      const direction = directionOf(event.key);
      if (event.key === "Escape") show(undefined);
      else if (event.key === "Enter" || event.key === " ") {
        show(undefined);
        latest.current.drop(now, thing);
      } else if (direction) show(stepped(now, thing, direction, event.shiftKey, latest.current));
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    addEventListener("keydown", press, true);
    return () => removeEventListener("keydown", press, true);
  }, [isByKeys, show]);

  const take = useCallback(
    (id: string) => {
      const thing = latest.current.find(id);
      if (!thing || latest.current.isLocked || (!thing.canMove && !thing.canResize)) return;
      show({ mode: "move", id, column: thing.column, start: thing.start, end: thing.end, isByKeys: true });
    },
    [show],
  );
  return { ghost, take };
}

/** One press of an arrow while moving by keys: a step in time, a column aside, with Shift the length. */
export function stepped(
  now: Ghost,
  thing: Thing,
  direction: "up" | "down" | "left" | "right",
  isLength: boolean,
  { step, window, columns }: Pick<GridSetup, "step" | "window" | "columns">,
): Ghost {
  const sign = direction === "up" || direction === "left" ? -1 : 1;
  if (direction === "left" || direction === "right") {
    const column = thing.canMove ? columns[columns.indexOf(now.column) + sign] : undefined;
    return column ? { ...now, column } : now;
  }
  if (isLength) return thing.canResize ? { ...now, ...resizedTo(now.end + sign * step, now, step, window) } : now;
  if (!thing.canMove) return now;
  return { ...now, ...movedTo(now.start + sign * step, { ...now, grab: 0 }, step, window) };
}
