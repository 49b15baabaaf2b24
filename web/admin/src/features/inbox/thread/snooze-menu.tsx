// Leaving a conversation for later: put off until a time, or taken for unread.

import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconMail, IconMoon, IconMoonOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { moment } from "~/app/format";
import { snoozeTimes } from "../model/snooze";
import { carryOut } from "../moves";
import type { HeaderProps } from "./header";
import classes from "./thread.module.css";

type Props = Pick<HeaderProps, "row" | "zone"> & { onOwn: () => void };

/** Shared with the menu of the phone. */
export function SnoozeItems({ row, zone, onOwn }: Props) {
  const { t } = useTranslation("inbox");
  const put = (until: string | null) => void carryOut(row, { kind: "snooze", until });
  return (
    <>
      {row.snoozed_until && (
        <Menu.Item leftSection={<IconMoonOff size={18} stroke={1.6} aria-hidden />} onClick={() => put(null)}>
          {t("snooze.back", { at: moment(row.snoozed_until, zone) })}
        </Menu.Item>
      )}
      {snoozeTimes(Date.now(), zone).map(({ name, at }) => (
        <Menu.Item
          key={name}
          leftSection={<IconMoon size={18} stroke={1.6} aria-hidden />}
          rightSection={<span className={classes.sub}>{moment(at, zone)}</span>}
          onClick={() => put(at)}
        >
          {t(`snooze.${name}`)}
        </Menu.Item>
      ))}
      <Menu.Item leftSection={<IconMoon size={18} stroke={1.6} aria-hidden />} onClick={onOwn}>
        {t("snooze.own")}
      </Menu.Item>
    </>
  );
}

export function SnoozeMenu(props: Props & Pick<HeaderProps, "snooze" | "onUnread">) {
  const { row, snooze, onUnread } = props;
  const { t } = useTranslation("inbox");
  return (
    <Menu
      position="bottom-end"
      width={300}
      opened={snooze.isOpen}
      onChange={snooze.set}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <Tooltip label={t("snooze.title")}>
          <ActionIcon aria-label={t("snooze.title")} variant={row.snoozed_until ? "light" : "subtle"}>
            <IconMoon size={19} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <SnoozeItems {...props} />
        <Menu.Divider />
        <Menu.Item leftSection={<IconMail size={18} stroke={1.6} aria-hidden />} onClick={onUnread}>
          {t("mark_unread")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
