// One visit in a time grid. What fits is shown: a quarter of an hour is one line, an hour tells client and services.

import { memo } from "react";
import { useTranslation } from "react-i18next";
import { phone, time } from "~/app/format";
import classes from "./grid.module.css";
import type { Lane } from "./layout";
import type { Visit } from "./queries";
import { canMove, canResize, STATUS } from "./status";

interface Props extends Lane {
  visit: Visit;
  zone: string;
  top: number;
  height: number;
  isActive: boolean;
  isFresh: boolean;
  isGhosted: boolean;
  mayBook: boolean;
  onOpen: (visit: Visit, at: DOMRect) => void;
  onFocus: (id: string) => void;
}

export function clientOf(visit: Visit): string | undefined {
  return visit.contact.name || (visit.contact.phone ? phone(visit.contact.phone) : undefined);
}

export const VisitCard = memo(function VisitCard(props: Props) {
  const { visit, zone, top, height, lane, lanes, isActive, isFresh, isGhosted, mayBook, onOpen, onFocus } = props;
  const { t } = useTranslation("calendar");
  const { icon: Icon, color } = STATUS[visit.status];
  const span = `${time(visit.starts_at, zone)}–${time(visit.ends_at, zone)}`;
  const client = clientOf(visit) ?? t("no_name");
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
      data-movable={(mayBook && canMove(visit.status)) || undefined}
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
      </span>
      {size !== "line" && <span className={classes.name}>{client}</span>}
      <span className={size === "full" ? classes.what : "visually-hidden"}>{services}</span>
      <span className="visually-hidden">{t(`status.${visit.status}`)}</span>
      {mayBook && canResize(visit.status) && <span className={classes.edge} data-resize />}
    </button>
  );
});
