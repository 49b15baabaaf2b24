// Markdown as the agent reads it, into a tree that a screen draws: headings, paragraphs, lists, tables, quotes, code; bold,
// italic, code and links inside. HTML is text, an address is a link only when it is one of the web, mail or phone.

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "strong"; children: Inline[] }
  | { kind: "em"; children: Inline[] }
  | { kind: "del"; children: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "break" }
  | { kind: "link"; href: string; children: Inline[] };

export type Block =
  | { kind: "heading"; level: number; children: Inline[] }
  | { kind: "paragraph"; children: Inline[] }
  | { kind: "list"; isOrdered: boolean; start: number; items: Block[][] }
  | { kind: "quote"; children: Block[] }
  | { kind: "code"; text: string }
  | { kind: "table"; head: Inline[][]; rows: Inline[][][] }
  | { kind: "line" };

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})(?:\s+(.*?))?(?:\s+#+)?\s*$/;
const RULE = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const ITEM = /^( *)([-*+]|\d{1,9}[.)])(\s+|$)(.*)$/;
const QUOTE = /^ {0,3}> ?(.*)$/;
const DIVIDER = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;
/** Nobody nests deeper; a hostile text must not. */
const DEEPEST = 12;

export function parse(markdown: string, depth = 0): Block[] {
  const lines = markdown
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, "")
    .split("\n");
  const blocks: Block[] = [];
  let words: string[] = [];
  const flush = () => {
    if (words.length > 0) blocks.push({ kind: "paragraph", children: inline(words.join("\n")) });
    words = [];
  };
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const fence = FENCE.exec(line)?.[1];
    if (fence) {
      flush();
      const inside: string[] = [];
      for (at += 1; at < lines.length && !(lines[at] ?? "").trimStart().startsWith(fence); at += 1)
        inside.push(lines[at] ?? "");
      blocks.push({ kind: "code", text: inside.join("\n") });
      continue;
    }
    if (line.trim() === "") {
      flush();
      continue;
    }
    const heading = HEADING.exec(line);
    if (heading) {
      flush();
      blocks.push({ kind: "heading", level: heading[1]?.length ?? 1, children: inline(heading[2] ?? "") });
      continue;
    }
    if (RULE.test(line)) {
      flush();
      blocks.push({ kind: "line" });
      continue;
    }
    if (QUOTE.test(line) && depth < DEEPEST) {
      flush();
      const inside: string[] = [];
      for (; at < lines.length && QUOTE.test(lines[at] ?? ""); at += 1)
        inside.push(QUOTE.exec(lines[at] ?? "")?.[1] ?? "");
      at -= 1;
      blocks.push({ kind: "quote", children: parse(inside.join("\n"), depth + 1) });
      continue;
    }
    if (line.includes("|") && DIVIDER.test(lines[at + 1] ?? "") && (lines[at + 1] ?? "").includes("-")) {
      flush();
      const head = cells(line);
      const rows: Inline[][][] = [];
      for (at += 2; at < lines.length && (lines[at] ?? "").includes("|"); at += 1)
        rows.push(head.map((_, column) => inline(cells(lines[at] ?? "")[column] ?? "")));
      at -= 1;
      blocks.push({ kind: "table", head: head.map((cell) => inline(cell)), rows });
      continue;
    }
    const item = ITEM.exec(line);
    if (item && (words.length === 0 || item[4] !== "") && depth < DEEPEST) {
      flush();
      const [list, next] = listAt(lines, at, depth);
      blocks.push(list);
      at = next - 1;
      continue;
    }
    words.push(line.trim() + (/ {2}$|\\$/.test(line) ? "  " : ""));
  }
  flush();
  return blocks;
}

/** The list that begins at a line, and the line after it. */
function listAt(lines: string[], from: number, depth: number): [Block, number] {
  const first = ITEM.exec(lines[from] ?? "");
  const indent = first?.[1]?.length ?? 0;
  const isOrdered = /^\d/.test(first?.[2] ?? "");
  const items: string[][] = [];
  let at = from;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const item = ITEM.exec(line);
    const inset = /^ */.exec(line)?.[0].length ?? 0;
    if (item && inset <= indent + 1) {
      if (inset < indent || /^\d/.test(item[2] ?? "") !== isOrdered || RULE.test(line)) break;
      items.push([item[4] ?? ""]);
    } else if (line.trim() === "") {
      const after = lines[at + 1] ?? "";
      const goesOn = after.trim() !== "" && (/^ */.exec(after)?.[0].length ?? 0) > indent;
      if (!goesOn && !(ITEM.test(after) && (/^ */.exec(after)?.[0].length ?? 0) === indent)) break;
      items.at(-1)?.push("");
    } else if (inset > indent || (items.at(-1)?.at(-1) !== "" && !starts(line)))
      items.at(-1)?.push(line.slice(Math.min(inset, indent + 2)));
    else break;
  }
  const start = Number.parseInt(first?.[2] ?? "1", 10) || 1;
  return [{ kind: "list", isOrdered, start, items: items.map((item) => parse(item.join("\n"), depth + 1)) }, at];
}

