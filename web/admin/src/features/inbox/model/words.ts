// Small readings of texts and times: links that are safe to press, a line of emoji, how long a customer waits.

export type Piece = { kind: "text"; text: string } | { kind: "link"; text: string; href: string };

const LINK = /\bhttps?:\/\/[^\s<>"«»]+|\b[\w.+-]+@[\w-]+\.[\w.-]*\w/giu;
/** Punctuation that ends a sentence, not an address. */
const TAIL = /[.,!?;:…)\]}'»]+$/u;

/** A text as plain pieces and links; nothing else ever becomes markup. */
export function linked(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    let found = match[0];
    const tail = TAIL.exec(found)?.[0] ?? "";
    const isWhole = tail.startsWith(")") && found.includes("(");
    if (tail && !isWhole) found = found.slice(0, -tail.length);
    const isMail = !/^https?:/i.test(found);
    if (match.index > from) pieces.push({ kind: "text", text: text.slice(from, match.index) });
    pieces.push({ kind: "link", text: found, href: isMail ? `mailto:${found}` : found });
    from = match.index + found.length;
  }
  if (from < text.length || pieces.length === 0) pieces.push({ kind: "text", text: text.slice(from) });
  return pieces;
}

/** One to three emoji and nothing else are drawn large. */
export function isOnlyEmoji(text: string): boolean {
  const bare = text.replaceAll(/\s/gu, "");
  if (bare === "" || bare.length > 40 || /[\p{L}\d]/u.test(bare)) return false;
  const marks = [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(bare)].map((part) => part.segment);
  return marks.length <= 3 && marks.every((mark) => /\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(mark));
}

export type Tone = "calm" | "warm" | "hot";
export function waiting(since: string, now: number): { minutes: number; tone: Tone } {
  const minutes = Math.max(0, Math.floor((now - Date.parse(since)) / 60_000));
  return { minutes, tone: minutes >= 15 ? "hot" : minutes >= 5 ? "warm" : "calm" };
}

/** Four signs by which a nameless guest is told from another. */
export function guestMark(id: string): string {
  return id.replaceAll("-", "").slice(-4).toUpperCase();
}

/** The name being typed after `@` at the caret, if one is. */
export function mentionAt(text: string, caret: number): { from: number; query: string } | undefined {
  const match = /(?:^|[\s(])@([\p{L}\d ]{0,30})$/u.exec(text.slice(0, caret));
  if (!match || match[1] === undefined) return undefined;
  return { from: caret - match[1].length - 1, query: match[1] };
}

/** Members whose names stand in the text after `@`. */
export function mentioned(text: string, members: { person_id: string; name: string }[]): string[] {
  return members.filter(({ name }) => name !== "" && text.includes(`@${name}`)).map(({ person_id }) => person_id);
}

/** Whole minutes and seconds of a recording. */
export function clock(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return "0:00";
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
