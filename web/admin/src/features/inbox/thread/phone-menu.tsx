// On a phone one button holds what does not fit above the conversation.

import { ActionIcon, Menu } from "@mantine/core";
import { IconCircleCheck, IconDots, IconLayoutSidebarRight, IconMail, IconUserPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { carryOut } from "../moves";
import { AgentItems } from "./agent-menu";
import { TeamItems } from "./assign-menu";
import type { HeaderProps } from "./header";
import { SnoozeItems } from "./snooze-menu";

type Props = Omit<HeaderProps, "team" | "people" | "snooze"> & {
  close: () => void;
  onOwn: () => void;
  onTest: () => void;
};

export function PhoneMenu({ row, me, zone, onPanel, onUnread, close, onOwn, onTest }: Props) {
  const { t } = useTranslation("inbox");
  const isMine = row.assignee_id === me;
  return (
    <Menu position="bottom-end" width={300} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon size={44} aria-label={t("actions")}>
          <IconDots size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconLayoutSidebarRight size={18} aria-hidden />} onClick={onPanel}>
          {t("panel.title")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconUserPlus size={18} aria-hidden />}
          onClick={() => void carryOut(row, { kind: "assign", person_id: isMine ? null : me })}
        >
          {t(isMine ? "assign.nobody" : "assign.to_me")}
        </Menu.Item>
        <Menu.Item leftSection={<IconMail size={18} aria-hidden />} onClick={onUnread}>
          {t("mark_unread")}
        </Menu.Item>
        <Menu.Item leftSection={<IconCircleCheck size={18} aria-hidden />} onClick={close}>
          {t(row.status === "closed" ? "reopen" : "close")}
        </Menu.Item>
        <AgentItems row={row} onTest={onTest} />
        <TeamItems row={row} />
        <Menu.Divider />
        <Menu.Label>{t("snooze.title")}</Menu.Label>
        <SnoozeItems row={row} zone={zone} onOwn={onOwn} />
      </Menu.Dropdown>
    </Menu>
  );
}
