// Carrying a card to another column: with a mouse as soon as it moves, with a finger after a moment's hold, with keys from
// Space to Space. Cards themselves know nothing of it: the board listens for all of them.

import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { rolling } from "~/features/agents/drag";
import classes from "./board.module.css";
import { neighbour, type Shelf, steered } from "./steer";

export interface Carried {
  id: string;
  from: string;
  over: string;
  isByKeys: boolean;
}
export interface CarrySetup {
  board: RefObject<HTMLElement | null>;
  shelves: readonly Shelf[];
  /** Nobody may carry: a phone shows one column, a viewer only looks. */
  isLocked: boolean;
  onDrop: (id: string, to: string) => void;
  /** What a screen reader says. */
  say: (what: "lifted" | "moved" | "dropped" | "back", at: { id: string; stage: string }) => void;
}

interface Grip {
  id: string;
  from: string;
  card: HTMLElement;
  pointer: number;
  isTouch: boolean;
  startX: number;
  startY: number;
  x: number;
  y: number;
  ghost?: HTMLElement;
  hold?: ReturnType<typeof setTimeout>;
}

const SLACK = 6;
const HOLD_MS = 320;

export function useCarry(setup: CarrySetup) {
  const latest = useRef(setup);
  latest.current = setup;
  const [carried, setCarried] = useState<Carried>();
  const now = useRef<Carried>(undefined);
  const grip = useRef<Grip>(undefined);
  const frame = useRef(0);
  /** The card that should have the focus once it stands in its new column. */
  const wished = useRef<string>(undefined);
  const put = useCallback((next: Carried | undefined) => {
    now.current = next;
    setCarried(next);
  }, []);

  const letGo = useCallback(() => {
    cancelAnimationFrame(frame.current);
    const hand = grip.current;
    clearTimeout(hand?.hold);
    hand?.ghost?.remove();
    grip.current = undefined;
    put(undefined);
  }, [put]);

  const finish = useCallback(
    (isKept: boolean) => {
      const held = now.current;
      letGo();
      if (!held) return;
      const isMoved = isKept && held.over !== held.from;
      const { say, onDrop } = latest.current;
      say(isMoved ? "dropped" : "back", { id: held.id, stage: isMoved ? held.over : held.from });
      if (held.isByKeys) wished.current = held.id;
      if (isMoved) onDrop(held.id, held.over);
    },
    [letGo],
  );

  const goOver = useCallback(
    (stage: string) => {
      const held = now.current;
      if (!held || held.over === stage) return;
      put({ ...held, over: stage });
      latest.current.say("moved", { id: held.id, stage });
    },
    [put],
  );

  const follow = useCallback(() => {
    const hand = grip.current;
    if (!hand?.ghost) return;
    hand.ghost.style.transform = `translate(${hand.x - hand.startX}px, ${hand.y - hand.startY}px) rotate(1.2deg)`;
    const under = document.elementFromPoint(hand.x, hand.y)?.closest<HTMLElement>("[data-column]");
    const stage = under?.dataset.column;
    if (stage) goOver(stage);
  }, [goOver]);

  const roll = useCallback(() => {
    const hand = grip.current;
    const { current: board } = latest.current.board;
    if (!hand?.ghost || !board) return;
    const box = board.getBoundingClientRect();
    const speed = rolling(hand.x, box.left, Math.min(innerWidth, box.right));
    if (speed !== 0) {
      board.scrollLeft += speed;
      follow();
    }
    frame.current = requestAnimationFrame(roll);
  }, [follow]);

  const lift = useCallback(() => {
    const hand = grip.current;
    const { current: board } = latest.current.board;
    if (!hand || hand.ghost || !board) return;
    const box = hand.card.getBoundingClientRect();
    const ghost = hand.card.cloneNode(true) as HTMLElement;
    ghost.removeAttribute("data-deal");
    ghost.setAttribute("aria-hidden", "true");
    ghost.inert = true;
    ghost.classList.add(classes.ghost ?? "ghost");
    Object.assign(ghost.style, {
      left: `${box.left}px`,
      top: `${box.top}px`,
      width: `${box.width}px`,
      height: `${box.height}px`,
    });
    document.body.append(ghost);
    hand.ghost = ghost;
    if (hand.isTouch) navigator.vibrate?.(12);
    try {
      board.setPointerCapture(hand.pointer);
    } catch {
      // The finger has left already.
    }
    put({ id: hand.id, from: hand.from, over: hand.from, isByKeys: false });
    latest.current.say("lifted", { id: hand.id, stage: hand.from });
    follow();
    frame.current = requestAnimationFrame(roll);
  }, [follow, put, roll]);

  // A finger that carries must not roll the page; React's own listeners cannot forbid it.
  useEffect(() => {
    const { current: board } = setup.board;
    if (!board) return;
    const still = (event: TouchEvent) => {
      if (grip.current?.ghost && event.cancelable) event.preventDefault();
    };
    board.addEventListener("touchmove", still, { passive: false });
    return () => board.removeEventListener("touchmove", still);
  }, [setup.board]);

  useEffect(() => {
    if (!carried) return;
    const back = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      event.preventDefault();
      finish(false);
    };
    addEventListener("keydown", back, true);
    return () => removeEventListener("keydown", back, true);
  }, [carried, finish]);
  useEffect(() => letGo, [letGo]);

  // A card moved to another column is another element: the focus goes with it.
  useLayoutEffect(() => {
    const { current: id } = wished;
    if (!id || now.current) return;
    const isLost = document.activeElement === null || document.activeElement === document.body;
    const link = setup.board.current?.querySelector<HTMLElement>(`[data-deal="${CSS.escape(id)}"] a`);
    if (link && isLost) link.focus();
  });
  useEffect(() => {
    const { current: id } = wished;
    if (!carried?.isByKeys && id && !setup.shelves.some((shelf) => shelf.ids.includes(id))) wished.current = undefined;
  });

  const cardOf = (target: EventTarget | null) =>
    target instanceof Element ? (target.closest<HTMLElement>("[data-deal]") ?? undefined) : undefined;
  const placeOf = (card: HTMLElement) => {
    const id = card.dataset.deal ?? "";
    const from = latest.current.shelves.find((shelf) => shelf.ids.includes(id))?.stage;
    return from ? { id, from } : undefined;
  };

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    wished.current = undefined;
    if (event.button !== 0 || latest.current.isLocked || now.current) return;
    if (event.target instanceof Element && event.target.closest("[data-still]")) return;
    const card = cardOf(event.target);
    const place = card && placeOf(card);
    if (!card || !place) return;
    const { clientX: x, clientY: y, pointerId: pointer } = event;
    const isTouch = event.pointerType !== "mouse";
    grip.current = { ...place, card, pointer, isTouch, startX: x, startY: y, x, y };
    if (isTouch) grip.current.hold = setTimeout(lift, HOLD_MS);
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const hand = grip.current;
    if (!hand || hand.pointer !== event.pointerId) return;
    hand.x = event.clientX;
    hand.y = event.clientY;
    if (hand.ghost) return follow();
    if (Math.hypot(hand.x - hand.startX, hand.y - hand.startY) < SLACK) return;
    // A finger that moves at once rolls the page.
    if (hand.isTouch) letGo();
    else lift();
  };
  const onPointerUp = (event: PointerEvent<HTMLElement>) => {
    const hand = grip.current;
    if (!hand || hand.pointer !== event.pointerId) return;
    if (!hand.ghost) return letGo();
    // The click that follows is the end of the carrying, not a wish to open the card.
    const swallow = (click: Event) => {
      click.preventDefault();
      click.stopPropagation();
    };
    addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", swallow, { capture: true }), 60);
    finish(true);
  };
  const onPointerCancel = () => {
    if (grip.current?.ghost) finish(false);
    else if (grip.current) letGo();
  };
  const onContextMenu = (event: MouseEvent) => {
    if (grip.current?.isTouch) event.preventDefault();
  };

  const focusOn = (id: string | undefined) => {
    if (!id) return;
    const card = latest.current.board.current?.querySelector<HTMLElement>(`[data-deal="${CSS.escape(id)}"] a`);
    card?.focus();
    card?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isOnCard = event.target instanceof Element && event.target.matches("[data-deal] a");
    const card = isOnCard ? cardOf(event.target) : undefined;
    const place = card && placeOf(card);
    if (!place) return;
    const held = now.current;
    const isSteering = /^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(event.key);
    if (held?.isByKeys) {
      if (event.key === " " || event.key === "Enter") {
        event.preventDefault();
        finish(true);
      } else if (isSteering) {
        event.preventDefault();
        const stages = latest.current.shelves.map(({ stage }) => stage);
        goOver(steered(stages, held.over, event.key));
      }
      return;
    }
    if (event.key === " ") {
      event.preventDefault();
      if (latest.current.isLocked || event.repeat) return;
      put({ ...place, over: place.from, isByKeys: true });
      latest.current.say("lifted", { id: place.id, stage: place.from });
    } else if (isSteering) {
      event.preventDefault();
      focusOn(neighbour(latest.current.shelves, place.id, event.key));
    }
  };
  const onBlur = () => {
    if (now.current?.isByKeys) finish(false);
  };

  const listeners = {
    onPointerDown,
    onPointerMove,
    onPointerUp,
    onPointerCancel,
    onContextMenu,
    onKeyDown,
    onBlur,
    onDragStart: (event: { preventDefault: () => void }) => event.preventDefault(),
  };
  return { carried, listeners };
}
