// Says that two cards are one now, with the way back in the notice itself.

import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import i18next from "i18next";
import { showDone, showProblem } from "~/ui";
import { undoMerge } from "./queries";

const LONG_ENOUGH_MS = 15_000;

/** `after` is called once the cards are two again. */
export function showMerged(id: string, name: string, after: () => void): void {
  const { t } = i18next;
  const notice = `merge-${id}`;
  const undo = async () => {
    notifications.hide(notice);
    try {
      await undoMerge(id);
      showDone(t("merges:undo.done"));
      after();
    } catch (error) {
      showProblem(error);
    }
  };
  notifications.show({
    id: notice,
    color: "teal",
    autoClose: LONG_ENOUGH_MS,
    closeButtonProps: { "aria-label": t("app:close") },
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {t("merges:done", { name })}
        </Text>
        <Button size="compact-sm" variant="light" style={{ flexShrink: 0 }} onClick={() => void undo()}>
          {t("merges:undo.action")}
        </Button>
      </Group>
    ),
  });
}
