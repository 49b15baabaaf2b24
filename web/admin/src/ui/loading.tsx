// Grey rows where the content will be, so that nothing jumps when it comes.

import { Group, Skeleton, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

export function Loading({ rows = 6, avatar = false }: { rows?: number; avatar?: boolean }) {
  const { t } = useTranslation("app");
  return (
    <Stack gap="md" p="md" role="status" aria-label={t("loading")}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
        <Group key={row} wrap="nowrap" gap="sm">
          {avatar && <Skeleton circle height={36} style={{ flexShrink: 0 }} />}
          <Stack gap={8} flex={1}>
            <Skeleton height={11} width={`${[46, 62, 38, 54][row % 4]}%`} radius="xl" />
            <Skeleton height={9} width={`${[82, 70, 90, 64][row % 4]}%`} radius="xl" />
          </Stack>
        </Group>
      ))}
    </Stack>
  );
}
