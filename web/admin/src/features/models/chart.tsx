// Money by day, in a chunk of its own: recharts is heavy and the figures do not wait for it.

import { BarChart } from "@mantine/charts";
import "@mantine/charts/styles.css";
import { useTranslation } from "react-i18next";
import { day, number, tinyMoney } from "~/app/format";
import type { Day } from "./use";

export default function Chart({ days, currency }: { days: Day[]; currency: string }) {
  const { t } = useTranslation("models");
  const isFree = days.every(({ cost }) => cost === 0);
  const label = (date: string) => day(`${date}T12:00:00Z`, "UTC");
  const data = days.map(({ date, cost, tokens }) => ({ date: label(date), value: isFree ? tokens : cost }));
  const show = (value: number) => (isFree ? number(value) : tinyMoney(value, currency));
  return (
    <div role="img" aria-label={t(isFree ? "usage.chart_tokens" : "usage.chart_cost")}>
      <BarChart
        h={200}
        data={data}
        dataKey="date"
        series={[{ name: "value", color: "copper.6", label: t(isFree ? "usage.tokens" : "usage.cost") }]}
        valueFormatter={show}
        tickLine="none"
        gridAxis="y"
        barProps={{ isAnimationActive: false, maxBarSize: 26 }}
        xAxisProps={{ minTickGap: 24 }}
        yAxisProps={{ width: 74, tickFormatter: show }}
      />
    </div>
  );
}
