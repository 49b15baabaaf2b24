// Reports: one table for any line one may ask about, a chart of any of its figures, beside another period, as a file.

import { Button, Group, Select, Stack, Title, UnstyledButton } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { IconChartBar } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { dayKey } from "~/app/format";
import { currentLang } from "~/app/i18n";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";
import { branchesQuery } from "~/features/branches/queries";
import { sourceName } from "~/features/contacts/names";
import { useSoon } from "~/features/deals/use-fresh";
import { EmptyState, ErrorState, ExportMenu, fileQuery, Loading, Page } from "~/ui";
import { difference, figure, isEmpty, type Row, sorted } from "./figures";
import { type Report, reportQuery } from "./queries";
import classes from "./reports.module.css";
import {
  type By,
  COMPARES,
  COSTS,
  MOST_DAYS,
  PRESETS,
  type Preset,
  presetDays,
  presetOf,
  type ReportSearch,
  SALES,
  TIMES,
  WORKS,
} from "./search";
import { columnName, ReportTable, type Sorting } from "./table";

const Chart = lazy(() => import("./chart"));

const isTimeOf = (by: By) => TIMES.some((one) => one === by);

function useNames(by: By) {
  const { t } = useTranslation("reports");
  const { t: ofContacts } = useTranslation("contacts");
  const tag = currentLang() === "ru" ? "ru-RU" : "en-GB";
  return (row: Row): string => {
    if (isTimeOf(by)) {
      const at = new Date(`${row.key}T12:00:00Z`);
      const shape: Intl.DateTimeFormatOptions =
        by === "month" ? { month: "long", year: "numeric" } : { day: "numeric", month: "short" };
      const text = new Intl.DateTimeFormat(tag, { ...shape, timeZone: "UTC" }).format(at);
      return by === "week" ? t("week_of", { day: text }) : text;
    }
    if (row.key === "none") return t("nobody");
    if (by === "source") return sourceName(ofContacts, row.key);
    return row.name ?? (by === "model" ? row.key : t("gone"));
  };
}

function Tiles({ report, place, choose }: { report: Report; place: number; choose: (place: number) => void }) {
  const { t } = useTranslation("reports");
  return (
    <div className={classes.tiles}>
      {report.columns.map((column, at) => {
        const by = difference(report.totals.values[at], report.totals.before?.[at], column);
        return (
          <UnstyledButton
            key={column.key}
            className={classes.tile}
            aria-pressed={at === place}
            onClick={() => choose(at)}
          >
            <div className={classes.soft}>{columnName(column)}</div>
            <div className={classes.value}>{figure(report.totals.values[at], column.kind, report.currency)}</div>
            {report.totals.before && (
              <div className={by ? (by.isGood ? classes.good : classes.bad) : classes.soft}>
                {by?.text ?? t(report.totals.values[at] === report.totals.before[at] ? "same" : "no_before")}
              </div>
            )}
          </UnstyledButton>
        );
      })}
    </div>
  );
}

function Body({ report, by }: { report: Report; by: By }) {
  const { t } = useTranslation("reports");
  const nameOf = useNames(by);
  const [chosen, choose] = useState(0);
  const [sorting, setSorting] = useState<Sorting>();
  const place = Math.min(chosen, report.columns.length - 1);
  const column = report.columns[place];
  const title = column ? columnName(column) : "";
  const rows = sorted(report.rows, sorting);
  return (
    <Stack gap="lg">
      <Tiles report={report} place={place} choose={choose} />
      {column && (
        <section className={classes.panel}>
          <Title order={2} mb="sm">
            {title}
          </Title>
          <Suspense fallback={<Loading rows={4} />}>
            <Chart
              rows={rows}
              column={column}
              place={place}
              title={title}
              currency={report.currency}
              isTime={isTimeOf(by)}
              nameOf={nameOf}
            />
          </Suspense>
        </section>
      )}
      <section className={classes.panel}>
        <ReportTable
          columns={report.columns}
          rows={rows}
          totals={report.totals}
          currency={report.currency}
          first={t(`by.${by}`)}
          sorting={sorting}
          onSort={setSorting}
          nameOf={nameOf}
        />
      </section>
    </Stack>
  );
}

