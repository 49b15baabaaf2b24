// Who has the conversation: a person, or a team that gives it to one of its people.

import { ActionIcon, Menu, Text, Tooltip } from "@mantine/core";
import { IconCheck, IconUserPlus, IconUsersGroup } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useTeams } from "~/features/teams/queries";
import { Avatar } from "~/ui";
import { carryOut } from "../moves";
import type { Mate } from "../queries";
import type { Conversation } from "../wire";

/** Items of the menu that hand the conversation to a team; nothing where there are none. */
export function TeamItems({ row }: { row: Conversation }) {
  const { t } = useTranslation("inbox");
  const teams = useTeams();
  if (teams.length === 0) return null;
  const put = (team: string) =>
    void carryOut(
      row,
      team === row.team_id
        ? { kind: "assign-team", team_id: null, person_id: row.assignee_id ?? null }
        : { kind: "assign-team", team_id: team },
    );
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{t("assign.teams")}</Menu.Label>
      {teams.map((team) => (
        <Menu.Item
          key={team.id}
          leftSection={<IconUsersGroup size={18} stroke={1.6} aria-hidden />}
          rightSection={team.id === row.team_id ? <IconCheck size={16} aria-hidden /> : undefined}
          aria-current={team.id === row.team_id ? "true" : undefined}
          onClick={() => put(team.id)}
        >
          {team.name}
        </Menu.Item>
      ))}
    </>
  );
}

export function AssignMenu({ row, team, me }: { row: Conversation; team: Mate[]; me: string }) {
  const { t } = useTranslation("inbox");
  const mate = team.find((person) => person.person_id === row.assignee_id);
  const crew = useTeams().find(({ id }) => id === row.team_id)?.name;
  const label = row.assignee_id
    ? t("assign.now", { name: mate?.name ?? t("author.person") })
    : crew
      ? t("assign.now_team", { name: crew })
      : t("assign.title");
  const put = (person_id: string | null) => void carryOut(row, { kind: "assign", person_id });
  const sorted = [...team].sort((a, b) => Number(b.person_id === me) - Number(a.person_id === me));
  return (
    <Menu position="bottom-end" width={280} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Tooltip label={label}>
          <ActionIcon aria-label={label}>
            {row.assignee_id ? (
              <Avatar id={row.assignee_id} name={mate?.name} size={26} />
            ) : crew ? (
              <IconUsersGroup size={19} stroke={1.6} />
            ) : (
              <IconUserPlus size={19} stroke={1.6} />
            )}
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown mah={380} style={{ overflow: "auto" }}>
        {sorted.map((person) => (
          <Menu.Item
            key={person.person_id}
            leftSection={<Avatar id={person.person_id} name={person.name} size={26} />}
            rightSection={person.person_id === row.assignee_id ? <IconCheck size={16} aria-hidden /> : undefined}
            aria-current={person.person_id === row.assignee_id ? "true" : undefined}
            onClick={() => put(person.person_id)}
          >
            {person.person_id === me ? t("assign.me", { name: person.name }) : person.name}
            {person.is_away && (
              <Text size="xs" c="dimmed">
                {t("assign.away")}
              </Text>
            )}
          </Menu.Item>
        ))}
        <TeamItems row={row} />
        <Menu.Divider />
        <Menu.Item onClick={() => put(null)} disabled={!row.assignee_id}>
          {t("assign.nobody")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
