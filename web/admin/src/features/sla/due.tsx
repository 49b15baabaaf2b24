// The countdown to an answer: calm while there is time, red when it is over.

import { IconAlarm, IconHourglassEmpty } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { minutes, moment } from "~/app/format";
import { deadline } from "./deadline";

interface Props {
  dueAt: string;
  warnAt: string | null | undefined;
  now: number;
  zone: string | undefined;
  className: string | undefined;
}

export function Due({ dueAt, warnAt, now, zone, className }: Props) {
  const { t } = useTranslation("sla");
  const due = deadline(dueAt, warnAt, now);
  const Shape = due.isLate ? IconAlarm : IconHourglassEmpty;
  return (
    <span className={className} data-tone={due.tone} title={t("due", { at: moment(dueAt, zone) })}>
      <Shape size={13} stroke={1.8} aria-hidden />
      <span className="visually-hidden">{t(due.isLate ? "late" : "left")} </span>
      {due.isLate && <span aria-hidden>−</span>}
      {minutes(due.minutes)}
    </span>
  );
}
