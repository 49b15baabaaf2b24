// Keys of the list. A letter is taken by its place on the keyboard when the layout is not Latin: in Russian `j` is «о».

import type { Press } from "~/features/inbox/model/keys";

export type Command = "next" | "previous" | "search" | "new";
const LETTERS: Record<string, Command> = { j: "next", k: "previous", n: "new" };

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
