// A new version waits: one quiet line with one button. Nothing reloads by itself.

import { Button, Group, Paper, Text } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { pwa } from "./install";
import classes from "./update-notice.module.css";

export function UpdateNotice() {
  const { t } = useTranslation("pwa");
  const hasUpdate = useSyncExternalStore(pwa.subscribe, pwa.hasUpdate);
  if (!hasUpdate) return null;
  return (
    <Paper className={classes.notice} shadow="md" withBorder role="status">
      <Group gap="sm" wrap="nowrap" justify="space-between">
        <Text size="sm">{t("update.text")}</Text>
        <Button size="xs" onClick={pwa.update}>
          {t("update.action")}
        </Button>
      </Group>
    </Paper>
  );
}

export function useCanInstall(): boolean {
  return useSyncExternalStore(pwa.subscribe, pwa.canInstall);
}
