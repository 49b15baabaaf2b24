// A reminder of a task whose time has come, in the corner of whatever screen is open. The phone rings by itself.

import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import i18next from "i18next";
import { live } from "~/app/live";
import { queryClient } from "~/app/query";
import type { Me } from "~/app/session";
import type { Task } from "./wire";

/** `open` leads to the task. Gives back what ends it. */
export function startReminders(open: (task: string) => void): () => void {
  return live.events(({ kind, payload }) => {
    if (kind !== "task.reminded") return;
    const { task, person_ids: people } = payload as { task: Task; person_ids?: string[] };
    const me = queryClient.getQueryData<Me | null>(["me"])?.person.id;
    if (!me || !people?.includes(me)) return;
    const id = `reminder-${task.id}`;
    const go = () => {
      notifications.hide(id);
      open(task.id);
    };
    notifications.show({
      id,
      title: i18next.t("app:reminder"),
      color: "copper",
      autoClose: false,
      closeButtonProps: { "aria-label": i18next.t("app:close") },
      message: (
        <Group justify="space-between" wrap="nowrap" gap="sm">
          <Text size="sm" lineClamp={3}>
            {task.title}
          </Text>
          <Button variant="light" size="compact-md" onClick={go}>
            {i18next.t("app:open")}
          </Button>
        </Group>
      ),
    });
  });
}
