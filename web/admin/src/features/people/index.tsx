// The team: who works here and as what, who is invited, and what each role may do.

import { Alert, Button, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconUserPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay, useMe } from "~/app/session";
import { Block } from "~/features/settings/parts";
import { FirmPromise } from "~/features/sla/firm-promise";
import { Teams } from "~/features/teams/section";
import { ErrorState, ExportMenu, Loading, listFile, PageHeader } from "~/ui";
import { Invitations } from "./invitations";
import { InviteForm } from "./invite-form";
import { MemberRow } from "./member-row";
import classes from "./people.module.css";
import { membersQuery, usePeopleLive } from "./queries";
import { Roles } from "./roles";

export function PeopleSettings() {
  const { t } = useTranslation("people");
  const me = useMe();
  const mayManage = useMay("manage_people");
  const maySetUp = useMay("manage_org");
  const { data, error, refetch } = useQuery(membersQuery);
  const [isInviting, invite] = useDisclosure(false);
  usePeopleLive();
  const action = (
    <>
      {data && <ExportMenu file={listFile("members", {})} isShort />}
      {mayManage && (
        <Button leftSection={<IconUserPlus size={17} stroke={1.7} />} onClick={invite.open}>
          {t("invite.action")}
        </Button>
      )}
    </>
  );
  const own = data?.find((member) => member.person_id === me.person.id);
  return (
    <>
      <PageHeader title={t("title")} text={t("text")} actions={action} />
      <Stack gap="lg">
        {!mayManage && (
          <Alert variant="light" color="gray">
            {t("read_only")}
          </Alert>
        )}
        <Block>
          {data ? (
            <ul className={classes.list} aria-label={t("title")}>
              {data.map((member) => (
                <MemberRow key={member.id} member={member} all={data} own={own} mayManage={mayManage} />
              ))}
            </ul>
          ) : error ? (
            <ErrorState error={error} retry={() => void refetch()} />
          ) : (
            <Loading rows={4} avatar />
          )}
        </Block>
        <Teams />
        {maySetUp && <FirmPromise />}
        {mayManage && <Invitations />}
        <Roles />
      </Stack>
      {mayManage && <InviteForm isOpen={isInviting} onClose={invite.close} />}
    </>
  );
}
