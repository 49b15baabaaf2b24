// A person or a customer as initials on a calm colour that stays the same for the same id.

import { Avatar as MantineAvatar } from "@mantine/core";
import type { CSSProperties } from "react";
import classes from "./avatar.module.css";

const COLORS = ["copper", "teal", "indigo", "grape", "cyan", "orange", "lime", "pink"] as const;

function hash(text: string): number {
  let sum = 0;
  for (const char of text) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return sum;
}

/** The colours of an id, readable in both themes; for lists that draw thousands and cannot afford a component each. */
export function faceOf(id: string): { background: string; color: string } {
  const name = COLORS[hash(id) % COLORS.length] ?? COLORS[0];
  return {
    background: `var(--mantine-color-${name}-light)`,
    color: `light-dark(color-mix(in srgb, var(--mantine-color-${name}-9) 68%, black), var(--mantine-color-${name}-2))`,
  };
}

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
  const { background, color } = faceOf(id);
  // Beside a long name it stays round.
  const colors = { "--avatar-bg": background, "--avatar-color": color, flex: "none" } as CSSProperties;
  return (
    <MantineAvatar size={size} radius="xl" style={colors} aria-hidden>
      {/* Drawn and not written: a button named after the whole person must not say letters too. */}
      {initials ? <span className={classes.initials} data-initials={initials} /> : undefined}
    </MantineAvatar>
  );
}
