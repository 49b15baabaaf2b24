// A notice that says what was done and offers the way back.

import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import i18next from "i18next";

export function showUndo(message: string, undo: () => void): void {
  const id = notifications.show({
    color: "teal",
    autoClose: 9_000,
    closeButtonProps: { "aria-label": i18next.t("app:close") },
    message: (
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm">{message}</Text>
        <Button
          size="compact-sm"
          variant="light"
          style={{ flex: "none" }}
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          {i18next.t("deals:undo")}
        </Button>
      </Group>
    ),
  });
}
