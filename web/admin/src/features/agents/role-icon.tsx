// A picture for each role, the same in lists, templates and the editor.

import { ThemeIcon } from "@mantine/core";
import {
  type Icon,
  IconBellRinging,
  IconFilter,
  IconHeartHandshake,
  IconPlant,
  IconShoppingBag,
  IconStars,
} from "@tabler/icons-react";
import type { Role } from "./spec";

const ICONS: Record<Role, Icon> = {
  front_desk: IconBellRinging,
  qualification: IconFilter,
  nurturing: IconPlant,
  sales: IconShoppingBag,
  service: IconHeartHandshake,
  feedback: IconStars,
};

export function RoleIcon({ role, size = 40 }: { role: Role; size?: number }) {
  const Drawn = ICONS[role];
  return (
    <ThemeIcon size={size} radius="xl" variant="light" aria-hidden>
      <Drawn size={size * 0.5} stroke={1.6} />
    </ThemeIcon>
  );
}
