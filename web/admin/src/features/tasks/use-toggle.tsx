// Done and not done: at once, with a way back in the corner, as a slip of the finger is easy.

import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { finish, reopen } from "./queries";
import type { Task } from "./wire";

export function useToggle(): (task: Task) => void {
  const { t } = useTranslation("tasks");
  return (task) => {
    if (task.done_at) return void reopen(task);
    void finish(task).then((isDone) => {
      if (!isDone) return;
      const id = `task-${task.id}`;
      const undo = () => {
        notifications.hide(id);
        void reopen(task);
      };
      notifications.show({
        id,
        color: "teal",
        autoClose: 5_000,
        closeButtonProps: { "aria-label": t("app:close") },
        message: (
          <Group justify="space-between" wrap="nowrap" gap="sm">
            {t("done_said")}
            <Button variant="subtle" size="compact-sm" onClick={undo}>
              {t("undo")}
            </Button>
          </Group>
        ),
      });
    });
  };
}
