// Keys of the list of tasks. A letter is taken by its place on the keyboard when the layout is not Latin.

import type { Press } from "~/features/inbox/model/keys";

export type Command = "next" | "previous" | "done" | "open" | "new" | "search" | "tomorrow";
const LETTERS: Record<string, Command> = {
  j: "next",
  k: "previous",
  x: "done",
  e: "open",
  n: "new",
  t: "tomorrow",
};

/** What the foot of the screen tells. */
export const SHEET: [keys: string[], command: Command][] = [
  [["J", "K"], "next"],
  [["X"], "done"],
  [["E"], "open"],
  [["T"], "tomorrow"],
  [["N"], "new"],
];

export function commandOf(press: Press, where: { isTyping: boolean; isBusy: boolean }): Command | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey || press.shiftKey || where.isBusy || where.isTyping)
    return undefined;
  if (press.key === "/" || press.code === "Slash") return "search";
  if (press.key === "ArrowDown") return "next";
  if (press.key === "ArrowUp") return "previous";
  const typed = press.key.toLowerCase();
  const letter = /^[a-z]$/.test(typed) ? typed : /^Key([A-Z])$/.exec(press.code)?.[1]?.toLowerCase();
  return letter ? LETTERS[letter] : undefined;
}
