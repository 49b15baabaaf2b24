// The keyboard of the calendar. Letters are read from where the key is, so that they work in every layout.

export type KeyAction = "today" | "day" | "week" | "month" | "previous" | "next" | "new" | "block" | "print" | "help";

interface Pressed {
  code: string;
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

const LETTERS: Record<string, KeyAction> = {
  KeyT: "today",
  KeyD: "day",
  KeyW: "week",
  KeyM: "month",
  KeyN: "new",
  KeyB: "block",
  KeyP: "print",
};

export function actionOf(pressed: Pressed): KeyAction | undefined {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return undefined;
  if (pressed.key === "?" || (pressed.code === "Slash" && pressed.key === ",")) return "help";
  if (pressed.key === "ArrowLeft") return "previous";
  if (pressed.key === "ArrowRight") return "next";
  return LETTERS[pressed.code];
}

export type Direction = "up" | "down" | "left" | "right";

export function directionOf(key: string): Direction | undefined {
  const match = /^Arrow(Up|Down|Left|Right)$/.exec(key);
  return match?.[1]?.toLowerCase() as Direction | undefined;
}

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The neighbour one means: up and down stay in the column when they can, left and right keep the height. */
export function neighbour(from: number, boxes: Box[], direction: Direction): number | undefined {
  const start = boxes[from];
  if (!start) return undefined;
  const isVertical = direction === "up" || direction === "down";
  const sign = direction === "up" || direction === "left" ? -1 : 1;
  let best: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, box] of boxes.entries()) {
    if (index === from) continue;
    const along = sign * (isVertical ? box.top - start.top : box.left - start.left);
    if (along <= 1) continue;
    const aside = Math.abs(isVertical ? box.left + box.width / 2 - start.left - start.width / 2 : box.top - start.top);
    const cost = isVertical ? along + aside * 8 : along * 4 + aside;
    if (cost < least) {
      least = cost;
      best = index;
    }
  }
  return best;
}
