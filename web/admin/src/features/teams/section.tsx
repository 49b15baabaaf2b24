// Teams on the page of people: who is in them and how conversations are given out.

import { AvatarGroup, Button, Avatar as Face, Text, UnstyledButton } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { type Member, membersQuery } from "~/features/people/queries";
import { Block } from "~/features/settings/parts";
import { Avatar, ErrorState, Loading } from "~/ui";
import { TeamForm } from "./form";
import { teamsQuery } from "./queries";
import classes from "./teams.module.css";
import type { Team } from "./wire";

const FACES = 5;

function Row({ team, members, onOpen }: { team: Team; members: Member[]; onOpen: (() => void) | undefined }) {
  const { t } = useTranslation("teams");
  const inside = members.filter(({ id }) => team.member_ids.includes(id));
  const rules = [
    t(`assignment.${team.assignment}.name`),
    ...(team.assignment === "round_robin" && team.capacity ? [t("capacity_said", { count: team.capacity })] : []),
    ...(team.is_default_for.length > 0 ? [t("channels_said", { count: team.is_default_for.length })] : []),
  ];
  const content = (
    <>
      <span className={classes.body}>
        <span className={classes.name}>{team.name}</span>
        <span className={classes.rules}>{rules.join(" · ")}</span>
      </span>
      {inside.length === 0 ? (
        <Text span size="xs" c="dimmed">
          {t("nobody")}
        </Text>
      ) : (
        <AvatarGroup
          spacing={8}
          role="img"
          aria-label={t("inside", { names: inside.map(({ name }) => name).join(", ") })}
        >
          {inside.slice(0, FACES).map((member) => (
            <Avatar key={member.id} id={member.person_id} name={member.name} size={28} />
          ))}
          {inside.length > FACES && <Face size={28}>+{inside.length - FACES}</Face>}
        </AvatarGroup>
      )}
    </>
  );
  return (
    <li className={classes.item}>
      {onOpen ? (
        <UnstyledButton className={classes.row} onClick={onOpen}>
          {content}
        </UnstyledButton>
      ) : (
        <div className={classes.row}>{content}</div>
      )}
    </li>
  );
}

export function Teams() {
  const { t } = useTranslation("teams");
  const mayManage = useMay("manage_people");
  const { data: teams, error, refetch } = useQuery(teamsQuery);
  const { data: members = [] } = useQuery(membersQuery);
  const [open, setOpen] = useState<Team | "new">();
  return (
    <Block
      title={t("title")}
      text={t("text")}
      action={
        mayManage && (
          <Button variant="light" leftSection={<IconPlus size={17} stroke={1.7} />} onClick={() => setOpen("new")}>
            {t("form.new")}
          </Button>
        )
      }
    >
      {error && !teams ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !teams ? (
        <Loading rows={2} />
      ) : teams.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("none")}
        </Text>
      ) : (
        <ul className={classes.list} aria-label={t("title")}>
          {teams.map((team) => (
            <Row key={team.id} team={team} members={members} onOpen={mayManage ? () => setOpen(team) : undefined} />
          ))}
        </ul>
      )}
      {open && (
        <TeamForm
          key={open === "new" ? "new" : open.id}
          team={open === "new" ? undefined : open}
          members={members}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Block>
  );
}
