// What the pages of the settings are made of: a titled block, and the bar that appears once something has changed.

import { Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useConfirm } from "~/ui";
import classes from "./frame.module.css";

interface BlockProps {
  title?: string;
  text?: ReactNode;
  /** At the right of the title. */
  action?: ReactNode;
  children: ReactNode;
}

export function Block({ title, text, action, children }: BlockProps) {
  return (
    <Card padding="lg" component="section">
      {(title || action) && (
        <Group justify="space-between" align="flex-start" gap="sm" mb="md">
          <Stack gap={2} style={{ flex: "1 1 220px", minWidth: 0 }}>
            {title && <Title order={2}>{title}</Title>}
            {text && (
              <Text size="sm" c="dimmed" style={{ textWrap: "pretty" }}>
                {text}
              </Text>
            )}
          </Stack>
          {action}
        </Group>
      )}
      {children}
    </Card>
  );
}

/** Leaving with unsaved changes asks first, within the app and out of it. */
export function useLeaveGuard(isDirty: boolean): void {
  const { t } = useTranslation("settings");
  const confirm = useConfirm();
  useBlocker({
    disabled: !isDirty,
    enableBeforeUnload: () => isDirty,
    shouldBlockFn: async ({ current, next }) => {
      if (current.pathname === next.pathname) return false;
      return !(await confirm({
        title: t("app:leave.title"),
        text: t("app:leave.text"),
        action: t("app:leave.action"),
        isDanger: true,
      }));
    },
  });
}

interface BarProps {
  isDirty: boolean;
  isSaving: boolean;
  onReset: () => void;
}

/** Stands at the end of a `<form>`; its main button sends the form. Notices appear at the right and must not hide it. */
export function SaveBar({ isDirty, isSaving, onReset }: BarProps) {
  const { t } = useTranslation("settings");
  useLeaveGuard(isDirty && !isSaving);
  if (!isDirty && !isSaving) return null;
  return (
    <div className={`${classes.bar} no-print`} role="status">
      <Group gap="xs">
        <Button type="submit" loading={isSaving}>
          {t("app:save")}
        </Button>
        <Button variant="default" onClick={onReset} disabled={isSaving}>
          {t("undo")}
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {t("unsaved")}
      </Text>
    </div>
  );
}
