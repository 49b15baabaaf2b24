// A step of a deal, as the customer's story tells it.

import type { StoryDeal } from "@samovar/client";
import { IconTargetArrow } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { stageName, stagesQuery } from "~/features/agents/around";
import classes from "./card.module.css";
import { Frame, whoDid } from "./frame";

/** Causes that say more than who did it. */
const TOLD = ["booking", "referral", "silence", "rule"];

export function Moved({ deal, at, zone }: { deal: StoryDeal; at: string; zone: string | undefined }) {
  const { t } = useTranslation("contacts");
  const { data: stages = [] } = useQuery(stagesQuery);
  const name = (key: string) => {
    const stage = stages.find((one) => one.key === key);
    return stage ? stageName(stage) : key;
  };
  const title = deal.title?.trim();
  return (
    <Frame icon={<IconTargetArrow size={17} stroke={1.7} />} at={at} zone={zone}>
      <Link to="/deals/$dealId" params={{ dealId: deal.deal_id }} className={classes.entryTitle}>
        {t(deal.from ? "story.deal" : "story.deal_new")}
        {title ? `: ${title}` : ""}
      </Link>
      <p className={classes.snippet}>
        {deal.from && `${name(deal.from)} → `}
        {name(deal.to)}
        {deal.loss_reason && ` · ${deal.loss_reason}`}
      </p>
      <p className={classes.soft}>{TOLD.includes(deal.cause) ? t(`story.cause.${deal.cause}`) : whoDid(t, deal.by)}</p>
    </Frame>
  );
}
