// The format of test dialogues, read as far as a screen needs it: who says what and what is expected of it. The server reads
// it strictly; here a line that makes no sense is only marked.

export type ExpectMark = "+" | "-" | "?" | "!" | "=";
export interface Expectation {
  line: number;
  mark: ExpectMark;
  text: string;
}
export interface Step {
  line: number;
  kind: "say" | "press" | "wait" | "busy";
  text: string;
  /** What comes with the words: `contact +7916…`, `voice`. */
  extra?: string | undefined;
  /** Other wordings of the same. */
  wordings: string[];
  /** More messages of the same burst. */
  burst: string[];
  expects: Expectation[];
}
export interface Dialogue {
  title: string | undefined;
  /** `@now`, `@contact` … before the talk begins. */
  setting: { line: number; text: string }[];
  steps: Step[];
  /** What must stand at the end. */
  rows: Expectation[];
  /** Keys of texts, by line; 0 is about the whole. */
  problems: Map<number, string>;
}

const DIRECTIVE = /^@[a-z]+/;

export function parse(text: string): Dialogue {
  const found: Dialogue = { title: undefined, setting: [], steps: [], rows: [], problems: new Map() };
  let hasNow = false;
  let last: Step | undefined;
  const begin = (line: number, kind: Step["kind"], words: string) => {
    const extra = kind === "say" ? /^\{([^}]*)\}\s*/.exec(words) : null;
    const text = extra ? words.slice(extra[0].length) : words;
    const step: Step = { line, kind, text, extra: extra?.[1], wordings: [], burst: [], expects: [] };
    found.steps.push(step);
    last = kind === "say" || kind === "press" ? step : undefined;
  };
  text.split("\n").forEach((raw, at) => {
    const line = at + 1;
    const whole = raw.trim();
    const rest = whole.slice(1).trim();
    if (whole === "") return;
    switch (whole[0]) {
      case "#":
        found.title ??= rest || undefined;
        return;
      case "@":
        hasNow ||= whole.startsWith("@now ");
        if (!DIRECTIVE.test(whole)) found.problems.set(line, "unknown");
        else if (whole.startsWith("@wait")) begin(line, "wait", whole.slice(5).trim());
        else if (whole.startsWith("@busy") && found.steps.length > 0) begin(line, "busy", rest);
        else found.setting.push({ line, text: whole });
        return;
      case ">":
        begin(line, "say", rest);
        if (!rest) found.problems.set(line, "silent");
        return;
      case "[":
        if (whole.endsWith("]") && whole.length > 2) begin(line, "press", whole.slice(1, -1));
        else found.problems.set(line, "press");
        return;
      case "~":
      case "&":
        if (last?.kind !== "say") found.problems.set(line, "nobody");
        else if (whole[0] === "~") last.wordings.push(rest);
        else last.burst.push(rest);
        return;
      case "+":
      case "-":
      case "?":
      case "!":
        if (!last) found.problems.set(line, "nobody");
        else last.expects.push({ line, mark: whole[0] as ExpectMark, text: rest });
        return;
      case "=":
        found.rows.push({ line, mark: "=", text: rest });
        return;
      default:
        found.problems.set(line, "unknown");
    }
  });
  if (!hasNow) found.problems.set(0, "now");
  else if (!found.steps.some(({ kind }) => kind === "say" || kind === "press")) found.problems.set(0, "silent");
  return found;
}

/** One answer as the play has written it down. */
export interface Heard {
  said: string[];
  replies: string[];
  buttons: string[];
  phase: string | undefined;
}

/** The log of a play: customer's lines at the edge, the agent's further in, the phase in brackets. */
export function readLog(log: string): Heard[] {
  const all: Heard[] = [];
  let isAnswer = true;
  for (const line of log.split("\n")) {
    if (line.startsWith("    ")) {
      const now = all.at(-1);
      if (!now) continue;
      isAnswer = true;
      const text = line.slice(4);
      const phase = /^\((\w+)\)$/.exec(text)?.[1];
      if (phase) now.phase = phase;
      else if (/^\[.*\]$/.test(text)) now.buttons.push(...text.slice(1, -1).split("] ["));
      else now.replies.push(text);
    } else if (line.trim()) {
      if (isAnswer) all.push({ said: [], replies: [], buttons: [], phase: undefined });
      isAnswer = false;
      all.at(-1)?.said.push(line.replace(/^> /, ""));
    }
  }
  return all;
}

