// One member: who, when last seen, the role and what can be done about it. The only owner is protected and says so.

import { ActionIcon, Badge, Group, Menu, Select, Text, Tooltip } from "@mantine/core";
import { removeMembers, resetTotpMembersTotp, updateMembers } from "@samovar/client";
import { IconDoorExit, IconDots, IconShieldCheck, IconShieldOff, IconUserMinus } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ask } from "~/app/api";
import { recent } from "~/app/format";
import { queryClient } from "~/app/query";
import { useMay } from "~/app/session";
import { Avatar, showDone, showProblem, useConfirm } from "~/ui";
import classes from "./people.module.css";
import { type Member, membersQuery, ROLES, type Role, rolesQuery } from "./queries";
import { grantable, isLastOwner, mayTouch } from "./rules";

const { queryKey } = membersQuery;

/** Shows the change at once and takes it back if it is refused. */
function useMemberChange<Input>(
  act: (input: Input) => Promise<unknown>,
  draw: (list: Member[], input: Input) => Member[],
  onSuccess: () => void,
) {
  return useMutation({
    mutationFn: act,
    onMutate: async (input) => {
      await queryClient.cancelQueries({ queryKey });
      const before = queryClient.getQueryData(queryKey);
      if (before) queryClient.setQueryData(queryKey, draw(before, input));
      return before;
    },
    // Here and not at the call: the row may be gone from the screen by then.
    onSuccess,
    onError: (error, _input, before) => {
      queryClient.setQueryData(queryKey, before);
      showProblem(error);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
}

interface Props {
  member: Member;
  all: Member[];
  own: Member | undefined;
  mayManage: boolean;
}

function useActions({ member, own }: Props) {
  const { t } = useTranslation("people");
  const confirm = useConfirm();
  const isSelf = own?.id === member.id;
  const change = useMemberChange(
    (role: Role) => ask(updateMembers({ path: { id: member.id }, body: { role } })),
    (list, role) => list.map((one) => (one.id === member.id ? { ...one, role } : one)),
    () => showDone(t("member.role_done", { name: member.name })),
  );
  const remove = useMemberChange(
    (_: undefined) => ask(removeMembers({ path: { id: member.id } })),
    (list) => list.filter((one) => one.id !== member.id),
    () => (isSelf ? location.assign("/app/") : showDone(t("member.removed", { name: member.name }))),
  );
  const choose = async (role: Role) => {
    if (role === member.role) return;
    // Whoever gives up their own role cannot take it back.
    if (isSelf) {
      const text = t("member.own_role_text", { role: t(`role.${role}.name`) });
      if (!(await confirm({ title: t("member.own_role_title"), text, action: t("member.own_role_action") }))) return;
    }
    change.mutate(role);
  };
  const leave = async () => {
    const what = isSelf ? "leave" : "remove";
    const text = t(`member.${what}_text`, { name: member.name });
    if (
      !(await confirm({
        title: t(`member.${what}_title`, { name: member.name }),
        text,
        action: t(`member.${what}`),
        isDanger: true,
      }))
    )
      return;
    remove.mutate(undefined);
  };
  const dropTotp = async () => {
    const question = { title: t("member.totp_title", { name: member.name }), text: t("member.totp_text") };
    if (!(await confirm({ ...question, action: t("member.totp"), isDanger: true }))) return;
    ask(resetTotpMembersTotp({ path: { id: member.id } })).then(() => {
      showDone(t("member.totp_done"));
      void queryClient.invalidateQueries({ queryKey });
    }, showProblem);
  };
  return { choose, leave, dropTotp, isSelf };
}

export function MemberRow(props: Props) {
  const { member, all, own, mayManage } = props;
  const { t } = useTranslation("people");
  const isOwner = useMay("own_org");
  const { data: roles } = useQuery({ ...rolesQuery, retry: false });
  const { choose, leave, dropTotp, isSelf } = useActions(props);
  const isLast = isLastOwner(member, all);
  const ownRole = own?.role ?? "viewer";
  const mayEdit = mayManage && !isLast && mayTouch(ownRole, member);
  const given = grantable(ownRole, roles);
  const options = ROLES.filter((role) => given.includes(role) || role === member.role).map((role) => ({
    value: role,
    label: t(`role.${role}.name`),
  }));
  const canLeave = !isLast && (isSelf || mayEdit);
  const canDropTotp = isOwner && !isSelf && member.has_totp;
  const seen = member.last_seen_at ? t("member.seen", { at: recent(member.last_seen_at) }) : t("member.never");
  return (
    <li className={classes.row}>
      <div className={classes.who}>
        <Avatar id={member.person_id} name={member.name} size={40} />
        <div>
          <Group gap={8}>
            <Text fw={500} className={classes.name ?? ""}>
              {member.name}
            </Text>
            {isSelf && (
              <Badge size="sm" variant="light" color="gray" tt="none">
                {t("member.you")}
              </Badge>
            )}
            {member.is_away && (
              <Badge size="sm" variant="light" color="yellow" tt="none">
                {t("member.away")}
              </Badge>
            )}
            {member.has_totp && (
              <Tooltip label={t("member.has_totp")}>
                <IconShieldCheck size={16} stroke={1.7} role="img" aria-label={t("member.has_totp")} />
              </Tooltip>
            )}
          </Group>
          <Text size="sm" c="dimmed" className={classes.name ?? ""}>
            {member.email}
            {` · ${seen}`}
          </Text>
        </div>
      </div>
      <div className={classes.end}>
        {mayEdit ? (
          <Select
            className={classes.role ?? ""}
            aria-label={t("member.role_of", { name: member.name })}
            data={options}
            value={member.role}
            onChange={(role) => role && void choose(role as Role)}
            allowDeselect={false}
            renderOption={({ option }) => (
              <div>
                <Text size="sm" fw={500}>
                  {option.label}
                </Text>
                <Text size="xs" c="dimmed">
                  {t(`role.${option.value}.text`)}
                </Text>
              </div>
            )}
            comboboxProps={{ width: 300, position: "bottom-end" }}
          />
        ) : (
          <Tooltip label={t("member.last_owner")} disabled={!isLast || !mayManage} multiline maw={260}>
            <Text size="sm" fw={500} px={8} tabIndex={isLast && mayManage ? 0 : undefined}>
              {t(`role.${member.role}.name`)}
            </Text>
          </Tooltip>
        )}
        {(canLeave || canDropTotp) && (
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <ActionIcon size={40} aria-label={t("member.menu", { name: member.name })}>
                <IconDots size={18} stroke={1.6} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {canDropTotp && (
                <Menu.Item leftSection={<IconShieldOff size={16} stroke={1.6} />} onClick={() => void dropTotp()}>
                  {t("member.totp")}
                </Menu.Item>
              )}
              {canLeave && (
                <Menu.Item
                  color="red"
                  leftSection={
                    isSelf ? <IconDoorExit size={16} stroke={1.6} /> : <IconUserMinus size={16} stroke={1.6} />
                  }
                  onClick={() => void leave()}
                >
                  {t(isSelf ? "member.leave" : "member.remove")}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
    </li>
  );
}
