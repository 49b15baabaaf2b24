// Cuts plain text into text and links. Only http, https, mailto and tel become links; nothing is ever parsed as HTML.

export interface Piece {
  text: string;
  href?: string;
}

const LINK =
  /(https?:\/\/[^\s<>"'«»]+)|([\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)|((?<![\p{L}\p{N}])\+\d[\d\s()-]{8,18}\d(?![\p{L}\p{N}]))/giu;

export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const [whole, url, mail] = match;
    const shown = url ? trimTail(whole) : whole;
    const href = url ? safeUrl(shown) : mail ? `mailto:${shown}` : `tel:${shown.replace(/[^\d+]/g, "")}`;
    if (!href) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: shown, href });
    end = match.index + shown.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

/** Punctuation after an address belongs to the sentence, and so does a bracket that was opened before it. */
function trimTail(url: string): string {
  let cut = url.replace(/[.,;:!?…]+$/u, "");
  while (cut.endsWith(")") && count(cut, ")") > count(cut, "(")) cut = cut.slice(0, -1).replace(/[.,;:!?…]+$/u, "");
  return cut;
}

function count(text: string, char: string): number {
  return text.split(char).length - 1;
}

function safeUrl(text: string): string | null {
  try {
    const url = new URL(text);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}
