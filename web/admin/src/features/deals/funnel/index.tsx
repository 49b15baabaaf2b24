// The funnel as a report: how many came to each stage and went on, how long they stood there, what was won and why lost, beside
// the period before.

import { Button, SegmentedControl, Select, SimpleGrid, Stack, Title } from "@mantine/core";
import { IconChartFunnel } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { dayKey, money, number } from "~/app/format";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";
import { change } from "~/features/dashboard/compare";
import { membersQuery } from "~/features/people/queries";
import { EmptyState, ErrorState, Loading, Page } from "~/ui";
import { called, spanText } from "../names";
import { funnelQuery, pipelinesQuery } from "../queries";
import { useSoon } from "../use-fresh";
import type { Funnel, Pipeline, Stage } from "../wire";
import { type Bar, barsOf, isEmpty, winRate } from "./figures";
import classes from "./funnel.module.css";
import { type FunnelSearch, periods, SPANS } from "./search";

function Change({
  by,
  unit,
  isGoodUp = true,
}: {
  by: number | undefined;
  unit: "percent" | "points";
  isGoodUp?: boolean;
}) {
  const { t } = useTranslation("deals");
  if (by === undefined) return <span className={classes.soft}>{t("funnel.no_before")}</span>;
  if (by === 0) return <span className={classes.soft}>{t("funnel.same")}</span>;
  const isGood = by > 0 === isGoodUp;
  const sign = by > 0 ? "+" : "−";
  return (
    <span className={isGood ? classes.good : classes.bad}>
      {t(`funnel.${unit}`, { value: `${sign}${number(Math.abs(by))}` })}
    </span>
  );
}

function Tile(props: {
  name: string;
  value: string;
  by: number | undefined;
  unit: "percent" | "points";
  isGoodUp?: boolean;
}) {
  const { name, value, ...rest } = props;
  return (
    <div className={classes.tile}>
      <div className={classes.soft}>{name}</div>
      <div className={classes.value}>{value}</div>
      <Change {...rest} />
    </div>
  );
}

