// One agent in the list: who it is, whether it answers, what can be done with it.

import { ActionIcon, Badge, Card, Group, Menu, SegmentedControl, Stack, Text, UnstyledButton } from "@mantine/core";
import {
  IconArrowDown,
  IconArrowUp,
  IconCopy,
  IconDots,
  IconDownload,
  IconGripVertical,
  IconPencil,
  IconTrash,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { HTMLAttributes } from "react";
import { useTranslation } from "react-i18next";
import classes from "./agents.module.css";
import type { AgentView } from "./queries";
import { RoleIcon } from "./role-icon";

export const STATUSES = ["active", "training", "inactive"] as const;

interface Props {
  agent: AgentView;
  /** What takes hold of it, where it may be moved. */
  handle: HTMLAttributes<HTMLButtonElement> | undefined;
  isCarried: boolean;
  place: number;
  count: number;
  mayEdit: boolean;
  isBusy: boolean;
  onMove: (by: number) => void;
  onStatus: (status: AgentView["status"]) => void;
  onDuplicate: () => void;
  onExport: () => void;
  onRemove: () => void;
}

export function Row({ agent, handle, isCarried, place, count, mayEdit, isBusy, ...on }: Props) {
  const { t } = useTranslation("agents");
  const { name, role, status, live_version: version, is_changed: isChanged, draft } = agent;
  const first = draft.model?.chain?.[0]?.model;
  return (
    <Card component="li" padding="md" className={classes.row} aria-label={name} data-carried={isCarried || undefined}>
      <Group gap={4} wrap="nowrap">
        {handle && (
          <UnstyledButton {...handle} className={classes.handle} aria-label={t("drag.handle", { name })}>
            <IconGripVertical size={18} stroke={1.6} aria-hidden />
          </UnstyledButton>
        )}
        <RoleIcon role={role} />
      </Group>
      <div className={classes.who}>
        <Link to="/agents/$agentId" params={{ agentId: agent.id }} className={classes.name}>
          {name}
        </Link>
        <Text size="sm" c="dimmed">
          {t(`role.${role}.name`)} · {first ? first : t("own_brain")}
        </Text>
        <Group gap={6} mt={6}>
          <Badge variant="light" color={version ? "teal" : "gray"} tt="none" fw={500}>
            {version ? t("version", { number: version }) : t("unpublished")}
          </Badge>
          {isChanged && version !== undefined && (
            <Badge variant="light" color="yellow" tt="none" fw={500}>
              {t("changed")}
            </Badge>
          )}
        </Group>
      </div>
      <Stack gap={4} className={classes.status}>
        <SegmentedControl
          size="xs"
          fullWidth
          value={status}
          disabled={!mayEdit || isBusy}
          onChange={(next) => on.onStatus(next as AgentView["status"])}
          data={STATUSES.map((value) => ({ value, label: t(`status.${value}.name`) }))}
          aria-label={t("status.label", { name })}
        />
        <Text size="xs" c="dimmed">
          {t(`status.${status}.text`)}
        </Text>
      </Stack>
      <Group gap={2} wrap="nowrap" className={classes.tools}>
        {mayEdit && count > 1 && (
          <>
            <ActionIcon
              visibleFrom="sm"
              onClick={() => on.onMove(-1)}
              disabled={place === 0 || isBusy}
              aria-label={t("move_up", { name })}
            >
              <IconArrowUp size={18} />
            </ActionIcon>
            <ActionIcon
              visibleFrom="sm"
              onClick={() => on.onMove(1)}
              disabled={place === count - 1 || isBusy}
              aria-label={t("move_down", { name })}
            >
              <IconArrowDown size={18} />
            </ActionIcon>
          </>
        )}
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={t("more", { name })}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              component={Link}
              to="/agents/$agentId"
              params={{ agentId: agent.id } as never}
              leftSection={<IconPencil size={16} />}
            >
              {t("open")}
            </Menu.Item>
            {mayEdit && place > 0 && (
              <Menu.Item hiddenFrom="sm" leftSection={<IconArrowUp size={16} />} onClick={() => on.onMove(-1)}>
                {t("up")}
              </Menu.Item>
            )}
            {mayEdit && place < count - 1 && (
              <Menu.Item hiddenFrom="sm" leftSection={<IconArrowDown size={16} />} onClick={() => on.onMove(1)}>
                {t("down")}
              </Menu.Item>
            )}
            {mayEdit && (
              <Menu.Item leftSection={<IconCopy size={16} />} onClick={on.onDuplicate}>
                {t("duplicate.action")}
              </Menu.Item>
            )}
            <Menu.Item leftSection={<IconDownload size={16} />} onClick={on.onExport}>
              {t("export")}
            </Menu.Item>
            {mayEdit && (
              <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={on.onRemove}>
                {t("app:delete")}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </Group>
    </Card>
  );
}
