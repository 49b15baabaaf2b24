// What can be learnt of the agent from a conversation: its answers one by one, and a test made of the talk.

import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconChecklist, IconDots, IconListSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import type { Conversation } from "../wire";

interface Props {
  row: Conversation;
  onTest: () => void;
}

export function AgentItems({ row, onTest }: Props) {
  const { t } = useTranslation("inbox");
  const mayTest = useMay("edit_catalog");
  return (
    <>
      <Menu.Item
        component={Link}
        to="/traces"
        search={{ conversation: row.id } as never}
        leftSection={<IconListSearch size={18} aria-hidden />}
      >
        {t("agent_menu.answers")}
      </Menu.Item>
      {mayTest && (
        <Menu.Item leftSection={<IconChecklist size={18} aria-hidden />} onClick={onTest}>
          {t("agent_menu.save_as_test")}
        </Menu.Item>
      )}
    </>
  );
}

export function AgentMenu(props: Props) {
  const { t } = useTranslation("inbox");
  return (
    <Menu position="bottom-end" width={260} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Tooltip label={t("agent_menu.title")}>
          <ActionIcon aria-label={t("agent_menu.title")}>
            <IconDots size={19} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <AgentItems {...props} />
      </Menu.Dropdown>
    </Menu>
  );
}
