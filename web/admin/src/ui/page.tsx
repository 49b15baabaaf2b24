// The frame of an ordinary screen: a heading with its actions, then the content, not wider than is good to read.

import { Box, Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";

export function PageHeader({ title, text, actions }: { title: string; text?: ReactNode; actions?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Samovar`;
  }, [title]);
  return (
    <Group justify="space-between" align="flex-start" gap="sm" mb="lg">
      <Stack gap={4} style={{ minWidth: 0, flex: "1 1 240px" }}>
        <Title order={1}>{title}</Title>
        {text && (
          <Text c="dimmed" size="sm" maw={620} style={{ textWrap: "pretty" }}>
            {text}
          </Text>
        )}
      </Stack>
      {actions && (
        <Group gap="xs" className="no-print">
          {actions}
        </Group>
      )}
    </Group>
  );
}

/** `wide` for tables and grids; ordinary pages stay readable. */
export function Page({
  children,
  wide = false,
  ...header
}: Parameters<typeof PageHeader>[0] & { children: ReactNode; wide?: boolean }) {
  return (
    <Box p={{ base: "md", sm: "xl" }} maw={wide ? 1440 : 980} mx="auto" w="100%">
      <PageHeader {...header} />
      {children}
    </Box>
  );
}
