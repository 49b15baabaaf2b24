// A form at the side of the screen (the whole screen on a phone) with its buttons always in sight; what was typed is not
// thrown away by a stray click.

import { Button, Drawer, Group, ScrollArea, Stack } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconTrash } from "@tabler/icons-react";
import type { FormEventHandler, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useConfirm } from "./confirm";
import classes from "./form-drawer.module.css";

interface Props {
  opened: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  /** Asks before closing. */
  isDirty: boolean;
  isSaving: boolean;
  onSubmit: FormEventHandler<HTMLFormElement>;
  /** "Save" when left out. */
  action?: string;
  /** Draws "Delete" at the other end. */
  onRemove?: (() => void) | undefined;
  /** Another way out, in the same place. */
  extra?: ReactNode;
  size?: number;
  /** There is nothing to send (any more): only a way out. */
  isOver?: boolean;
}

export function FormDrawer(props: Props) {
  const {
    opened,
    onClose,
    title,
    children,
    isDirty,
    isSaving,
    onSubmit,
    action,
    onRemove,
    extra,
    size = 480,
    isOver = false,
  } = props;
  const { t } = useTranslation("app");
  const isPhone = useMediaQuery("(max-width: 48em)");
  const confirm = useConfirm();
  const close = async () => {
    const isLost = isDirty && !isSaving;
    if (
      isLost &&
      !(await confirm({ title: t("leave.title"), text: t("leave.text"), action: t("leave.action"), isDanger: true }))
    )
      return;
    onClose();
  };
  return (
    <Drawer
      opened={opened}
      onClose={() => void close()}
      title={title}
      position="right"
      size={isPhone ? "100%" : size}
      classNames={{ body: classes.body ?? "", content: classes.content ?? "", title: classes.title ?? "" }}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <form onSubmit={onSubmit} className={classes.form} noValidate>
        <ScrollArea flex={1} type="auto" offsetScrollbars="y">
          <Stack gap="md" p="md" pt={4}>
            {children}
          </Stack>
        </ScrollArea>
        <Group className={classes.footer} justify="space-between" wrap="nowrap">
          <div>
            {onRemove && (
              <Button variant="subtle" color="red" px="xs" leftSection={<IconTrash size={16} />} onClick={onRemove}>
                {t("delete")}
              </Button>
            )}
            {extra}
          </div>
          <Group gap="xs" wrap="nowrap">
            <Button variant="default" onClick={() => void close()}>
              {t(isOver ? "close" : "cancel")}
            </Button>
            {!isOver && (
              <Button type="submit" loading={isSaving}>
                {action ?? t("save")}
              </Button>
            )}
          </Group>
        </Group>
      </form>
    </Drawer>
  );
}
