// What is meant by a few letters: every word typed begins a word of the name, in whatever layout of the keyboard.

const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё";

/** The same keys in the other layout: «pflfxb» is «задачи». */
export function otherLayout(text: string): string {
  const isCyrillic = /[а-яё]/i.test(text);
  const [from, to] = isCyrillic ? [CYRILLIC, LATIN] : [LATIN, CYRILLIC];
  return [...text.toLocaleLowerCase()].map((sign) => to[from.indexOf(sign)] ?? sign).join("");
}

function begins(name: string, typed: string): boolean {
  const words = name
    .toLocaleLowerCase()
    .replaceAll("ё", "е")
    .split(/[\s,.:;()«»"/-]+/);
  const asked = typed.toLocaleLowerCase().replaceAll("ё", "е").split(/\s+/).filter(Boolean);
  return asked.every((part) => words.some((word) => word.startsWith(part)));
}

/** Whether a name is meant. Nothing typed means everything. */
export function isMeant(name: string, typed: string): boolean {
  return begins(name, typed) || begins(name, otherLayout(typed));
}
