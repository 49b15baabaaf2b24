// How visits were: the average of a period, by employee and service, and the low marks with their words.

import { Anchor, Badge, Card, Group, SegmentedControl, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconStar } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { dayKey, moment } from "~/app/format";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";
import { DAYS, type Days } from "~/features/dashboard/queries";
import { EmptyState, ErrorState, Loading, Page } from "~/ui";
import classes from "./feedback.module.css";
import { type FeedbackReport, feedbackQuery, type LowView, type MarksView } from "./queries";
import { Stars } from "./stars";
import { averageOf } from "./words";

function Tile({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <Card padding="lg">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text fz={26} fw={600} lh={1.3} className="tabular" component="div">
        {children}
      </Text>
    </Card>
  );
}

function Table({ title, rows }: { title: string; rows: MarksView[] }) {
  const { t } = useTranslation("feedback");
  return (
    <Card padding="lg" component="section">
      <Title order={2} mb="xs">
        {title}
      </Title>
      {rows.map(({ id, name, average, rated }) => (
        <div key={id} className={classes.row}>
          <Text size="sm" className={classes.name}>
            {name}
          </Text>
          <Text size="sm" className="tabular" style={{ whiteSpace: "nowrap" }}>
            <Stars mark={average} /> {averageOf(average)}{" "}
            <Text span size="sm" c="dimmed">
              · {t("marks", { count: rated })}
            </Text>
          </Text>
        </div>
      ))}
    </Card>
  );
}

function Low({ rows, zone }: { rows: LowView[]; zone: string | undefined }) {
  const { t } = useTranslation("feedback");
  return (
    <Card padding="lg" component="section">
      <Title order={2} mb="sm">
        {t("low")}
      </Title>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("low_empty")}
        </Text>
      ) : (
        <ul className={classes.low}>
          {rows.map((low) => (
            <li key={low.booking_id}>
              <Group gap={8} justify="space-between" align="baseline">
                <Group gap={8} align="baseline" miw={0}>
                  <Anchor component={Link} to={`/contacts/${low.contact_id}`} fw={600} c="inherit">
                    {low.contact_name ?? t("no_name")}
                  </Anchor>
                  <Stars mark={low.rating} />
                </Group>
                <Badge
                  variant="light"
                  color={low.is_settled ? "green" : "orange"}
                  tt="none"
                  c="var(--mantine-color-text)"
                >
                  {t(low.is_settled ? "settled" : "unsettled")}
                </Badge>
              </Group>
              <Anchor
                size="sm"
                c="dimmed"
                renderRoot={(props) => (
                  <Link
                    {...props}
                    to="/calendar"
                    search={{ date: dayKey(low.starts_at, zone), booking: low.booking_id }}
                  />
                )}
              >
                {moment(low.starts_at, zone)} · {low.employee_name}
              </Anchor>
              <Text size="sm" className={classes.words} c={low.text ? undefined : "dimmed"}>
                {low.text || t("no_words")}
              </Text>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Report({ report, zone }: { report: FeedbackReport; zone: string | undefined }) {
  const { t } = useTranslation("feedback");
  if (report.asked === 0) {
    return <EmptyState icon={IconStar} title={t("empty")} text={t("empty_text")} />;
  }
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="lg">
        <Tile label={t("average")}>
          {report.average === undefined ? (
            "—"
          ) : (
            <>
              {averageOf(report.average)} <Stars mark={report.average} size={19} />
            </>
          )}
        </Tile>
        <Tile label={t("rated")}>{report.rated}</Tile>
        <Tile label={t("asked")}>{report.asked}</Tile>
      </SimpleGrid>
      {report.rated > 0 && (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <Table title={t("employees")} rows={report.employees} />
          <Table title={t("services")} rows={report.services} />
        </SimpleGrid>
      )}
      <Low rows={report.low} zone={zone} />
    </Stack>
  );
}

export function FeedbackPage() {
  const { t } = useTranslation("feedback");
  const zone = useZone();
  const [days, setDays] = useLocalStorage<Days>({ key: "samovar.feedback.days", defaultValue: 30 });
  const { data, error, refetch } = useQuery(feedbackQuery(days, zone));
  useLive(["feedback.", "task."], () => void queryClient.invalidateQueries({ queryKey: ["feedback"] }));
  const period = (
    <SegmentedControl
      aria-label={t("period")}
      value={String(days)}
      onChange={(chosen) => setDays(Number(chosen) as Days)}
      data={DAYS.map((count) => ({ value: String(count), label: t("days", { count }) }))}
    />
  );
  return (
    <Page wide title={t("title")} actions={period}>
      {data ? (
        <Report report={data} zone={zone} />
      ) : error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : (
        <Loading rows={6} />
      )}
    </Page>
  );
}
