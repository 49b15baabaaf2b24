// What a button of the editor does to the text and the selection.

export type Tool = "heading" | "bold" | "italic" | "list" | "numbers" | "link" | "table";
export interface Typing {
  text: string;
  from: number;
  to: number;
}
interface Words {
  text: string;
  link: string;
  table: string;
}

export function use(tool: Tool, typing: Typing, words: Words): Typing {
  if (tool === "bold") return wrap(typing, "**", words.text);
  if (tool === "italic") return wrap(typing, "*", words.text);
  if (tool === "heading") return lead(typing, () => "## ", /^#{1,6} /);
  if (tool === "list") return lead(typing, () => "- ", /^(?:[-*+]|\d+[.)]) /);
  if (tool === "numbers") return lead(typing, (at) => `${at + 1}. `, /^(?:[-*+]|\d+[.)]) /);
  if (tool === "link") return link(typing, words.link);
  return table(typing, words.table);
}

/** Around the selection; once more takes it off. */
function wrap({ text, from, to }: Typing, mark: string, usual: string): Typing {
  const inside = text.slice(from, to);
  const before = text.slice(0, from);
  const after = text.slice(to);
  const isBold = mark === "*" && before.endsWith("**") && !before.endsWith("***");
  if (inside !== "" && before.endsWith(mark) && after.startsWith(mark) && !isBold)
    return {
      text: before.slice(0, -mark.length) + inside + after.slice(mark.length),
      from: from - mark.length,
      to: to - mark.length,
    };
  const said = inside || usual;
  return {
    text: before + mark + said + mark + after,
    from: from + mark.length,
    to: from + mark.length + said.length,
  };
}

/** At the start of every line that is touched; once more takes it off. */
function lead({ text, from, to }: Typing, mark: (at: number) => string, known: RegExp): Typing {
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const next = text.indexOf("\n", Math.max(from, to));
  const end = next < 0 ? text.length : next;
  const lines = text.slice(start, end).split("\n");
  const isOff = lines.every((line, at) => line.startsWith(mark(at)));
  const changed = lines
    .map((line, at) => (isOff ? line.slice(mark(at).length) : mark(at) + line.replace(known, "")))
    .join("\n");
  return {
    text: text.slice(0, start) + changed + text.slice(end),
    from: start + changed.length,
    to: start + changed.length,
  };
}

function link({ text, from, to }: Typing, usual: string): Typing {
  const said = text.slice(from, to) || usual;
  const address = "https://";
  const at = from + said.length + 3;
  return {
    text: `${text.slice(0, from)}[${said}](${address})${text.slice(to)}`,
    from: at,
    to: at + address.length,
  };
}

/** `header`: the names of the columns, parted by `|`. */
function table({ text, to }: Typing, header: string): Typing {
  const names = header.split("|");
  const row = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const rows = [row(names), row(names.map(() => "---")), row(names.map(() => " "))].join("\n");
  const before = text.slice(0, to);
  const gap = before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const at = before.length + gap.length;
  return { text: `${before}${gap}${rows}\n${text.slice(to)}`, from: at + 2, to: at + 2 + (names[0]?.length ?? 0) };
}