const starts = (line: string) =>
  HEADING.test(line) || FENCE.test(line) || RULE.test(line) || QUOTE.test(line) || ITEM.test(line);

function cells(line: string): string[] {
  const inside = line.trim().replace(/^\|/, "").replace(/\|$/, "");
  return inside.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

/** A mark is closed within so many characters or not at all: no text makes this slow. */
const REACH = 2_000;
const LINK = /!?\[([^\]\n]{0,300})\]\(\s{0,9}<?([^\s)>]{0,2000})>?(?:\s{1,9}"[^"\n]{0,200}")?\s{0,9}\)/y;
const ADDRESS = /https?:\/\/[^\s<>)\]]{0,2000}[^\s<>)\].,;:!?»"']/y;
const isWord = (char: string | undefined) => char !== undefined && /[\p{L}\p{N}]/u.test(char);
const isGap = (char: string | undefined) => char === undefined || /\s/.test(char);

function at(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}

/** Where `mark` closes what begins at `from`; -1 when it does not. */
function closing(text: string, mark: string, from: number): number {
  const char = mark[0];
  for (let found = text.indexOf(mark, from); found >= 0 && found < from + REACH; found = text.indexOf(mark, found)) {
    let end = found;
    while (text[end] === char) end += 1;
    const length = end - found;
    const isEnd = found > from && !isGap(text[found - 1]) && text[found - 1] !== "\\";
    // Of three the last two end what is bold: `**a *b***`.
    if (isEnd && mark.length === 2 && length >= 2) return end - 2;
    if (isEnd && mark.length === 1 && length !== 2 && !isWord(text[end])) return found;
    found = end;
  }
  return -1;
}

export function inline(text: string, depth = 0): Inline[] {
  const found: Inline[] = [];
  let said = 0;
  let here = 0;
  const say = (words: string) => {
    if (words === "") return;
    const last = found.at(-1);
    if (last?.kind === "text") last.text += words;
    else found.push({ kind: "text", text: words });
  };
  /** What came before is said; reading goes on after what was taken. */
  const take = (length: number, one?: Inline) => {
    say(text.slice(said, here));
    if (one) found.push(one);
    here += length;
    said = here;
  };
  const inner = (words: string) => inline(words, depth + 1);
  while (here < text.length && depth < DEEPEST) {
    const char = text[here];
    if (char === "\\" && /[\\`*_{}[\]()#+\-.!|~>]/.test(text[here + 1] ?? "")) {
      take(1);
      here += 1;
    } else if (char === "`") {
      let end = here;
      while (text[end] === "`") end += 1;
      const fence = text.slice(here, end);
      const close = text.indexOf(fence, end);
      const isClosed = close > end && close < end + REACH && text[close + fence.length] !== "`";
      if (isClosed) take(close + fence.length - here, { kind: "code", text: text.slice(end, close).trim() });
      else here = end;
    } else if (char === "[" || (char === "!" && text[here + 1] === "[")) {
      const link = at(LINK, text, here);
      if (!link) here += 1;
      else {
        const [whole, label = "", target = ""] = link;
        const href = safe(target);
        if (href) take(whole.length, { kind: "link", href, children: inner(label || target) });
        else {
          take(whole.length);
          say(label || whole);
        }
      }
    } else if (char === "h" && !isWord(text[here - 1]) && at(ADDRESS, text, here)) {
      const href = at(ADDRESS, text, here)?.[0] ?? "";
      take(href.length, { kind: "link", href, children: [{ kind: "text", text: href }] });
    } else if (char === "*" || char === "_" || char === "~") {
      let run = 1;
      while (text[here + run] === char) run += 1;
      const size = run >= 2 ? 2 : 1;
      const from = here + size;
      const isOpen = !isGap(text[from]) && (size === 2 || (char !== "~" && !isWord(text[here - 1])));
      const end = isOpen && run <= 3 ? closing(text, char.repeat(size), from) : -1;
      if (end < 0) here += run;
      else {
        const kind = char === "~" ? "del" : size === 2 ? "strong" : "em";
        take(end + size - here, { kind, children: inner(text.slice(from, end)) });
      }
    } else if (char === " " && text.startsWith("  \n", here)) take(3, { kind: "break" });
    else here += 1;
  }
  say(text.slice(said));
  return found;
}

function safe(target: string): string | undefined {
  return /^(https?:\/\/|mailto:|tel:)/i.test(target) ? target : undefined;
}
