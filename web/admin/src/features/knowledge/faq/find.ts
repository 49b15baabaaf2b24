// Finding among questions with answers, and how many lie where.

import type { FaqView } from "@samovar/client";

const fold = (text: string) => text.toLocaleLowerCase("ru").replaceAll("ё", "е");

/** Every word of the search stands somewhere in the questions or the answer. `none`: in no category. */
export function find(entries: FaqView[], category: string | undefined, q: string | undefined): FaqView[] {
  const words = fold(q ?? "")
    .split(/\s+/)
    .filter(Boolean);
  return entries.filter((entry) => {
    if (category === "none" && entry.category_id) return false;
    if (category && category !== "none" && entry.category_id !== category) return false;
    const text = fold([...entry.questions, entry.answer].join("\n"));
    return words.every((word) => text.includes(word));
  });
}

/** Under "" what lies in no category. */
export function countByCategory(entries: FaqView[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { category_id: category = "" } of entries) counts.set(category, (counts.get(category) ?? 0) + 1);
  return counts;
}

/** Several lines pasted into one question are several questions; empty ones and doubles go. */
export function clean(questions: string[]): string[] {
  const seen = new Set<string>();
  return questions
    .flatMap((question) => question.split("\n"))
    .map((question) => question.trim().replaceAll(/\s+/g, " "))
    .filter((question) => {
      const key = fold(question);
      if (key === "" || seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}
