// The overview: how the firm is doing, who comes today, what has just happened.

import { SegmentedControl, Select, SimpleGrid, Stack } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import type { DashboardView } from "@samovar/client";
import { useQuery } from "@tanstack/react-query";
import { lazy, memo, Suspense, useDeferredValue, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";
import { branchesQuery } from "~/features/branches/queries";
import { SlaCard } from "~/features/sla/card";
import { ErrorState, Loading, Page } from "~/ui";
import classes from "./dashboard.module.css";
import { FirstSteps } from "./first-steps";
import { DAYS, type Days, dashboardQuery } from "./queries";
import { Simulate } from "./simulate";
import { Tiles } from "./tiles";
import { Upcoming } from "./upcoming";
import { Updates } from "./updates";

const LazyCharts = lazy(() => import("./charts"));
/** Drawn again only for other figures, and after the figures themselves. */
const Charts = memo(function Charts({ data }: { data: DashboardView }) {
  return <LazyCharts data={data} />;
});
/** Figures follow events, but not each one of a burst. */
const SETTLE_MS = 4_000;

export function DashboardPage() {
  const { t } = useTranslation("dashboard");
  const zone = useZone();
  const [days, setDays] = useLocalStorage<Days>({ key: "samovar.dashboard.days", defaultValue: 30 });
  const [branch, setBranch] = useState<string>();
  const { data: branches = [] } = useQuery(branchesQuery);
  const { data, error, refetch } = useQuery(dashboardQuery(days, zone, branch));
  const drawn = useDeferredValue(data);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useLive(["booking.", "message.created", "conversation."], () => {
    if (timer.current) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      void queryClient.invalidateQueries({ queryKey: ["dashboard"] });
    }, SETTLE_MS);
  });
  const actions = (
    <>
      {branches.length > 1 && (
        <Select
          aria-label={t("branch")}
          placeholder={t("all_branches")}
          data={branches.map(({ id, name }) => ({ value: id, label: name }))}
          value={branch ?? null}
          onChange={(chosen) => setBranch(chosen ?? undefined)}
          clearable
          w={180}
        />
      )}
      <SegmentedControl
        aria-label={t("period")}
        value={String(days)}
        onChange={(chosen) => setDays(Number(chosen) as Days)}
        data={DAYS.map((count) => ({ value: String(count), label: t("days", { count }) }))}
      />
      <Simulate />
    </>
  );
  return (
    <Page wide title={t("title")} actions={actions}>
      <FirstSteps />
      {error && !data ? (
        <ErrorState error={error} retry={refetch} />
      ) : !data ? (
        <Loading rows={6} />
      ) : (
        <div className={classes.columns}>
          <Stack gap="lg" miw={0}>
            <Tiles data={data} />
            <SlaCard days={days} zone={zone} />
            <Suspense fallback={<Loading rows={5} />}>
              <Charts data={drawn ?? data} />
            </Suspense>
          </Stack>
          <Stack gap="lg" miw={0}>
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 1 }} spacing="lg">
              <Upcoming title={t("today")} empty={t("today_empty")} visits={data.today} />
              <Upcoming title={t("tomorrow")} empty={t("tomorrow_empty")} visits={data.tomorrow} />
            </SimpleGrid>
            <Updates />
          </Stack>
        </div>
      )}
    </Page>
  );
}
