// Charts of the period, in a chunk of their own: recharts is heavy and the figures do not wait for it.

import { BarChart } from "@mantine/charts";
import "@mantine/charts/styles.css";
import { Group, Progress, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { minutes, money, number } from "~/app/format";
import { currentLang } from "~/app/i18n";
import { bars, share } from "./compare";
import classes from "./dashboard.module.css";
import type { DashboardView } from "./queries";

function Panel({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <section className={classes.panel}>
      <Group justify="space-between" mb="sm" gap={6}>
        <Title order={2}>{title}</Title>
        {text && (
          <Text size="sm" c="dimmed" className="tabular">
            {text}
          </Text>
        )}
      </Group>
      {children}
    </section>
  );
}

type Figures = DashboardView["days"][number];

function add(into: Figures, one: Figures): Figures {
  const { booked: a } = into;
  const { booked: b } = one;
  return {
    ...into,
    agent_replies: into.agent_replies + one.agent_replies,
    person_replies: into.person_replies + one.person_replies,
    revenue_booked: into.revenue_booked + one.revenue_booked,
    booked: {
      agent: a.agent + b.agent,
      person: a.person + b.person,
      page: a.page + b.page,
      api: a.api + b.api,
      other: a.other + b.other,
    },
  };
}

export default function Charts({ data }: { data: DashboardView }) {
  const { t } = useTranslation("dashboard");
  const locale = currentLang() === "ru" ? "ru-RU" : "en-GB";
  const label = (date: string) =>
    new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" }).format(
      new Date(`${date}T12:00:00Z`),
    );
  const days = bars(data.days, add);
  const replies = days.map((day) => ({ date: label(day.date), agent: day.agent_replies, person: day.person_replies }));
  const booked = days.map((day) => ({
    date: label(day.date),
    agent: day.booked.agent,
    page: day.booked.page,
    person: day.booked.person + day.booked.api + day.booked.other,
  }));
  const revenue = days.map((day) => ({ date: label(day.date), revenue: day.revenue_booked / 100 }));
  const common = {
    h: 210,
    dataKey: "date",
    type: "stacked" as const,
    withLegend: true,
    legendProps: { verticalAlign: "bottom" as const },
    tickLine: "none" as const,
    gridAxis: "y" as const,
    barProps: { isAnimationActive: false, maxBarSize: 26 },
    xAxisProps: { minTickGap: 18 },
    yAxisProps: { width: 44, allowDecimals: false },
  };
  const series = (...names: [string, string][]) =>
    names.map(([name, color]) => ({ name, color, label: t(`by.${name}`) }));
  const { totals } = data;
  return (
    <>
      <Panel
        title={t("chart.replies")}
        text={t("chart.replies_total", { agent: number(totals.agent_replies), person: number(totals.person_replies) })}
      >
        <div
          role="img"
          aria-label={t("chart.replies_alt", { agent: totals.agent_replies, person: totals.person_replies })}
        >
          <BarChart {...common} data={replies} series={series(["agent", "copper.6"], ["person", "teal.7"])} />
        </div>
      </Panel>
      <Panel title={t("chart.booked")}>
        <div role="img" aria-label={t("chart.booked_alt", { agent: totals.booked.agent, page: totals.booked.page })}>
          <BarChart
            {...common}
            data={booked}
            series={series(["agent", "copper.6"], ["page", "indigo.5"], ["person", "teal.7"])}
          />
        </div>
      </Panel>
      <Panel title={t("chart.revenue")} text={money(totals.revenue_booked, data.currency)}>
        <div role="img" aria-label={t("chart.revenue_alt", { sum: money(totals.revenue_booked, data.currency) })}>
          <BarChart
            {...common}
            withLegend={false}
            data={revenue}
            valueFormatter={(value) => money(Math.round(value * 100), data.currency)}
            yAxisProps={{ width: 66, tickFormatter: (value: number) => number(value) }}
            series={series(["revenue", "copper.6"])}
          />
        </div>
      </Panel>
      <div className={classes.rest}>
        <Panel title={t("chart.busy")}>
          {data.employees.length === 0 && <Text c="dimmed">{t("chart.nobody")}</Text>}
          {data.employees.map((employee) => {
            const part = share(employee.busy_minutes, employee.working_minutes);
            return (
              <div key={employee.employee_id} className={classes.measure}>
                <Text size="sm" truncate>
                  {employee.name}
                </Text>
                <Text size="sm" c="dimmed" className="tabular" title={minutes(employee.busy_minutes)}>
                  {part === undefined ? t("chart.off") : `${part} %`}
                </Text>
                <Progress
                  className={classes.meter ?? ""}
                  value={Math.min(100, part ?? 0)}
                  aria-label={t("chart.busy_of", { name: employee.name })}
                />
              </div>
            );
          })}
        </Panel>
        <Panel title={t("chart.services")}>
          {data.services.length === 0 && <Text c="dimmed">{t("chart.no_visits")}</Text>}
          {data.services.map((service) => (
            <div key={service.service_id} className={classes.measure}>
              <Text size="sm" truncate title={service.name}>
                {service.name}
              </Text>
              <Text size="sm" c="dimmed" className="tabular">
                {number(service.visits)} · {money(service.revenue, data.currency)}
              </Text>
            </div>
          ))}
        </Panel>
      </div>
    </>
  );
}
