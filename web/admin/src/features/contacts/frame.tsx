// The frame of every entry of a story: its sign, what it tells, when it was; and who did it, in words.

import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { time } from "~/app/format";
import classes from "./card.module.css";

export function whoDid(t: TFunction, by: { kind: string; name?: string }): string {
  return by.name ?? t([`contacts:by.${by.kind}`, "contacts:by.system"]);
}

interface Props {
  icon: ReactNode;
  tone?: string | undefined;
  at: string;
  zone: string | undefined;
  children: ReactNode;
}

export function Frame({ icon, tone, at, zone, children }: Props) {
  return (
    <li className={classes.entry}>
      <span className={classes.sign} data-tone={tone} aria-hidden>
        {icon}
      </span>
      <div className={classes.entryBody}>{children}</div>
      <time className={classes.entryTime} dateTime={at}>
        {time(at, zone)}
      </time>
    </li>
  );
}
