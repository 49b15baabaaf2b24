// The month at a glance: how many visits a day holds and the first of them; a press opens the day.

import { UnstyledButton } from "@mantine/core";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { time } from "~/app/format";
import classes from "./board.module.css";
import type { Visit } from "./queries";
import { STATUS } from "./status";
import { format } from "./titles";
import { clientOf } from "./visit-card";
import { wallOf } from "./zone";

const DOTS = 4;

interface Props {
  dates: string[];
  month: string;
  today: string;
  zone: string;
  visits: Visit[];
  onDay: (date: string) => void;
}

export const MonthGrid = memo(function MonthGrid({ dates, month, today, zone, visits, onDay }: Props) {
  const { t } = useTranslation("calendar");
  const shown = dates.length > 35 ? 2 : 3;
  const days = new Map<string, Visit[]>();
  for (const visit of visits) {
    const { date } = wallOf(Date.parse(visit.starts_at), zone);
    const day = days.get(date);
    if (day) day.push(visit);
    else days.set(date, [visit]);
  }
  return (
    <div className={classes.month} data-scroll-restoration-id="calendar-month">
      {dates.slice(0, 7).map((date) => (
        <div key={date} className={classes.weekday} aria-hidden>
          {format(date, { weekday: "short" })}
        </div>
      ))}
      {dates.map((date) => {
        const day = days.get(date) ?? [];
        const count = t("visits", { count: day.length });
        return (
          <UnstyledButton
            key={date}
            className={classes.date}
            data-today={date === today || undefined}
            data-other={date.slice(0, 7) !== month || undefined}
            aria-current={date === today ? "date" : undefined}
            onClick={() => onDay(date)}
          >
            <span className={classes.dateTop}>
              <span className={classes.dateNumber}>
                {Number(date.slice(8))}
                <span className="visually-hidden">
                  {format(date, { day: "numeric", month: "long" }).replace(/^\d+/, "")},{" "}
                  {format(date, { weekday: "long" })}
                </span>
              </span>
              {day.length > 0 && <span className={classes.count}>{count}</span>}
            </span>
            {day.slice(0, shown).map((visit) => (
              <span key={visit.id} className={classes.line} data-color={STATUS[visit.status].color}>
                <span className={classes.dot} />
                <span className={classes.at}>{time(visit.starts_at, zone)}</span>
                <span className={classes.client}>{clientOf(visit) ?? t("no_name")}</span>
              </span>
            ))}
            {day.length > shown && (
              <span className={`${classes.count} ${classes.more}`}>{t("and_more", { count: day.length - shown })}</span>
            )}
            <span className={classes.dots}>
              {day.slice(0, DOTS).map((visit) => (
                <span key={visit.id} className={classes.dot} data-color={STATUS[visit.status].color} />
              ))}
            </span>
          </UnstyledButton>
        );
      })}
    </div>
  );
});
