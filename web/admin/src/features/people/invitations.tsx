// Who is invited and has not come yet. What is over is not shown: the audit log keeps it.

import { Button, Text } from "@mantine/core";
import { type InvitationView, revokeInvitations } from "@samovar/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ask } from "~/app/api";
import { day } from "~/app/format";
import { queryClient } from "~/app/query";
import { Block } from "~/features/settings/parts";
import { ErrorState, Loading, showDone, showProblem, useConfirm } from "~/ui";
import classes from "./people.module.css";
import { invitationsQuery } from "./queries";

const { queryKey } = invitationsQuery;

function Row({ invitation }: { invitation: InvitationView }) {
  const { t } = useTranslation("people");
  const confirm = useConfirm();
  const revoke = useMutation({
    mutationFn: () => ask(revokeInvitations({ path: { id: invitation.id } })),
    onSuccess: () => showDone(t("invite.revoked")),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
  const withdraw = async () => {
    const question = { title: t("invite.revoke_title", { email: invitation.email }), text: t("invite.revoke_text") };
    if (await confirm({ ...question, action: t("invite.revoke"), isDanger: true })) revoke.mutate();
  };
  const isExpired = invitation.status === "expired";
  return (
    <li className={classes.row}>
      <div className={classes.who}>
        <div>
          <Text fw={500} className={classes.name ?? ""}>
            {invitation.email}
          </Text>
          <Text size="sm" c="dimmed">
            {t(`role.${invitation.role}.name`)} ·{" "}
            {t(isExpired ? "invite.expired" : "invite.until", { date: day(invitation.expires_at) })}
          </Text>
        </div>
      </div>
      {!isExpired && (
        <Button variant="subtle" color="gray" mih={40} loading={revoke.isPending} onClick={() => void withdraw()}>
          {t("invite.revoke")}
        </Button>
      )}
    </li>
  );
}

export function Invitations() {
  const { t } = useTranslation("people");
  const { data, error, refetch } = useQuery(invitationsQuery);
  const pending = data?.filter(({ status }) => status === "open" || status === "expired");
  return (
    <Block title={t("invite.pending")}>
      {pending && pending.length > 0 ? (
        <ul className={classes.list} aria-label={t("invite.pending")}>
          {pending.map((invitation) => (
            <Row key={invitation.id} invitation={invitation} />
          ))}
        </ul>
      ) : pending ? (
        <Text size="sm" c="dimmed">
          {t("invite.empty")} {t("invite.empty_text")}
        </Text>
      ) : error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : (
        <Loading rows={2} />
      )}
    </Block>
  );
}
