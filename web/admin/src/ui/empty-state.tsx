// Nothing here yet: what this place is for and the one thing to do about it.

import { Center, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";

interface Props {
  icon: Icon;
  title: string;
  text?: ReactNode;
  /** Usually one button. */
  action?: ReactNode;
  compact?: boolean;
}

export function EmptyState({ icon: Icon, title, text, action, compact = false }: Props) {
  return (
    <Center py={compact ? "lg" : 64} px="md">
      <Stack align="center" gap="sm" maw={420}>
        <ThemeIcon size={compact ? 44 : 60} radius="xl" variant="light" aria-hidden>
          <Icon size={compact ? 22 : 30} stroke={1.5} />
        </ThemeIcon>
        <Title order={compact ? 3 : 2} ta="center" textWrap="balance">
          {title}
        </Title>
        {text && (
          <Text c="dimmed" ta="center" size="sm" style={{ textWrap: "pretty" }}>
            {text}
          </Text>
        )}
        {action}
      </Stack>
    </Center>
  );
}
