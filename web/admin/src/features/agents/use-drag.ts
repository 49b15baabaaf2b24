// Carrying a row of a list to another place by its handle: with mouse, finger or keys. The rows only give way on the screen;
// the list itself changes when the row is let go.

import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { placeUnder, rolling, type Slab, shifts } from "./drag";

export interface Carried {
  id: string;
  from: number;
  to: number;
  isByKeys: boolean;
}

interface Grip {
  slabs: Slab[];
  pointer: number;
  /** Where the finger went down, and how far the page was rolled then. */
  startY: number;
  rolled: number;
  y: number;
  handle: HTMLElement;
}

export interface DragSetup {
  list: RefObject<HTMLElement | null>;
  ids: readonly string[];
  isLocked: boolean;
  onDrop: (from: number, to: number) => void;
  /** What a screen reader says. */
  say: (what: "lifted" | "moved" | "dropped" | "back", at: { id: string; place: number }) => void;
}

/** A list that was not changed after all goes back to its rows. */
const SETTLE_MS = 600;

const rowsOf = (list: HTMLElement | null) => [...(list?.querySelectorAll<HTMLElement>(":scope > li") ?? [])];

function scrollerOf(element: HTMLElement): HTMLElement {
  for (let node = element.parentElement; node; node = node.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(node).overflowY) && node.scrollHeight > node.clientHeight) return node;
  }
  return document.documentElement;
}

