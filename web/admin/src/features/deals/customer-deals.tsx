// The deals of a customer, for their card and beside the conversation: seen, moved and begun on the spot.

import { ActionIcon, Button, Skeleton, Title, Tooltip } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type CSSProperties, lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { money } from "~/app/format";
import { useMay } from "~/app/session";
import { Problem } from "~/ui";
import classes from "./deal/deal.module.css";
import { StageSelect } from "./deal/stage-select";
import { contactName } from "./names";
import { ofContactQuery, pipelinesQuery } from "./queries";
import { useFreshDeals } from "./use-fresh";
import { useMoves } from "./use-moves";
import type { Deal } from "./wire";

const NewDeal = lazy(async () => ({ default: (await import("./new-deal")).NewDeal }));
const FEW = 3;

export interface Props {
  contactId: string;
  /** The deal of this conversation comes first. */
  conversationId?: string;
  /** Without a frame of its own, as a part of a panel. */
  isPlain?: boolean;
  contact?: { name?: string; phone?: string };
}

/** Open ones before closed ones, that of the conversation first, then the newest. */
export function inOrder(deals: readonly Deal[], conversation: string | undefined): Deal[] {
  const rank = (deal: Deal) =>
    (deal.status === "open" ? 0 : 2) - (conversation && deal.conversation_id === conversation ? 1 : 0);
  return deals.toSorted((a, b) => rank(a) - rank(b) || Date.parse(b.updated_at) - Date.parse(a.updated_at));
}

export function CustomerDeals({ contactId, conversationId, isPlain = false, contact }: Props) {
  const { t } = useTranslation("deals");
  const currency = useFirm()?.currency ?? "RUB";
  const mayEdit = useMay("edit_contacts");
  const { data, error, refetch } = useQuery(ofContactQuery(contactId));
  const { data: pipelines = [] } = useQuery(pipelinesQuery);
  const { move, dialog } = useMoves();
  const [isAdding, setIsAdding] = useState(false);
  const [isAll, setIsAll] = useState(false);
  useFreshDeals();
  const deals = data && inOrder(data, conversationId);
  const known = deals?.[0]?.contact ?? contact;
  return (
    <section className={isPlain ? classes.ofPlain : classes.of} aria-label={t("of.title")}>
      <div className={classes.ofTitle}>
        <Title order={2}>{t("of.title")}</Title>
        {mayEdit && pipelines.length > 0 && (
          <Tooltip label={t("add")}>
            <ActionIcon size={isPlain ? 30 : 34} aria-label={t("add")} onClick={() => setIsAdding(true)}>
              <IconPlus size={18} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      {error && !deals ? (
        <>
          <Problem error={error} />
          <Button variant="default" size="compact-md" mt={6} onClick={() => void refetch()}>
            {t("app:error.retry")}
          </Button>
        </>
      ) : !deals ? (
        <Skeleton height={72} radius="md" />
      ) : deals.length === 0 ? (
        <p className={classes.soft} style={{ margin: 0 }}>
          {t("of.none")}
        </p>
      ) : (
        <ul className={classes.ofList}>
          {(isAll ? deals : deals.slice(0, FEW)).map((deal) => {
            const stages = pipelines.find(({ key }) => key === deal.pipeline)?.stages ?? [];
            const color = stages.find(({ key }) => key === deal.stage)?.color ?? "gray";
            // Every deal of the customer would carry the same name.
            const own = deal.title?.trim() || t("of.deal", { name: contactName(t, deal) });
            return (
              <li
                key={deal.id}
                className={classes.ofDeal}
                style={{ "--stage": `var(--mantine-color-${color}-6)` } as CSSProperties}
              >
                <Link to="/deals/$dealId" params={{ dealId: deal.id }} className={classes.ofName}>
                  {own}
                </Link>
                <span className="tabular">{deal.amount !== undefined && money(deal.amount, currency)}</span>
                <StageSelect
                  deal={deal}
                  stages={stages}
                  isOff={!mayEdit}
                  size="xs"
                  className={classes.ofStage}
                  onMove={(to) => void move(deal, to)}
                />
                {deal.loss_reason && <span className={classes.soft}>{deal.loss_reason}</span>}
              </li>
            );
          })}
        </ul>
      )}
      {deals && deals.length > FEW && !isAll && (
        <Button variant="subtle" size="compact-sm" mt={6} onClick={() => setIsAll(true)}>
          {t("of.more", { count: deals.length - FEW })}
        </Button>
      )}
      {dialog}
      {isAdding && (
        <Suspense>
          <NewDeal
            pipelines={pipelines}
            start={undefined}
            client={{ id: contactId, name: known?.name ?? "", phone: known?.phone ?? "" }}
            opens={false}
            onClose={() => setIsAdding(false)}
          />
        </Suspense>
      )}
    </section>
  );
}