function Stages({ bars, pipeline, currency }: { bars: Bar[]; pipeline: Pipeline; currency: string }) {
  const { t } = useTranslation("deals");
  const stages = new Map(pipeline.stages.map((stage) => [stage.key, stage]));
  const last = Math.max(...pipeline.stages.filter(({ kind }) => kind !== "lost").map(({ position }) => position));
  /** Nobody goes on from what is lost, nor from the end. */
  const goesOn = (stage: Stage | undefined) => stage !== undefined && stage.kind !== "lost" && stage.position < last;
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t("funnel.stage")}</th>
          <th scope="col">{t("funnel.entered")}</th>
          <th scope="col">{t("funnel.conversion")}</th>
          <th scope="col">{t("funnel.median")}</th>
          <th scope="col">{t("funnel.now")}</th>
          <th scope="col">{t("funnel.amount")}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ stage, width, conversion, change: by }) => {
          const known = stages.get(stage.key);
          const colour = { "--stage": `var(--mantine-color-${known?.color ?? "gray"}-6)` } as CSSProperties;
          return (
            <tr key={stage.key}>
              <th scope="row">
                {known ? called(known) : stage.key}
                <div className={classes.bar} style={colour} aria-hidden>
                  {stage.entered > 0 && <span style={{ width: `${width * 100}%` }} />}
                </div>
              </th>
              <td data-label={t("funnel.entered")}>{number(stage.entered)}</td>
              <td data-label={t("funnel.conversion")}>
                <span>
                  {goesOn(known) && conversion !== undefined ? t("funnel.share", { value: conversion }) : "—"}
                  {goesOn(known) && by !== undefined && by !== 0 && (
                    <>
                      {" "}
                      <Change by={by} unit="points" />
                    </>
                  )}
                </span>
              </td>
              <td data-label={t("funnel.median")}>
                {stage.median_seconds == null ? "—" : spanText(t, stage.median_seconds)}
              </td>
              <td data-label={t("funnel.now")}>{number(stage.now)}</td>
              <td data-label={t("funnel.amount")}>{stage.amount > 0 ? money(stage.amount, currency) : "—"}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Reasons({ funnel }: { funnel: Funnel }) {
  const { t } = useTranslation("deals");
  const { reasons } = funnel.lost;
  const most = Math.max(1, ...reasons.map(({ count }) => count));
  if (reasons.length === 0) return <p className={classes.soft}>{t("funnel.no_reasons")}</p>;
  const colour = { "--stage": "var(--mantine-color-gray-6)" } as CSSProperties;
  return (
    <ul className={classes.reasons}>
      {reasons.map(({ reason, count }) => (
        <li key={reason ?? ""} className={classes.reason}>
          <span>{reason || t("funnel.unsaid")}</span>
          <span className="tabular">{number(count)}</span>
          <div className={classes.bar} style={colour} aria-hidden>
            <span style={{ width: `${(count / most) * 100}%` }} />
          </div>
        </li>
      ))}
    </ul>
  );
}

export function FunnelPage() {
  const { t } = useTranslation("deals");
  const search = useSearch({ from: "/shell/reports/funnel" });
  const navigate = useNavigate({ from: "/reports/funnel" });
  const firm = useFirm();
  const { data: pipelines, error: unknown } = useQuery(pipelinesQuery);
  const { data: members = [] } = useQuery(membersQuery);
  const pipeline =
    pipelines?.find(({ key }) => key === search.pipeline) ??
    pipelines?.find(({ is_default: isDefault }) => isDefault) ??
    pipelines?.[0];
  const days = search.days ?? 30;
  const { now, before } = periods(days, dayKey(new Date(), firm?.timezone), firm?.timezone ?? "UTC");
  const asked = {
    ...(pipeline ? { pipeline: pipeline.key } : {}),
    ...(search.owner ? { owner_id: search.owner } : {}),
  };
  const enabled = firm !== undefined && pipeline !== undefined;
  const { data, error, refetch } = useQuery({ ...funnelQuery({ ...asked, ...now }), enabled });
  const { data: old } = useQuery({ ...funnelQuery({ ...asked, ...before }), enabled });
  const soon = useSoon(() => void queryClient.invalidateQueries({ queryKey: ["deals", "funnel"] }));
  useLive(["deal."], soon);
  const put = (part: FunnelSearch) =>
    void navigate({ to: "/reports/funnel", search: (was) => ({ ...was, ...part }), replace: true });
  const currency = firm?.currency ?? "RUB";
  const rates = data && { now: winRate(data), before: old && winRate(old) };
  const actions = (
    <>
      {pipelines && pipelines.length > 1 && (
        <Select
          aria-label={t("pipeline")}
          data={pipelines.map((one) => ({ value: one.key, label: called(one) }))}
          value={pipeline?.key ?? null}
          onChange={(key) => put({ pipeline: key ?? undefined })}
          allowDeselect={false}
          w={180}
        />
      )}
      {members.length > 1 && (
        <Select
          aria-label={t("filter.owner")}
          placeholder={t("funnel.all")}
          data={members.map(({ id, name }) => ({ value: id, label: name }))}
          value={search.owner ?? null}
          onChange={(owner) => put({ owner: owner ?? undefined })}
          clearable
          clearButtonProps={{ "aria-label": t("clear", { name: t("filter.owner") }) }}
          w={180}
        />
      )}
      <SegmentedControl
        aria-label={t("funnel.period")}
        value={String(days)}
        onChange={(next) => put({ days: SPANS.find((span) => span === Number(next) && span !== 30) })}
        data={SPANS.map((span) => ({ value: String(span), label: t("funnel.days", { count: span }) }))}
      />
    </>
  );
  return (
    <Page wide title={t("funnel.title")} text={t("funnel.text")} actions={actions}>
      {(error ?? unknown) && !data ? (
        <ErrorState error={error ?? unknown} retry={() => void refetch()} />
      ) : !data || !pipeline ? (
        <Loading rows={8} />
      ) : isEmpty(data) ? (
        <EmptyState
          icon={IconChartFunnel}
          title={t("funnel.empty")}
          text={t("funnel.empty_text")}
          action={
            <Button component={Link} to="/deals" variant="light">
              {t("funnel.to_deals")}
            </Button>
          }
        />
      ) : (
        <Stack gap="lg">
          <div className={classes.tiles}>
            <Tile
              name={t("funnel.won")}
              value={number(data.won.count)}
              by={old && change(data.won.count, old.won.count)}
              unit="percent"
            />
            <Tile
              name={t("funnel.won_amount")}
              value={money(data.won.amount, currency)}
              by={old && change(data.won.amount, old.won.amount)}
              unit="percent"
            />
            <Tile
              name={t("funnel.rate")}
              value={rates?.now === undefined ? "—" : t("funnel.share", { value: rates.now })}
              by={rates?.now !== undefined && rates.before !== undefined ? rates.now - rates.before : undefined}
              unit="points"
            />
            <Tile
              name={t("funnel.lost")}
              value={number(data.lost.count)}
              by={old && change(data.lost.count, old.lost.count)}
              unit="percent"
              isGoodUp={false}
            />
          </div>
          <section className={classes.panel}>
            <Title order={2} mb="xs">
              {t("funnel.stages")}
            </Title>
            <Stages bars={barsOf(data, old)} pipeline={pipeline} currency={currency} />
          </section>
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <section className={classes.panel}>
              <Title order={2} mb="xs">
                {t("funnel.reasons")}
              </Title>
              <Reasons funnel={data} />
            </section>
          </SimpleGrid>
        </Stack>
      )}
    </Page>
  );
}
