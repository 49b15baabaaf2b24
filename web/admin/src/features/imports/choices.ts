// What a person can choose of an import, and how far it is, without React.

import type { Chat, Import, Mapping } from "./wire";

export const TARGETS = [
  "name",
  "first_name",
  "last_name",
  "middle_name",
  "phone",
  "email",
  "tags",
  "note",
  "external_id",
] as const;

/** Whether a job is at work on it. */
export const isBusy = ({ state }: Pick<Import, "state">): boolean =>
  ["new", "reading", "checking", "running", "undoing"].includes(state);

/** Whether there is something to take back. */
export const canUndo = ({ state, is_started }: Pick<Import, "state" | "is_started">): boolean =>
  is_started && ["done", "failed", "cancelled"].includes(state);

/** Whether it can be taken off the list without leaving anything behind. */
export const canRemove = (one: Pick<Import, "state" | "is_started">): boolean =>
  !isBusy(one) && (!one.is_started || one.state === "undone");

export function percentOf({ done_records: done, total_records: total }: Import): number {
  return total > 0 ? Math.min(100, Math.floor((done / total) * 100)) : 0;
}

/** A chat comes along, or stays outside. */
export function toggled(mapping: Mapping, key: string, comes: boolean): Mapping {
  const rest = mapping.left_out.filter((known) => known !== key);
  return { ...mapping, left_out: comes ? rest : [...rest, key] };
}

/** People who may be the firm: those who write most, each once. */
export function writersOf(chats: readonly Chat[], most = 50): { key: string; name: string; messages: number }[] {
  const all = new Map<string, { key: string; name: string; messages: number }>();
  for (const chat of chats)
    for (const person of chat.people) {
      const known = all.get(person.key);
      all.set(person.key, {
        key: person.key,
        name: person.name ?? person.key,
        messages: (known?.messages ?? 0) + person.messages,
      });
    }
  return [...all.values()].sort((a, b) => b.messages - a.messages || a.name.localeCompare(b.name)).slice(0, most);
}

/** A column becomes something else; only one column may be the whole name. */
export function mapped(mapping: Mapping, column: number, target: string | null): Mapping {
  const columns = mapping.columns.map((known, at) => (at === column ? target : known));
  while (columns.length <= column) columns.push(null);
  columns[column] = target;
  return { ...mapping, columns };
}
