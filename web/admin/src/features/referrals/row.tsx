// One client with one partner: where it stands, until when, what can be done, and its history.

import { ActionIcon, Badge, Menu, UnstyledButton } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { moment, money } from "~/app/format";
import { guestMark } from "~/features/inbox/model/words";
import { Loading, Problem, showDone, showProblem, useConfirm } from "~/ui";
import { type ReferralView, resend, stepsQuery, withdraw } from "./queries";
import classes from "./referrals.module.css";

const TONE: Record<ReferralView["status"], string> = {
  sent: "blue",
  viewed: "cyan",
  accepted: "teal",
  declined: "red",
  expired: "orange",
  withdrawn: "gray",
  done: "green",
  failed: "gray",
};

function Steps({ id, zone }: { id: string; zone: string | undefined }) {
  const { t } = useTranslation("referrals");
  const { data, error } = useQuery(stepsQuery(id));
  if (error && !data) return <Problem error={error} />;
  if (!data) return <Loading rows={2} />;
  return (
    <ol className={classes.steps}>
      {data.map(({ kind, text, by, at }) => (
        <li key={`${at} ${kind}`}>
          <time dateTime={at} className={classes.soft}>
            {moment(at, zone)}
          </time>
          <span>
            {t(`step.${kind}`)}
            {by.kind === "member" && by.name ? ` · ${by.name}` : ""}
            {text && <span className={classes.soft}> · {text}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}

interface Props {
  referral: ReferralView;
  zone: string | undefined;
  mayEdit: boolean;
  /** On a partner's page the client is named, elsewhere the partner. */
  isOfPartner: boolean;
  onMessage: () => void;
  onClose: () => void;
}

export function ReferralRow({ referral, zone, mayEdit, isOfPartner, onMessage, onClose }: Props) {
  const { t } = useTranslation("referrals");
  const confirm = useConfirm();
  const [isOpen, setIsOpen] = useState(false);
  const { id, status, delivery, partner, contact, reason } = referral;
  const isWaiting = status === "sent" || status === "viewed";
  const isTaken = status === "accepted" || status === "done" || status === "failed";
  const again = async () => {
    try {
      await resend(id);
      showDone(t("resent"));
    } catch (error) {
      showProblem(error);
    }
  };
  const back = async () => {
    const question = { title: t("withdraw.title"), text: t("withdraw.text"), action: t("withdraw.action") };
    if (!(await confirm({ ...question, isDanger: true }))) return;
    try {
      await withdraw(id);
    } catch (error) {
      showProblem(error);
    }
  };
  const trouble = isWaiting && (delivery === "failed" || delivery === "unknown") ? delivery : undefined;
  return (
    <li className={classes.row} data-referral={id}>
      <div className={classes.top}>
        {isOfPartner ? (
          <Link to="/contacts/$contactId" params={{ contactId: contact.id }} className={classes.name}>
            {contact.name?.trim() || t("guest", { mark: guestMark(contact.id) })}
          </Link>
        ) : (
          <Link to="/partners/$partnerId" params={{ partnerId: partner.id }} className={classes.name}>
            {partner.name}
          </Link>
        )}
        <Badge variant="light" tt="none" fw={500} color={TONE[status]}>
          {t(`status.${status}`)}
        </Badge>
        {mayEdit && (isWaiting || isTaken) && (
          <Menu position="bottom-end" zIndex={320}>
            <Menu.Target>
              <ActionIcon size={30} color="gray" aria-label={t("actions", { name: partner.name })}>
                <IconDots size={18} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {isTaken && <Menu.Item onClick={onClose}>{t("outcome.title")}</Menu.Item>}
              <Menu.Item onClick={onMessage}>{t("message.title")}</Menu.Item>
              {isWaiting && delivery !== "manual" && <Menu.Item onClick={() => void again()}>{t("resend")}</Menu.Item>}
              {(isWaiting || status === "accepted") && (
                <Menu.Item color="red" onClick={() => void back()}>
                  {t("withdraw.action")}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      <p className={classes.soft}>
        {isWaiting
          ? t("waits", { at: moment(referral.deadline_at, zone) })
          : t("given", { at: moment(referral.sent_at, zone) })}
        {reason && ` · ${reason}`}
        {referral.amount !== undefined &&
          ` · ${t("earned", {
            amount: money(referral.amount, referral.currency),
            commission: money(referral.commission ?? 0, referral.currency),
          })}`}
      </p>
      {trouble && <p className={classes.bad}>{t(`trouble.${trouble}`)}</p>}
      <UnstyledButton className={classes.more} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        {t(isOpen ? "less" : "history")}
      </UnstyledButton>
      {isOpen && <Steps id={id} zone={zone} />}
    </li>
  );
}