export interface Mistake {
  line?: number;
  text: string;
}
/** A mistake as a key of a text with its values; `other` = as it is. */
export interface ToldMistake {
  key: string;
  values: Record<string, string>;
}

const quoted = (text: string) => [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, inner]) => inner ?? "");

const FORMS: [RegExp, (found: RegExpExecArray) => ToldMistake][] = [
  [/^expected phase (\w+), is (\w+)$/, ([, want = "", is = ""]) => ({ key: "phase", values: { want, is } })],
  [/^expected (.+)$/s, ([, want = ""]) => ({ key: "has", values: { want: want.split(" | ").join(" / ") } })],
  [/^must not say (.+)$/s, ([, want = ""]) => ({ key: "has_not", values: { want } })],
  [
    /^no button (.+?) among (.+)$/s,
    ([, want = "", among = ""]) => ({
      key: "button",
      values: { want: quoted(want)[0] ?? want.replaceAll(/\D/g, ""), among: quoted(among).join(", ") || "—" },
    }),
  ],
  [/^(\d+) such visits of/, ([, count = "0"]) => ({ key: "visits", values: { count } })],
  [/^a person was asked for: \[(.*)\]/, ([, why = ""]) => ({ key: "called", values: { why: quoted(why).join(", ") } })],
  [
    /^asked for: \[(.*)\]/,
    ([, why = ""]): ToldMistake =>
      quoted(why).length > 0
        ? { key: "called_for", values: { why: quoted(why).join(", ") } }
        : { key: "not_called", values: {} },
  ],
  [/^(\d+) unanswered$/, ([, count = "0"]) => ({ key: "unanswered", values: { count } })],
  [/^the contact is/, () => ({ key: "contact", values: {} })],
];

export function tellMistake(text: string): ToldMistake {
  for (const [form, tell] of FORMS) {
    const found = form.exec(text);
    if (found) return tell(found);
  }
  return { key: "other", values: { text } };
}

/** `line 12: …` of a refusal of the server. */
export function refusedLine(detail: string): { line: number; text: string } | undefined {
  const found = /line (\d+): (.*)$/s.exec(detail);
  return found ? { line: Number(found[1]), text: (found[2] ?? "").trim() } : undefined;
}

/** Puts lines after the line the cursor is in; gives the text and where the cursor goes. */
export function insert(text: string, cursor: number, lines: string): { text: string; cursor: number } {
  const end = text.indexOf("\n", cursor);
  const at = end < 0 ? text.length : end;
  const lead = at > 0 && text[at - 1] !== "\n" ? "\n" : "";
  return { text: text.slice(0, at) + lead + lines + text.slice(at), cursor: at + lead.length + lines.length };
}

export interface ToldRow {
  key: string;
  values: Record<string, string>;
}
const field = (text: string, name: string) => {
  const found = new RegExp(`(?:^|\\s)${name}=(?:"([^"]*)"|(\\S+))`).exec(text);
  return found?.[1] ?? found?.[2];
};

/** A row that must stand at the end, as a key of a text with its values; the rest is shown as it is. */
export function tellRow(text: string): ToldRow {
  const [noun] = text.split(/\s/, 1);
  const count = field(text, "count");
  if (noun === "handover") {
    const reason = field(text, "reason");
    return reason ? { key: "handover", values: { reason } } : { key: "no_handover", values: {} };
  }
  if (noun === "unanswered" && count !== undefined)
    return count === "0" ? { key: "all_answered", values: {} } : { key: "unanswered", values: { count } };
  if (noun === "booking") {
    if (text.trim() === "booking count=0") return { key: "no_booking", values: {} };
    const parts = ["service", "employee", "branch", "start", "status"].flatMap((name) => {
      const value = field(text, name);
      return value === undefined ? [] : [[name, value] as const];
    });
    return { key: count === "0" ? "not_booked" : "booking", values: Object.fromEntries(parts) };
  }
  if (noun === "contact")
    return { key: "contact", values: { what: [field(text, "name"), field(text, "phone")].filter(Boolean).join(", ") } };
  return { key: "other", values: { text } };
}
