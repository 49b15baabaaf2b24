// A person or a customer as initials on a calm colour that stays the same for the same id.

import { Avatar as MantineAvatar } from "@mantine/core";

const COLORS = ["copper", "teal", "indigo", "grape", "cyan", "orange", "lime", "pink"] as const;

function hash(text: string): number {
  let sum = 0;
  for (const char of text) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return sum;
}

export function Avatar({ id, name, size = 36 }: { id: string; name?: string | undefined; size?: number }) {
  const words = (name ?? "").split(/\s+/).filter((word) => /\p{L}/u.test(word));
  const initials = words
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase())
    .join("");
  return (
    <MantineAvatar size={size} radius="xl" color={COLORS[hash(id) % COLORS.length]} variant="light" aria-hidden>
      {initials || undefined}
    </MantineAvatar>
  );
}
