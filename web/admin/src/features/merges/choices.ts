// Which card's value wins where both have one. What was chosen belongs to a card, so it survives changing which card stays.

import type { Conflict, Merge, Preview } from "./queries";

/** The id of the card whose value is taken, by field; the kept card's where nothing is said. */
export type Choices = Readonly<Record<string, string>>;

export const chosenOf = (choices: Choices, field: string, preview: Preview): string => {
  const said = choices[field];
  return said === preview.other.id ? preview.other.id : preview.kept.id;
};

/** The fields to be taken from the card that goes. */
export const takeOther = (preview: Preview, choices: Choices): string[] =>
  preview.conflicts.map(({ field }) => field).filter((field) => chosenOf(choices, field, preview) === preview.other.id);

/** Everything from one of the two. */
export const allFrom = (preview: Preview, id: string): Choices =>
  Object.fromEntries(preview.conflicts.map(({ field }) => [field, id]));

export const isAllFrom = (preview: Preview, choices: Choices, id: string): boolean =>
  preview.conflicts.every(({ field }) => chosenOf(choices, field, preview) === id);

/** A field as it will be. */
export const resultOf = (preview: Preview, choices: Choices, { field, kept, other }: Conflict): unknown =>
  chosenOf(choices, field, preview) === preview.other.id ? other : kept;

/** What moves, in the order it is told; what there is none of is not worth a word. */
export const movesOf = (moves: Record<string, number>, order: readonly string[]): [string, number][] =>
  order.flatMap((kind): [string, number][] => {
    const count = moves[kind] ?? 0;
    return count > 0 ? [[kind, count]] : [];
  });

/** Whether there still is a way back. */
export const canUndo = ({ undone_at: undone, undo_until: until }: Merge, now: Date): boolean =>
  undone === undefined && (until === undefined || Date.parse(until) > now.getTime());

/** The card to keep by itself: the one more hangs on, then the older one. */
export function suggested<Card extends { id: string; created_at: string; identities: unknown[]; name?: string }>(
  a: Card,
  b: Card,
): [kept: Card, other: Card] {
  const weight = ({ identities, name }: Card) => identities.length + (name ? 1 : 0);
  if (weight(a) !== weight(b)) return weight(a) > weight(b) ? [a, b] : [b, a];
  return a.created_at <= b.created_at ? [a, b] : [b, a];
}
