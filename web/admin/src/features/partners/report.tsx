// What partners brought: clients handed over, answers, sums and the firm's share, by partner and period; a table to take away.

import { Button, SegmentedControl } from "@mantine/core";
import { IconDownload, IconReportMoney } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { dayKey, money, number } from "~/app/format";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";
import { periods, SPANS } from "~/features/deals/funnel/search";
import { EmptyState, ErrorState, Loading, Page } from "~/ui";
import classes from "./partners.module.css";
import { type CommissionReport, commissionsQuery } from "./queries";
import { waited } from "./words";

function Table({ lines }: CommissionReport) {
  const { t } = useTranslation("partners");
  const columns = ["sent", "accepted", "declined", "expired", "done"] as const;
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t("report.partner")}</th>
          {columns.map((one) => (
            <th scope="col" key={one}>
              {t(`report.${one}`)}
            </th>
          ))}
          <th scope="col">{t("report.answer")}</th>
          <th scope="col">{t("report.amount")}</th>
          <th scope="col">{t("report.commission")}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={`${line.partner_id} ${line.currency}`}>
            <th scope="row">
              <Link to="/partners/$partnerId" params={{ partnerId: line.partner_id }}>
                {line.name}
              </Link>
            </th>
            {columns.map((one) => (
              <td key={one} data-label={t(`report.${one}`)}>
                {number(line[one])}
              </td>
            ))}
            <td data-label={t("report.answer")}>{line.answer_secs == null ? "—" : waited(t, line.answer_secs)}</td>
            <td data-label={t("report.amount")}>{money(line.amount, line.currency)}</td>
            <td data-label={t("report.commission")}>{money(line.commission, line.currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function CommissionsPage() {
  const { t } = useTranslation("partners");
  const search = useSearch({ from: "/shell/reports/commissions" });
  const navigate = useNavigate({ from: "/reports/commissions" });
  const firm = useFirm();
  const days = search.days ?? 30;
  const { now } = periods(days, dayKey(new Date(), firm?.timezone), firm?.timezone ?? "UTC");
  const { data, error, refetch } = useQuery({ ...commissionsQuery(now.from, now.to), enabled: firm !== undefined });
  useLive(["referral."], () => void queryClient.invalidateQueries({ queryKey: ["partners", "report"] }));
  const file = `/api/v1/reports/commissions/export?${new URLSearchParams({ from: now.from, to: now.to })}`;
  const actions = (
    <>
      <SegmentedControl
        aria-label={t("report.period")}
        value={String(days)}
        onChange={(next) =>
          void navigate({
            to: "/reports/commissions",
            search: { days: SPANS.find((span) => span === Number(next) && span !== 30) },
            replace: true,
          })
        }
        data={SPANS.map((span) => ({ value: String(span), label: t("report.days", { count: span }) }))}
      />
      {data && data.lines.length > 0 && (
        <Button component="a" href={file} download variant="default" leftSection={<IconDownload size={16} />}>
          {t("report.csv")}
        </Button>
      )}
    </>
  );
  return (
    <Page wide title={t("report.title")} text={t("report.text")} actions={actions}>
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading rows={4} />
      ) : data.lines.length === 0 ? (
        <EmptyState
          icon={IconReportMoney}
          title={t("report.empty")}
          text={t("report.empty_text")}
          action={
            <Button component={Link} to="/partners" variant="light">
              {t("report.to_partners")}
            </Button>
          }
        />
      ) : (
        <div className={classes.panel}>
          <Table {...data} />
        </div>
      )}
    </Page>
  );
}
