// Blocks as the library shows them: those for this role and phase first, found by any word.

import type { PromptBlock } from "@samovar/client";

export interface Wish {
  needle: string;
  role?: string | undefined;
  phase?: string | undefined;
}

const plain = (text: string) => text.toLowerCase().replaceAll("ё", "е");

/** 0 fits exactly, 1 fits anywhere, 2 is meant for something else. */
export function fitOf(block: PromptBlock, { role, phase }: Omit<Wish, "needle">): 0 | 1 | 2 {
  const of = (list: readonly string[], wanted: string | undefined) =>
    list.length === 0 || wanted === undefined ? 1 : list.includes(wanted) ? 0 : 2;
  const [byRole, byPhase] = [of(block.roles, role), of(block.phases, phase)];
  if (byRole === 2 || byPhase === 2) return 2;
  return byRole === 0 || byPhase === 0 ? 0 : 1;
}

export function search(all: readonly PromptBlock[], wish: Wish): PromptBlock[] {
  const words = plain(wish.needle).split(/\s+/).filter(Boolean);
  const fits = (block: PromptBlock) => {
    const text = plain(`${block.title} ${block.text} ${block.tags.join(" ")}`);
    return words.every((word) => text.includes(word));
  };
  return all.filter(fits).sort((a, b) => fitOf(a, wish) - fitOf(b, wish));
}
