// The list of services as it is shown: found by any word, by category in the order the firm gave.

import type { ServiceView } from "./queries";

const plain = (text: string) => text.toLowerCase().replaceAll("ё", "е");

export function byCategory(services: ServiceView[], needle: string): [string, ServiceView[]][] {
  const words = plain(needle).split(/\s+/).filter(Boolean);
  const groups = new Map<string, ServiceView[]>();
  const ordered = [...services].sort((a, b) => a.position - b.position || a.name.localeCompare(b.name));
  for (const service of ordered) {
    const text = plain([service.name, service.name_en ?? "", service.category, ...service.synonyms].join(" "));
    if (!words.every((word) => text.includes(word))) continue;
    const group = groups.get(service.category);
    if (group) group.push(service);
    else groups.set(service.category, [service]);
  }
  return [...groups];
}