export function ReportsPage() {
  const { t } = useTranslation("reports");
  const search = useSearch({ from: "/shell/reports" });
  const navigate = useNavigate({ from: "/reports" });
  const firm = useFirm();
  const { data: branches = [] } = useQuery(branchesQuery);
  const today = dayKey(new Date(), firm?.timezone);
  const by = search.by ?? "day";
  const days = search.from && search.to ? { from: search.from, to: search.to } : presetDays("month", today);
  const compare = search.compare ?? "previous";
  const asked = { by, ...days, compare, ...(search.branch ? { branch_id: search.branch } : {}) };
  const { data, error, refetch } = useQuery({ ...reportQuery(asked), enabled: firm !== undefined });
  const soon = useSoon(() => void queryClient.invalidateQueries({ queryKey: ["reports", "summary"] }));
  useLive(["booking.", "deal.", "conversation.", "message.created"], soon);
  const put = (part: ReportSearch) =>
    void navigate({ to: "/reports", search: (was) => ({ ...was, ...part }), replace: true });
  const [isChoosing, setIsChoosing] = useState(false);
  const [picked, setPicked] = useState<[string | null, string | null]>();
  const preset = isChoosing ? undefined : presetOf(days, today);
  const pick = ([from, to]: [string | null, string | null]) => {
    setPicked(from && to ? undefined : [from, to]);
    if (from && to) put({ from, to });
  };
  const group = (name: string, all: readonly By[]) => ({
    group: t(`group.${name}`),
    items: all.map((one) => ({ value: one, label: t(`by.${one}`) })),
  });
  const file = (format: "csv" | "xlsx") => {
    const query = { ...asked, ...fileQuery(format, currentLang()) };
    return `/api/v1/reports/summary/export?${new URLSearchParams(query)}`;
  };
  const actions = data && !isEmpty(data) && <ExportMenu file={file} />;
  const others: [string, string][] = [
    ["/reports/funnel", "funnel"],
    ["/feedback", "feedback"],
    ["/reports/commissions", "commissions"],
  ];
  return (
    <Page wide title={t("title")} text={t("text")} actions={actions}>
      <Group gap="xs" mb="lg" align="flex-end" className="no-print">
        <Select
          label={t("lines")}
          data={[group("time", TIMES), group("work", WORKS), group("sales", SALES), group("cost", COSTS)]}
          value={by}
          onChange={(next) => put({ by: (next as By | null) ?? undefined })}
          allowDeselect={false}
          maxDropdownHeight={420}
          w={{ base: "calc(50% - 5px)", xs: 200 }}
        />
        <Select
          label={t("period")}
          data={[
            ...PRESETS.map((one) => ({ value: one, label: t(`preset.${one}`) })),
            { value: "own", label: t("preset.own") },
          ]}
          value={preset ?? "own"}
          onChange={(next) => {
            setIsChoosing(next === "own");
            if (next && next !== "own") put(presetDays(next as Preset, today));
          }}
          allowDeselect={false}
          w={{ base: "calc(50% - 5px)", xs: 190 }}
        />
        {!preset && (
          <DatePickerInput
            type="range"
            label={t("days")}
            value={picked ?? [days.from, days.to]}
            onChange={pick}
            maxDate={today}
            allowSingleDateInRange
            valueFormat="D MMM YYYY"
            w={{ base: "calc(50% - 5px)", xs: 250 }}
          />
        )}
        <Select
          label={t("compare")}
          data={COMPARES.map((one) => ({ value: one, label: t(`compared.${one}`) }))}
          value={compare}
          onChange={(next) => put({ compare: COMPARES.find((one) => one === next && one !== "previous") })}
          allowDeselect={false}
          w={{ base: "calc(50% - 5px)", xs: 220 }}
        />
        {branches.length > 1 && (
          <Select
            label={t("branch")}
            placeholder={t("all_branches")}
            data={branches.map(({ id, name }) => ({ value: id, label: name }))}
            value={search.branch ?? null}
            onChange={(branch) => put({ branch: branch ?? undefined })}
            clearable
            clearButtonProps={{ "aria-label": t("all_branches") }}
            w={{ base: "calc(50% - 5px)", xs: 200 }}
          />
        )}
      </Group>
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading rows={8} />
      ) : isEmpty(data) ? (
        <EmptyState icon={IconChartBar} title={t("empty")} text={t("empty_text", { days: MOST_DAYS })} />
      ) : (
        <Body key={data.by} report={data} by={data.by as By} />
      )}
      <Group gap="xs" mt="lg" className="no-print">
        <span className={classes.soft}>{t("others")}</span>
        {others.map(([to, name]) => (
          <Button key={to} component={Link} to={to} variant="subtle" size="compact-sm">
            {t(`other.${name}`)}
          </Button>
        ))}
      </Group>
    </Page>
  );
}
