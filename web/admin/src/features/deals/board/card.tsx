// One deal on the board. A hundred of them stand in a column, so it is drawn from plain elements and only when it changes.

import { IconClock, IconDots, IconHourglassHigh } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { moment, money } from "~/app/format";
import { faceOf, initialsOf } from "~/ui";
import { daysSince, isLate, isStale } from "../age";
import { contactName, dealName } from "../names";
import type { Deal, Stage } from "../wire";
import classes from "./board.module.css";

export interface Owner {
  id: string;
  name: string;
}
interface Props {
  deal: Deal;
  stage: Stage;
  owner: Owner | undefined;
  currency: string;
  zone: string | undefined;
  now: number;
  isCarried: boolean;
  /** The one card of its column Tab comes to; arrows lead to the others. */
  isStop: boolean;
  mayMove: boolean;
  onMenu: (deal: Deal) => void;
}

export const DealCard = memo(function DealCard(props: Props) {
  const { deal, stage, owner, currency, zone, now, isCarried, isStop, mayMove, onMenu } = props;
  const { t } = useTranslation("deals");
  const days = daysSince(deal.stage_since, now);
  const name = dealName(t, deal);
  const isOld = isStale(deal, stage, now);
  return (
    <li className={classes.card} data-deal={deal.id} data-carried={isCarried || undefined}>
      <div className={classes.cardTop}>
        <Link
          from="/deals"
          to="/deals"
          search={(before) => ({ ...before, deal: deal.id })}
          className={classes.cardName}
          draggable={false}
          tabIndex={isStop ? 0 : -1}
          {...(mayMove && { "aria-describedby": "deal-keys" })}
        >
          {name}
        </Link>
        {mayMove && (
          <button
            type="button"
            className={classes.cardMenu}
            data-still
            tabIndex={isStop ? 0 : -1}
            aria-label={t("card.move", { name })}
            aria-haspopup="dialog"
            onClick={() => onMenu(deal)}
          >
            <IconDots size={17} stroke={1.7} aria-hidden />
          </button>
        )}
      </div>
      {deal.title?.trim() && <p className={classes.cardWho}>{contactName(t, deal)}</p>}
      {deal.amount !== undefined && <p className={classes.cardSum}>{money(deal.amount, currency)}</p>}
      {deal.loss_reason && <p className={classes.cardWho}>{deal.loss_reason}</p>}
      <div className={classes.cardFoot}>
        <span className={classes.days} data-stale={isOld || undefined} title={t(isOld ? "card.stale" : "card.days")}>
          {isOld && <IconHourglassHigh size={14} stroke={1.8} aria-hidden />}
          <span className="visually-hidden">{t(isOld ? "card.stale" : "card.days")}: </span>
          {days === 0 ? t("card.today") : t("card.day", { count: days })}
        </span>
        {deal.next_task_at && (
          <span className={classes.task} data-late={isLate(deal, now) || undefined} title={t("card.task")}>
            <IconClock size={14} stroke={1.8} aria-hidden />
            <span className="visually-hidden">{t(isLate(deal, now) ? "card.late" : "card.task")}: </span>
            {moment(deal.next_task_at, zone)}
          </span>
        )}
        {owner && (
          <span className={classes.owner} style={faceOf(owner.id)} title={owner.name}>
            <span aria-hidden data-initials={initialsOf(owner.name)} />
            <span className="visually-hidden">{t("card.owner", { name: owner.name })}</span>
          </span>
        )}
      </div>
    </li>
  );
});
