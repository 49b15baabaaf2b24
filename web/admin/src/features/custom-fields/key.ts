// What values of a field are kept under. A contact's field is called by its name, so that what was written in cards under
// this name before becomes its values; a deal's is made of it: «Марка машины» is `marka_mashiny`.

import type { Entity } from "./queries";

const LETTERS: Record<string, string> = {
  а: "a",
  б: "b",
  в: "v",
  г: "g",
  д: "d",
  е: "e",
  ё: "e",
  ж: "zh",
  з: "z",
  и: "i",
  й: "y",
  к: "k",
  л: "l",
  м: "m",
  н: "n",
  о: "o",
  п: "p",
  р: "r",
  с: "s",
  т: "t",
  у: "u",
  ф: "f",
  х: "kh",
  ц: "ts",
  ч: "ch",
  ш: "sh",
  щ: "sch",
  ъ: "",
  ы: "y",
  ь: "",
  э: "e",
  ю: "yu",
  я: "ya",
};
const MOST = 40;

export function keyOf(name: string, taken: readonly string[], entity: Entity): string {
  const base = entity === "contact" ? name.trim() : latin(name);
  if (!taken.includes(base)) return base;
  for (let count = 2; ; count += 1) {
    const next = entity === "contact" ? `${base} ${count}` : `${base}_${count}`;
    if (!taken.includes(next)) return next;
  }
}

function latin(name: string): string {
  const plain = [...name.toLowerCase()].map((letter) => LETTERS[letter] ?? letter).join("");
  const words = plain
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "_")
    .slice(0, MOST)
    .replace(/^_+|_+$/g, "");
  return /^[a-z]/.test(words) ? words : `field${words ? `_${words}` : ""}`;
}
