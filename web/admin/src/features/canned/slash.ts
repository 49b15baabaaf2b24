// Finding a canned reply by what is typed after a slash, and what a filled text still lacks.

import type { CannedReply } from "./wire";

export const VARIABLES = [
  "contact.first_name",
  "contact.name",
  "agent.name",
  "firm.name",
  "firm.address",
  "firm.phone",
  "booking.next",
] as const;
export type Variable = (typeof VARIABLES)[number];

/** The key of a variable's name in the texts, where a dot would cut. */
export const keyOf = (variable: string): string => variable.replace(".", "_");

/** The word being typed after a slash at the caret. The backslash too: it is the key of the Russian layout. */
export function slashAt(text: string, caret: number): { from: number; query: string } | undefined {
  const match = /(?:^|\s)[/\\]([\p{L}\d_-]{0,40})$/u.exec(text.slice(0, caret));
  if (!match || match[1] === undefined) return undefined;
  return { from: caret - match[1].length - 1, query: match[1] };
}

const MOST = 8;

function rank(reply: CannedReply, query: string): number | undefined {
  if (reply.shortcut.startsWith(query)) return 0;
  if (reply.shortcut.includes(query)) return 1;
  const words = reply.title.toLocaleLowerCase().split(/[\s,.!?-]+/);
  if (words.some((word) => word.startsWith(query))) return 2;
  return query.length > 1 && reply.text.toLocaleLowerCase().includes(query) ? 3 : undefined;
}

/** The best first; those in the customer's language before the others; else as the server has them, most used first. */
export function matching(replies: CannedReply[], query: string, lang: string): CannedReply[] {
  const asked = query.toLocaleLowerCase();
  const foreign = (reply: CannedReply) => Number(Boolean(reply.lang) && reply.lang !== lang);
  return replies
    .flatMap((reply, place) => {
      const found = rank(reply, asked);
      return found === undefined ? [] : [{ reply, found, place }];
    })
    .sort((a, b) => foreign(a.reply) - foreign(b.reply) || a.found - b.found || a.place - b.place)
    .slice(0, MOST)
    .map(({ reply }) => reply);
}

export type Piece = { kind: "text"; text: string } | { kind: "variable"; name: string };

/** A text cut at its variables. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)) {
    if (match.index > from) found.push({ kind: "text", text: text.slice(from, match.index) });
    found.push({ kind: "variable", name: match[1] ?? "" });
    from = match.index + match[0].length;
  }
  if (from < text.length) found.push({ kind: "text", text: text.slice(from) });
  return found;
}

/** Variables nobody knows, once each. */
export function unknownIn(text: string): string[] {
  const names = pieces(text).flatMap((piece) => (piece.kind === "variable" ? [piece.name] : []));
  return [...new Set(names)].filter((name) => !VARIABLES.some((known) => known === name));
}

/** What is not known is written in brackets by its name, for a person to fill: «[имя клиента]». */
export function withHoles(text: string, nameOf: (variable: string) => string): string {
  return pieces(text)
    .map((piece) => (piece.kind === "text" ? piece.text : `[${nameOf(piece.name)}]`))
    .join("");
}

export interface Hole {
  name: string;
  from: number;
  to: number;
}

/** Brackets with a variable's name that nobody has filled yet; other brackets are the writer's own. */
export function holesIn(text: string, names: string[]): Hole[] {
  const holes: Hole[] = [];
  for (const match of text.matchAll(/\[([^[\]\n]{1,60})\]/g)) {
    const name = match[1] ?? "";
    if (names.includes(name)) holes.push({ name, from: match.index, to: match.index + match[0].length });
  }
  return holes;
}
