// How hard a password is to guess, as a hint while typing. The server decides what it takes; this only tells early.

export const SHORTEST = 10;

export interface Strength {
  /** 0 nothing typed, 1 will be refused, 2 weak, 3 good, 4 strong. */
  level: 0 | 1 | 2 | 3 | 4;
  /** The key of what to say. */
  hint: "empty" | "short" | "common" | "own" | "weak" | "good" | "strong";
}

const ROWS = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "1234567890"];
const WORDS = [
  "password",
  "пароль",
  "qwerty",
  "йцукен",
  "samovar",
  "самовар",
  "admin",
  "welcome",
  "letmein",
  "iloveyou",
];

function follows(left: string, right: string): boolean {
  const step = (right.codePointAt(0) ?? 0) - (left.codePointAt(0) ?? 0);
  return Math.abs(step) <= 1 || ROWS.some((row) => row.includes(left + right) || row.includes(right + left));
}

/** Characters that follow from one just before: aaa, abc, 321, qwe, and with others between them 1q2w3e. */
function runs(text: string): number {
  const signs = [...text.toLowerCase()];
  return signs.filter((sign, at) =>
    [signs[at - 1], signs[at - 2]].some((before) => before !== undefined && follows(before, sign)),
  ).length;
}

export function strengthOf(password: string, own: string[] = []): Strength {
  const length = [...password].length;
  if (length === 0) return { level: 0, hint: "empty" };
  if (length < SHORTEST) return { level: 1, hint: "short" };
  const low = password.toLowerCase();
  const mine = own.flatMap((word) => word.toLowerCase().split(/[\s@.]+/)).filter((word) => word.length > 3);
  const strange = mine.reduce((left, word) => left.replaceAll(word, ""), low);
  if (strange !== low && strange.length < 6) return { level: 1, hint: "own" };
  const rest = WORDS.reduce((left, word) => left.replaceAll(word, ""), low);
  if ([...rest].length < 5) return { level: 1, hint: "common" };
  const fresh = [...new Set(rest)].length;
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u].filter((kind) => kind.test(password)).length;
  const worth = (length - runs(password)) * 2 + fresh + kinds * 4 - 8;
  if (fresh < 5 || worth < 22) return { level: 2, hint: "weak" };
  return worth < 36 ? { level: 3, hint: "good" } : { level: 4, hint: "strong" };
}
