// One deal in the list: a row of the table on a desk, a line of its own on a phone.

import { Checkbox } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type CSSProperties, memo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { day, moment, money } from "~/app/format";
import { daysSince, isLate, isStale } from "../age";
import { called, contactName, dealName } from "../names";
import type { Deal, Stage } from "../wire";
import classes from "./list.module.css";

export interface RowProps {
  deal: Deal;
  index: number;
  stage: Stage | undefined;
  owner: string | undefined;
  currency: string;
  zone: string | undefined;
  now: number;
  isOn: boolean;
  maySelect: boolean;
  onSelect: (id: string, isSpan: boolean) => void;
  style: CSSProperties;
}

function Mark({ deal, isOn, onSelect }: Pick<RowProps, "deal" | "isOn" | "onSelect">) {
  const { t } = useTranslation("deals");
  return (
    <Checkbox
      size="sm"
      aria-label={t("list.select", { name: dealName(t, deal) })}
      checked={isOn}
      // The press knows of Shift, the change does not.
      onClick={(event) => onSelect(deal.id, event.shiftKey)}
      onChange={() => undefined}
    />
  );
}

function Open({ deal, children }: { deal: Deal; children: ReactNode }) {
  return (
    <Link
      from="/deals"
      to="/deals"
      search={(before) => ({ ...before, deal: deal.id })}
      className={classes.link}
      data-row={deal.id}
    >
      {children}
    </Link>
  );
}

function Place({ stage }: { stage: Stage | undefined }) {
  if (!stage) return null;
  const style = { "--stage": `var(--mantine-color-${stage.color}-6)` } as CSSProperties;
  return (
    <span className={classes.place} style={style}>
      <span>{called(stage)}</span>
    </span>
  );
}

function Age({ deal, stage, now }: Pick<RowProps, "deal" | "stage" | "now">) {
  const { t } = useTranslation("deals");
  const days = daysSince(deal.stage_since, now);
  const isOld = isStale(deal, stage, now);
  return (
    <span className={isOld ? classes.bad : undefined} title={isOld ? t("card.stale") : undefined}>
      {days === 0 ? t("card.today") : t("card.day", { count: days })}
      {isOld && <span className="visually-hidden">, {t("card.stale")}</span>}
    </span>
  );
}

function NextTask({ deal, zone, now }: Pick<RowProps, "deal" | "zone" | "now">) {
  const { t } = useTranslation("deals");
  if (!deal.next_task_at) return null;
  const late = isLate(deal, now);
  return (
    <span className={late ? classes.bad : undefined} title={t(late ? "card.late" : "card.task")}>
      {moment(deal.next_task_at, zone)}
      {late && <span className="visually-hidden">, {t("card.late")}</span>}
    </span>
  );
}

export const TableRow = memo(function TableRow(props: RowProps) {
  const { deal, index, stage, owner, currency, zone, now, isOn, maySelect, onSelect, style } = props;
  const { t } = useTranslation("deals");
  return (
    <tr aria-rowindex={index + 2} className={classes.row} style={style} data-on={isOn || undefined}>
      <td className={classes.check}>{maySelect && <Mark deal={deal} isOn={isOn} onSelect={onSelect} />}</td>
      <td className={classes.who}>
        <Open deal={deal}>{dealName(t, deal)}</Open>
        {deal.title?.trim() && <span className={classes.soft}>{contactName(t, deal)}</span>}
      </td>
      <td className={classes.cell}>
        <Place stage={stage} />
      </td>
      <td className={classes.cell} data-end>
        {deal.amount !== undefined && money(deal.amount, currency)}
      </td>
      <td className={classes.cell}>{owner}</td>
      <td className={classes.cell}>
        <Age deal={deal} stage={stage} now={now} />
      </td>
      <td className={classes.cell}>
        <NextTask deal={deal} zone={zone} now={now} />
      </td>
      <td className={classes.cell}>{day(deal.created_at, zone)}</td>
    </tr>
  );
});

export const ItemRow = memo(function ItemRow(props: RowProps) {
  const { deal, stage, currency, zone, now, isOn, maySelect, onSelect, style } = props;
  const { t } = useTranslation("deals");
  return (
    <li className={classes.item} style={style} data-on={isOn || undefined}>
      {maySelect && (
        <span className={classes.check}>
          <Mark deal={deal} isOn={isOn} onSelect={onSelect} />
        </span>
      )}
      <div className={classes.itemBody}>
        <div className={classes.itemTop}>
          <Open deal={deal}>{dealName(t, deal)}</Open>
          <span className="tabular">{deal.amount !== undefined && money(deal.amount, currency)}</span>
        </div>
        <div className={classes.soft}>
          <Place stage={stage} />
        </div>
        <div className={classes.soft}>
          <Age deal={deal} stage={stage} now={now} />
          {deal.next_task_at && " · "}
          <NextTask deal={deal} zone={zone} now={now} />
        </div>
      </div>
    </li>
  );
});
