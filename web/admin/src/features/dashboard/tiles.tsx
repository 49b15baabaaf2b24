// The few figures an owner asks about, each beside the period before.

import { Text, Tooltip } from "@mantine/core";
import { IconArrowDownRight, IconArrowUpRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { money, number } from "~/app/format";
import { change, share } from "./compare";
import classes from "./dashboard.module.css";
import type { DashboardView } from "./queries";

interface Tile {
  id: string;
  value: string;
  now: number;
  before: number;
  /** More is worse. */
  isCost?: boolean;
}

function Change({ now, before, isCost = false }: Tile) {
  const { t } = useTranslation("dashboard");
  const percent = change(now, before);
  if (percent === undefined || percent === 0) {
    return (
      <Text size="xs" c="dimmed">
        {percent === 0 ? t("no_change") : t("no_before")}
      </Text>
    );
  }
  const isGood = percent > 0 !== isCost;
  const Icon = percent > 0 ? IconArrowUpRight : IconArrowDownRight;
  return (
    <Tooltip label={t("compared")}>
      <Text size="xs" c={isGood ? "var(--good)" : "var(--bad)"} component="span" fw={500} className="tabular">
        <Icon size={14} aria-hidden style={{ verticalAlign: -2 }} /> {percent > 0 ? "+" : "−"}
        {Math.abs(percent)} %
      </Text>
    </Tooltip>
  );
}

export function Tiles({ data }: { data: DashboardView }) {
  const { t } = useTranslation("dashboard");
  const { totals, previous, currency } = data;
  const seconds = (value: number | undefined) =>
    value === undefined
      ? "—"
      : value < 90
        ? t("seconds", { value: number(value, value < 10 ? 1 : 0) })
        : value < 5_400
          ? t("minutes", { value: number(value / 60) })
          : t("hours", { value: number(value / 3_600, value < 36_000 ? 1 : 0) });
  const alone = share(totals.answered_by_agent_alone, totals.answered);
  const busy = share(totals.busy_minutes, totals.working_minutes);
  const sum = ({ booked }: typeof totals) => booked.agent + booked.person + booked.page + booked.api + booked.other;
  const tiles: Tile[] = [
    {
      id: "conversations",
      value: number(totals.conversations),
      now: totals.conversations,
      before: previous.conversations,
    },
    {
      id: "alone",
      value: alone === undefined ? "—" : `${alone} %`,
      now: alone ?? 0,
      before: share(previous.answered_by_agent_alone, previous.answered) ?? 0,
    },
    {
      id: "response",
      value: seconds(totals.first_response_median),
      now: totals.first_response_median ?? 0,
      before: previous.first_response_median ?? 0,
      isCost: true,
    },
    { id: "booked", value: number(sum(totals)), now: sum(totals), before: sum(previous) },
    {
      id: "revenue",
      value: money(totals.revenue_booked, currency),
      now: totals.revenue_booked,
      before: previous.revenue_booked,
    },
    {
      id: "busy",
      value: busy === undefined ? "—" : `${busy} %`,
      now: busy ?? 0,
      before: share(previous.busy_minutes, previous.working_minutes) ?? 0,
    },
    {
      id: "lost",
      value: number(totals.cancelled + totals.missed),
      now: totals.cancelled + totals.missed,
      before: previous.cancelled + previous.missed,
      isCost: true,
    },
    { id: "new_contacts", value: number(totals.new_contacts), now: totals.new_contacts, before: previous.new_contacts },
  ];
  return (
    <div className={classes.tiles}>
      {tiles.map((tile) => (
        <div key={tile.id} className={classes.tile}>
          <Text size="sm" c="dimmed" title={t(`tile.${tile.id}_hint`)}>
            {t(`tile.${tile.id}`)}
          </Text>
          <div className={`${classes.value} tabular`}>{tile.value}</div>
          <Change {...tile} />
        </div>
      ))}
    </div>
  );
}
