// The order of notes, and a text as plain words and names called in it.

import type { Note } from "./wire";

/** Pinned first, then the newest. */
export function inOrder(notes: Note[]): Note[] {
  return [...notes].sort((a, b) => {
    if (a.is_pinned !== b.is_pinned) return a.is_pinned ? -1 : 1;
    return a.created_at > b.created_at ? -1 : a.created_at < b.created_at ? 1 : 0;
  });
}

export interface Part {
  text: string;
  isName: boolean;
}

/** The text cut at the names that are called with an @; the longest name wins where one begins like another. */
export function called(text: string, names: string[]): Part[] {
  const known = [...new Set(names.filter(Boolean))].sort((a, b) => b.length - a.length).map((name) => `@${name}`);
  const parts: Part[] = [];
  let plain = "";
  const flush = () => {
    if (plain) parts.push({ text: plain, isName: false });
    plain = "";
  };
  for (let at = 0; at < text.length; ) {
    const name = text[at] === "@" ? known.find((one) => text.startsWith(one, at)) : undefined;
    if (name) {
      flush();
      parts.push({ text: name, isName: true });
      at += name.length;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return parts;
}
