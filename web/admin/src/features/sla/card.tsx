// Promises of answers on the overview: the share that was kept, by team, and who waits now. Nothing is shown where nothing is promised.

import { Card, Group, Progress, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { dayKey, minutes } from "~/app/format";
import { useTeams } from "~/features/teams/queries";
import { keptShare } from "./deadline";
import { readReport, type SlaRow } from "./wire";

const DAY_MS = 86_400_000;

function Line({ name, rows }: { name: string; rows: SlaRow[] }) {
  const { t } = useTranslation("sla");
  const share = keptShare(rows) ?? 0;
  const count = rows.reduce((sum, row) => sum + row.kept + row.broken, 0);
  const waited = rows.reduce((sum, row) => sum + row.average_secs * (row.kept + row.broken), 0) / Math.max(count, 1);
  return (
    <Stack gap={4}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={500}>
          {name}
        </Text>
        <Text size="sm" className="tabular">
          {share} %
        </Text>
      </Group>
      <Progress value={share} color={share >= 90 ? "teal" : share >= 70 ? "yellow" : "red"} aria-label={name} />
      <Text size="xs" c="dimmed">
        {t("card.of", { count, time: minutes(Math.max(1, Math.round(waited / 60))) })}
      </Text>
    </Stack>
  );
}

export function SlaCard({ days, zone }: { days: number; zone: string | undefined }) {
  const { t } = useTranslation("sla");
  const teams = useTeams();
  const to = dayKey(new Date(), zone);
  const from = dayKey(new Date(Date.now() - (days - 1) * DAY_MS), zone);
  const { data } = useQuery({
    queryKey: ["dashboard", "sla", from, to],
    queryFn: () => readReport(from, to),
    retry: false,
  });
  if (!data || (data.rows.length === 0 && data.running === 0)) return null;
  const ids = [...new Set(data.rows.map((row) => row.team_id))];
  const nameOf = (id: string | undefined) => teams.find((team) => team.id === id)?.name ?? t("card.no_team");
  return (
    <Card padding="lg" component="section">
      <Title order={2} mb="xs">
        {t("card.title")}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {data.running === 0 ? t("card.nobody") : t("card.now", { running: data.running, late: data.late })}
      </Text>
      <Stack gap="md">
        {ids.map((id) => (
          <Line key={id ?? "none"} name={nameOf(id)} rows={data.rows.filter((row) => row.team_id === id)} />
        ))}
      </Stack>
    </Card>
  );
}
