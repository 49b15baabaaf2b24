// One visit in a time grid. What fits is shown: a quarter of an hour is one line, an hour tells client and services.

import { IconCoin } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { memo } from "react";
import { phone, time } from "~/app/format";
import classes from "./grid.module.css";
import type { Shown } from "./group/model";
import type { Lane } from "./layout";
import { awaitsMoney } from "./prepayment";
import type { Visit } from "./queries";
import { canMove, canResize, STATUS, signOf } from "./status";

interface Props extends Lane {
  visit: Shown;
  zone: string;
  top: number;
  height: number;
  isActive: boolean;
  isFresh: boolean;
  isGhosted: boolean;
  mayBook: boolean;
  /** Of the column: a day holds a hundred cards, and each would listen to the language by itself. */
  t: TFunction<"calendar">;
  onOpen: (visit: Shown, at: DOMRect) => void;
  onFocus: (id: string) => void;
}

export function clientOf(visit: Visit): string | undefined {
  return visit.contact.name || (visit.contact.phone ? phone(visit.contact.phone) : undefined);
}

export const VisitCard = memo(function VisitCard(props: Props) {
  const { visit, zone, top, height, lane, lanes, isActive, isFresh, isGhosted, mayBook, t, onOpen, onFocus } = props;
  const { color } = STATUS[visit.status];
  const Icon = signOf(visit);
  const span = `${time(visit.starts_at, zone)}–${time(visit.ends_at, zone)}`;
  const client = clientOf(visit) ?? t("calendar:no_name");
  const services = visit.services.join(", ");
  const size = height < 34 ? "line" : height < 58 ? "two" : "full";
  return (
    <button
      type="button"
      className={classes.visit}
      data-thing={visit.id}
      data-color={color}
      data-size={size}
      data-off={visit.status === "cancelled" || visit.status === "no_show" || undefined}
      data-fresh={isFresh || undefined}
      data-ghosted={isGhosted || undefined}
      data-movable={(mayBook && !visit.group && canMove(visit.status)) || undefined}
      tabIndex={isActive ? 0 : -1}
      style={{
        top,
        height: Math.max(18, height - 2),
        left: `calc(${(100 / lanes) * lane}% + 2px)`,
        width: `calc(${100 / lanes}% - 4px)`,
      }}
      onClick={(event) => onOpen(visit, event.currentTarget.getBoundingClientRect())}
      onFocus={() => onFocus(visit.id)}
    >
      <span className={classes.when}>
        <Icon size={14} stroke={2.2} aria-hidden className={classes.sign} />
        <span>{size === "line" ? time(visit.starts_at, zone) : span}</span>
        {size === "line" && <span className={classes.name}>{client}</span>}
        {awaitsMoney(visit) && (
          <>
            <IconCoin size={14} stroke={2} aria-hidden className={classes.coin} />
            <span className="visually-hidden">{t("calendar:prepay.is_awaited")}</span>
          </>
        )}
      </span>
      {size !== "line" && <span className={classes.name}>{client}</span>}
      <span className={size === "full" ? classes.what : "visually-hidden"}>{services}</span>
      {!visit.group && <span className="visually-hidden">{t(`calendar:status.${visit.status}`)}</span>}
      {mayBook && !visit.group && canResize(visit.status) && <span className={classes.edge} data-resize />}
    </button>
  );
});
