// Keys of the inbox. A letter is taken by its place on the keyboard when the layout is not Latin: in Russian `j` is «о».

export type Command =
  | "next"
  | "previous"
  | "open"
  | "close"
  | "reply"
  | "comment"
  | "assign_me"
  | "take_over"
  | "snooze"
  | "unread"
  | "choose"
  | "panel"
  | "why"
  | "search"
  | "help"
  | "back";

export interface Press {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

const LETTERS: Record<string, Command> = {
  j: "next",
  k: "previous",
  e: "close",
  r: "reply",
  c: "comment",
  a: "assign_me",
  t: "take_over",
  s: "snooze",
  u: "unread",
  x: "choose",
  p: "panel",
  w: "why",
};

/** The keys in the order of the help sheet. */
export const SHEET: [keys: string[], command: Command][] = [
  [["j", "↓"], "next"],
  [["k", "↑"], "previous"],
  [["Enter"], "open"],
  [["Esc"], "back"],
  [["r"], "reply"],
  [["c"], "comment"],
  [["e"], "close"],
  [["a"], "assign_me"],
  [["t"], "take_over"],
  [["s"], "snooze"],
  [["u"], "unread"],
  [["x"], "choose"],
  [["p"], "panel"],
  [["w"], "why"],
  [["/"], "search"],
  [["?"], "help"],
];

export function commandOf(press: Press, where: { isTyping: boolean; isBusy: boolean }): Command | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey || where.isBusy) return undefined;
  if (press.key === "Escape") return "back";
  if (where.isTyping) return undefined;
  if (press.key === "?" || (press.code === "Slash" && press.shiftKey)) return "help";
  if (press.key === "/" || press.code === "Slash") return "search";
  if (press.key === "ArrowDown") return "next";
  if (press.key === "ArrowUp") return "previous";
  if (press.key === "Enter") return "open";
  if (press.shiftKey) return undefined;
  const typed = press.key.toLowerCase();
  const letter = /^[a-z]$/.test(typed) ? typed : /^Key([A-Z])$/.exec(press.code)?.[1]?.toLowerCase();
  return letter ? LETTERS[letter] : undefined;
}

/** Typing goes to the field, and an open dialog has keys of its own. */
export function whereIs(target: EventTarget | null): { isTyping: boolean; isBusy: boolean } {
  const element = target instanceof Element ? target : null;
  return {
    isTyping: Boolean(element?.closest("input, textarea, select, [contenteditable=true]")),
    isBusy: Boolean(element?.closest("[role=dialog], [role=menu], [role=listbox]")),
  };
}
