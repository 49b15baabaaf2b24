// What can be done with the chosen conversations: a bar under the list while any are chosen.

import { ActionIcon, Checkbox, Menu, Tooltip } from "@mantine/core";
import {
  IconArchive,
  IconArrowBackUp,
  IconDots,
  IconMail,
  IconMailOpened,
  IconMoon,
  IconRobot,
  IconUserPlus,
  IconUsersGroup,
  IconX,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { moment } from "~/app/format";
import { useTeams } from "~/features/teams/queries";
import { Avatar } from "~/ui";
import { snoozeTimes } from "../model/snooze";
import type { Mate } from "../queries";
import type { BulkAct, Conversation } from "../wire";
import classes from "./bulk-bar.module.css";

interface Props {
  chosen: Conversation[];
  loaded: number;
  team: Mate[];
  me: string;
  zone: string | undefined;
  onAct: (act: BulkAct) => void;
  onAll: () => void;
  onNone: () => void;
}

const size = 18;
const stroke = 1.6;

export function BulkBar({ chosen, loaded, team, me, zone, onAct, onAll, onNone }: Props) {
  const { t } = useTranslation("inbox");
  const teams = useTeams();
  const isAll = chosen.length >= loaded;
  const areClosed = chosen.length > 0 && chosen.every((row) => row.status === "closed");
  const sorted = [...team].sort((a, b) => Number(b.person_id === me) - Number(a.person_id === me));
  const icon = (label: string, Shape: typeof IconX, act: BulkAct) => (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} disabled={chosen.length === 0} onClick={() => onAct(act)}>
        <Shape size={size} stroke={stroke} />
      </ActionIcon>
    </Tooltip>
  );
  return (
    <div className={classes.bar} role="toolbar" aria-label={t("bulk.title")} data-bulk>
      <Checkbox
        size="sm"
        checked={isAll && chosen.length > 0}
        indeterminate={!isAll && chosen.length > 0}
        onChange={isAll ? onNone : onAll}
        label={t("bulk.chosen", { count: chosen.length })}
        aria-label={t("bulk.all", { count: loaded })}
      />
      <span style={{ flex: 1 }} />
      <Menu position="top-end" width={280} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Tooltip label={t("assign.title")}>
            <ActionIcon aria-label={t("assign.title")} disabled={chosen.length === 0}>
              <IconUserPlus size={size} stroke={stroke} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown mah={380} style={{ overflow: "auto" }}>
          {sorted.map((person) => (
            <Menu.Item
              key={person.person_id}
              leftSection={<Avatar id={person.person_id} name={person.name} size={26} />}
              onClick={() => onAct({ kind: "assign", person_id: person.person_id })}
            >
              {person.person_id === me ? t("assign.me", { name: person.name }) : person.name}
            </Menu.Item>
          ))}
          {teams.length > 0 && <Menu.Divider />}
          {teams.length > 0 && <Menu.Label>{t("assign.teams")}</Menu.Label>}
          {teams.map((one) => (
            <Menu.Item
              key={one.id}
              leftSection={<IconUsersGroup size={size} stroke={stroke} aria-hidden />}
              onClick={() => onAct({ kind: "assign", person_id: null, team_id: one.id })}
            >
              {one.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => onAct({ kind: "assign", person_id: null })}>{t("assign.nobody")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {areClosed
        ? icon(t("bulk.reopen"), IconArrowBackUp, { kind: "reopen" })
        : icon(t("bulk.close"), IconArchive, { kind: "close" })}
      <Menu position="top-end" width={280} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Tooltip label={t("snooze.title")}>
            <ActionIcon aria-label={t("snooze.title")} disabled={chosen.length === 0 || areClosed}>
              <IconMoon size={size} stroke={stroke} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          {snoozeTimes(Date.now(), zone).map(({ name, at }) => (
            <Menu.Item
              key={name}
              rightSection={<span className={classes.at}>{moment(at, zone)}</span>}
              onClick={() => onAct({ kind: "snooze", until: at })}
            >
              {t(`snooze.${name}`)}
            </Menu.Item>
          ))}
          {chosen.some((row) => row.snoozed_until) && (
            <Menu.Item onClick={() => onAct({ kind: "snooze", until: null })}>{t("bulk.unsnooze")}</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Menu position="top-end" width={260} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Tooltip label={t("bulk.more")}>
            <ActionIcon aria-label={t("bulk.more")} disabled={chosen.length === 0}>
              <IconDots size={size} stroke={stroke} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconMailOpened size={size} stroke={stroke} aria-hidden />}
            onClick={() => onAct({ kind: "read" })}
          >
            {t("bulk.read")}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconMail size={size} stroke={stroke} aria-hidden />}
            onClick={() => onAct({ kind: "unread" })}
          >
            {t("mark_unread")}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconRobot size={size} stroke={stroke} aria-hidden />}
            onClick={() => onAct({ kind: "give_to_agent" })}
          >
            {t("bulk.give_to_agent")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Tooltip label={t("bulk.none")}>
        <ActionIcon aria-label={t("bulk.none")} onClick={onNone}>
          <IconX size={size} stroke={stroke} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
