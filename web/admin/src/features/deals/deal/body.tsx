// One deal: whose it is, where it stands, what is known, what is to be done, how it came here.

import { ActionIcon, Badge, Menu } from "@mantine/core";
import { IconDots, IconMessage, IconPhone, IconTargetOff, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { phone } from "~/app/format";
import { useMay } from "~/app/session";
import { useNow } from "~/features/inbox/now";
import { Editable } from "~/features/inbox/panel/editable";
import { ReferralsOf } from "~/features/referrals/referrals-of";
import { TasksOf } from "~/features/tasks/tasks-of";
import { Avatar, EmptyState, ErrorState, Loading, showDone, showProblem, useConfirm } from "~/ui";
import { daysSince } from "../age";
import { again, forget } from "../cache";
import { contactName, dealName } from "../names";
import { dealQuery, dropDeal, pipelinesQuery } from "../queries";
import { useFreshDeal } from "../use-fresh";
import { useMoves } from "../use-moves";
import classes from "./deal.module.css";
import { Facts, saveDeal } from "./facts";
import { Moves } from "./moves";
import { StageSelect } from "./stage-select";

const TONE = { open: "indigo", won: "teal", lost: "gray" } as const;

/** `as`: the heading's level, by where it stands. */
export function DealBody({ id, as: Heading = "h1", onGone }: { id: string; as?: "h1" | "h2"; onGone: () => void }) {
  const { t } = useTranslation("deals");
  const mayEdit = useMay("edit_contacts");
  const confirm = useConfirm();
  const now = useNow();
  const { data: deal, error, refetch } = useQuery(dealQuery(id));
  const { data: pipelines = [] } = useQuery(pipelinesQuery);
  const { move, dialog } = useMoves();
  useFreshDeal(id);
  if (error instanceof Refusal && (error.status === 404 || error.status === 422))
    return <EmptyState icon={IconTargetOff} title={t("gone.title")} text={t("gone.text")} />;
  if (error && !deal) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!deal) return <Loading rows={7} />;
  const stages = pipelines.find(({ key }) => key === deal.pipeline)?.stages ?? [];
  const days = daysSince(deal.stage_since, now);
  const remove = async () => {
    const name = dealName(t, deal);
    const isSure = await confirm({
      title: t("remove.title", { name }),
      text: t("remove.text"),
      action: t("app:delete"),
      isDanger: true,
    });
    if (!isSure) return;
    try {
      await dropDeal(id);
      forget(id);
      again();
      showDone(t("remove.done"));
      onGone();
    } catch (fault) {
      showProblem(fault);
    }
  };
  return (
    <article aria-label={dealName(t, deal)}>
      <div className={classes.head}>
        <div style={{ display: "flex", gap: 8, alignItems: "flex-start" }}>
          <Heading className={classes.name} style={{ flex: 1, minWidth: 0 }}>
            <Editable
              label={t("deal.title")}
              value={deal.title ?? ""}
              empty={dealName(t, deal)}
              isOff={!mayEdit}
              maxLength={200}
              onSave={(title) => saveDeal(id, { title: title || null })}
            />
          </Heading>
          {mayEdit && (
            <Menu position="bottom-end" zIndex={320}>
              <Menu.Target>
                <ActionIcon aria-label={t("more")}>
                  <IconDots size={18} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => void remove()}>
                  {t("app:delete")}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </div>
        <div className={classes.who}>
          <Link to="/contacts/$contactId" params={{ contactId: deal.contact_id }} className={classes.contact}>
            <Avatar id={deal.contact_id} name={deal.contact?.name} size={28} />
            {contactName(t, deal)}
          </Link>
          {deal.contact?.phone && (
            <a href={`tel:${deal.contact.phone}`} className={classes.reach}>
              <IconPhone size={16} stroke={1.7} aria-hidden />
              <span className="tabular">{phone(deal.contact.phone)}</span>
            </a>
          )}
          {deal.conversation_id && (
            <Link
              to="/inbox/$conversationId"
              params={{ conversationId: deal.conversation_id }}
              className={classes.reach}
            >
              <IconMessage size={16} stroke={1.7} aria-hidden />
              {t("deal.write")}
            </Link>
          )}
        </div>
        <div className={classes.where}>
          <StageSelect
            deal={deal}
            stages={stages}
            isOff={!mayEdit}
            className={classes.stageSelect}
            onMove={(to) => void move(deal, to)}
          />
          <Badge variant="light" tt="none" fw={500} color={TONE[deal.status]}>
            {t(`status.${deal.status}`)}
          </Badge>
          <span className={classes.soft}>{days === 0 ? t("deal.since_today") : t("deal.since", { count: days })}</span>
        </div>
      </div>
      <Facts deal={deal} pipelines={pipelines} isOff={!mayEdit} />
      <div className={classes.part}>
        <TasksOf dealId={id} contactId={deal.contact_id} />
      </div>
      <div className={classes.part}>
        <ReferralsOf dealId={id} contactId={deal.contact_id} conversationId={deal.conversation_id ?? undefined} />
      </div>
      <Moves id={id} pipelines={pipelines} />
      {dialog}
    </article>
  );
}
