// A key on the keyboard, for hints beside actions; hidden where there is no keyboard.

import { Kbd as MantineKbd } from "@mantine/core";
import type { ReactNode } from "react";

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <MantineKbd size="xs" visibleFrom="sm" aria-hidden>
      {children}
    </MantineKbd>
  );
}