export function useDrag(setup: DragSetup) {
  const latest = useRef(setup);
  latest.current = setup;
  const [carried, setCarried] = useState<Carried>();
  const now = useRef<Carried>(undefined);
  const grip = useRef<Grip>(undefined);
  const frame = useRef(0);
  const settling = useRef<ReturnType<typeof setTimeout>>(undefined);
  const dropped = useRef<{ id: string; key: string }>(undefined);
  const key = setup.ids.join();
  const put = (next: Carried | undefined) => {
    now.current = next;
    setCarried(next);
  };

  /** Draws the rows where they would stand; the carried one under the finger. */
  const draw = (under?: number) => {
    const { current: held } = now;
    const { current: hand } = grip;
    if (!held || !hand) return;
    const way = shifts(hand.slabs, held.from, held.to);
    rowsOf(latest.current.list.current).forEach((row, index) => {
      const far = index === held.from && under !== undefined ? under : (way[index] ?? 0);
      row.style.transform = far === 0 ? "" : `translateY(${far}px)`;
    });
  };
  /** Rows where the page has them. */
  const straighten = () => {
    clearTimeout(settling.current);
    for (const row of rowsOf(latest.current.list.current)) row.style.transform = "";
  };
  const letGo = () => {
    cancelAnimationFrame(frame.current);
    frame.current = 0;
    grip.current = undefined;
    put(undefined);
  };
  const clear = () => {
    letGo();
    straighten();
  };
  const lift = (id: string, isByKeys: boolean, hand: Omit<Grip, "slabs">) => {
    const from = latest.current.ids.indexOf(id);
    if (from < 0) return;
    const slabs = rowsOf(latest.current.list.current).map((row) => {
      const { top, height } = row.getBoundingClientRect();
      return { top, height };
    });
    grip.current = { ...hand, slabs };
    put({ id, from, to: from, isByKeys });
  };
  const drop = (isKept: boolean) => {
    const { current: held } = now;
    if (!held) return;
    const { onDrop, say } = latest.current;
    say(isKept ? "dropped" : "back", { id: held.id, place: isKept ? held.to : held.from });
    if (!isKept || held.to === held.from) return clear();
    // The rows stay where they are shown until the list itself has changed.
    draw();
    letGo();
    settling.current = setTimeout(straighten, SETTLE_MS);
    if (held.isByKeys) dropped.current = { id: held.id, key };
    onDrop(held.from, held.to);
  };
  const goTo = (to: number) => {
    const { current: held } = now;
    if (!held) return;
    const place = Math.max(0, Math.min(latest.current.ids.length - 1, to));
    if (place === held.to) return;
    put({ ...held, to: place });
    draw();
    latest.current.say("moved", { id: held.id, place });
    rowsOf(latest.current.list.current)[held.from]?.scrollIntoView({ block: "nearest" });
  };

  const follow = () => {
    const { current: hand } = grip;
    const { current: held } = now;
    if (!hand || !held) return;
    const under = hand.y - hand.startY + scrollerOf(hand.handle).scrollTop - hand.rolled;
    const to = placeUnder(hand.slabs, held.from, under);
    if (to !== held.to) put({ ...held, to });
    draw(under);
  };
  const roll = () => {
    const { current: hand } = grip;
    if (!hand) return;
    const scroller = scrollerOf(hand.handle);
    const box =
      scroller === document.documentElement ? { top: 0, bottom: innerHeight } : scroller.getBoundingClientRect();
    const speed = rolling(hand.y, Math.max(0, box.top), Math.min(innerHeight, box.bottom));
    if (speed !== 0) {
      const before = scroller.scrollTop;
      scroller.scrollTop += speed;
      if (scroller.scrollTop !== before) follow();
    }
    frame.current = requestAnimationFrame(roll);
  };

  const known = useRef(key);
  useLayoutEffect(() => {
    // Another list, perhaps a colleague's, under the hand: what was carried is let go.
    if (known.current !== key) {
      known.current = key;
      clear();
    }
    // A row that has been moved in the page has lost the focus on its way.
    if (!dropped.current) return;
    const { id, key: before } = dropped.current;
    if (before !== key) dropped.current = undefined;
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (isLost) setup.list.current?.querySelector<HTMLElement>(`[data-handle="${id}"]`)?.focus();
  });
  useEffect(
    () => () => {
      cancelAnimationFrame(frame.current);
      clearTimeout(settling.current);
    },
    [],
  );
  // Escape takes back what a mouse holds; the handle need not have the focus.
  useEffect(() => {
    if (!carried) return;
    const back = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      drop(false);
    };
    addEventListener("keydown", back, true);
    return () => removeEventListener("keydown", back, true);
  });

  const handle = (id: string) => ({
    "data-handle": id,
    "aria-pressed": carried?.id === id,
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0 || latest.current.isLocked) return;
      clear();
      event.currentTarget.setPointerCapture(event.pointerId);
      const rolled = scrollerOf(event.currentTarget).scrollTop;
      const y = event.clientY;
      lift(id, false, { pointer: event.pointerId, startY: y, rolled, y, handle: event.currentTarget });
      frame.current = requestAnimationFrame(roll);
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const { current: hand } = grip;
      if (!hand || hand.pointer !== event.pointerId || now.current?.isByKeys) return;
      hand.y = event.clientY;
      follow();
    },
    onPointerUp: () => {
      if (now.current && !now.current.isByKeys) drop(true);
    },
    onPointerCancel: () => {
      if (now.current && !now.current.isByKeys) drop(false);
    },
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      const { current: held } = now;
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      const isPress = event.key === " " || event.key === "Enter";
      if (!held && !isPress) return;
      if (isPress || step || event.key === "Home" || event.key === "End") event.preventDefault();
      if (isPress && held) return drop(true);
      if (isPress && !latest.current.isLocked && !event.repeat) {
        lift(id, true, { pointer: -1, startY: 0, rolled: 0, y: 0, handle: event.currentTarget });
        return latest.current.say("lifted", { id, place: latest.current.ids.indexOf(id) });
      }
      if (!held) return;
      if (step) goTo(held.to + step);
      if (event.key === "Home") goTo(0);
      if (event.key === "End") goTo(latest.current.ids.length - 1);
    },
    onBlur: () => {
      if (now.current?.isByKeys) drop(false);
    },
  });
  return { carried, handle };
}
