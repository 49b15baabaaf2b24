// Templates as the factory shows them: those of the firm's own trade first, found by any word.

import type { TemplateView } from "@samovar/client";

const plain = (text: string) => text.toLowerCase().replaceAll("ё", "е");

export function found(
  all: readonly TemplateView[],
  { needle, role, pack }: { needle: string; role: string; pack: string },
): TemplateView[] {
  const words = plain(needle).split(/\s+/).filter(Boolean);
  const fits = (one: TemplateView) => {
    const text = plain(`${one.name} ${one.about} ${one.needs.map(({ hint }) => hint).join(" ")}`);
    return (role === "" || one.role === role) && words.every((word) => text.includes(word));
  };
  const rank = (one: TemplateView) => (one.packs.includes(pack) ? 0 : one.packs.length === 0 ? 1 : 2);
  return all.filter(fits).sort((a, b) => rank(a) - rank(b));
}
