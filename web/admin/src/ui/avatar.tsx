// A person or a customer as initials on a calm colour that stays the same for the same id.

import { Avatar as MantineAvatar } from "@mantine/core";

const COLORS = ["copper", "teal", "indigo", "grape", "cyan", "orange", "lime", "pink"] as const;

function hash(text: string): number {
  let sum = 0;
  for (const char of text) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return sum;
}

/** The colour of an id, for lists that draw thousands and cannot afford a component each. */
export const colorOf = (id: string): string => COLORS[hash(id) % COLORS.length] ?? COLORS[0];

/** Up to two letters of a name; empty when it has none. */
export function initialsOf(name: string | undefined): string {
  const words = (name ?? "").split(/\s+/).filter((word) => /\p{L}/u.test(word));
  return words
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase())
    .join("");
}

export function Avatar({ id, name, size = 36 }: { id: string; name?: string | undefined; size?: number }) {
  const initials = initialsOf(name);
  return (
    <MantineAvatar size={size} radius="xl" color={colorOf(id)} variant="light" aria-hidden>
      {initials || undefined}
    </MantineAvatar>
  );
}
