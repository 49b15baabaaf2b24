// One figure of a report, line by line, beside the other period; in a chunk of its own: recharts is heavy.

import { BarChart } from "@mantine/charts";
import "@mantine/charts/styles.css";
import { useTranslation } from "react-i18next";
import { type Column, drawn, figure, type Row, SCALE } from "./figures";

/** Bars that can still be told apart. */
const MOST = { time: 62, other: 12 };

interface Props {
  rows: Row[];
  column: Column;
  place: number;
  title: string;
  currency: string;
  isTime: boolean;
  nameOf: (row: Row) => string;
}

export default function Chart({ rows, column, place, title, currency, isTime, nameOf }: Props) {
  const { t } = useTranslation("reports");
  const shown = rows.slice(0, isTime ? MOST.time : MOST.other);
  const hasBefore = shown.some(({ before }) => before !== undefined);
  const data = shown.map((row) => ({
    name: nameOf(row),
    now: drawn(row.values[place], column.kind),
    ...(hasBefore ? { before: drawn(row.before?.[place], column.kind) } : {}),
  }));
  const total = rows.length > shown.length ? t("chart_alt_first", { title, count: shown.length }) : title;
  return (
    <div role="img" aria-label={total}>
      <BarChart
        h={240}
        dataKey="name"
        data={data}
        series={[
          { name: "now", color: "copper.6", label: t("now") },
          ...(hasBefore ? [{ name: "before", color: "gray.5", label: t("before") }] : []),
        ]}
        withLegend={hasBefore}
        legendProps={{ verticalAlign: "bottom" }}
        tickLine="none"
        gridAxis="y"
        barProps={{ isAnimationActive: false, maxBarSize: 28 }}
        xAxisProps={{
          minTickGap: isTime ? 18 : 2,
          interval: isTime ? "preserveStartEnd" : 0,
          tickFormatter: (name: string) => (name.length > 14 ? `${name.slice(0, 13)}…` : name),
        }}
        yAxisProps={{ width: 52, allowDecimals: column.kind !== "count" }}
        valueFormatter={(value) => figure(value * SCALE[column.kind], column.kind, currency)}
      />
    </div>
  );
}
