// The keys of the calendar.

import { Group, Kbd, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

const KEYS = [
  ["N", "new"],
  ["B", "block"],
  ["T", "today"],
  ["← →", "period"],
  ["D  W  M", "views"],
  ["↑ ↓ ← →", "visits"],
  ["Enter", "open"],
  ["M", "move"],
  ["P", "print"],
  ["Esc", "escape"],
  ["?", "help"],
] as const;

export function HelpDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("calendar");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("help.title")}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      <Stack gap={10}>
        {KEYS.map(([keys, what]) => (
          <Group key={what} justify="space-between" wrap="nowrap">
            <Text size="sm">{t(`help.${what}`)}</Text>
            <Group gap={4} wrap="nowrap">
              {keys.split(/\s+/).map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </Group>
          </Group>
        ))}
      </Stack>
    </Modal>
  );
}
