// Time kept for a customer who decides right now: dashed, with the time left; gone by itself when it runs out.

import { IconHourglass } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { time } from "~/app/format";
import classes from "./grid.module.css";
import type { HoldView } from "./queries";

/** 9:05 of 545 seconds. */
export function countdown(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

interface Props {
  hold: HoldView;
  zone: string;
  top: number;
  height: number;
}

export function HoldCard({ hold, zone, top, height }: Props) {
  const { t } = useTranslation("calendar");
  const until = Date.parse(hold.expires_at);
  const [left, setLeft] = useState(() => Math.ceil((until - Date.now()) / 1000));
  useEffect(() => {
    const timer = setInterval(() => setLeft(Math.ceil((until - Date.now()) / 1000)), 1000);
    return () => clearInterval(timer);
  }, [until]);
  if (left <= 0) return null;
  return (
    <div className={classes.hold} style={{ top, height }}>
      <span className={classes.when}>
        <IconHourglass size={13} aria-hidden className={classes.sign} />
        <span>{t("hold.until", { time: time(hold.expires_at, zone) })}</span>
        <span className="tabular" aria-hidden>
          {countdown(left)}
        </span>
      </span>
    </div>
  );
}
