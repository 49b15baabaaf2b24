// What models were used for and what it cost, by day, by agent and by model.

import { Group, SegmentedControl, Skeleton, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { dayKey, number, tinyMoney } from "~/app/format";
import { addDays } from "~/features/calendar/zone";
import { agentsQuery } from "~/features/traces/queries";
import { ErrorState } from "~/ui";
import classes from "./models.module.css";
import { type ProviderView, usageQuery } from "./queries";
import { days, type Sum, sumsBy } from "./use";

const Chart = lazy(() => import("./chart"));
const SPANS = ["7", "30", "90"];

export function Usage({ providers }: { providers: ProviderView[] }) {
  const { t } = useTranslation("models");
  const zone = useZone();
  const [span, setSpan] = useState("30");
  const to = dayKey(new Date(), zone);
  const from = addDays(to, 1 - Number(span));
  const { data, error, refetch } = useQuery(usageQuery(from, to));
  const { data: agents = [] } = useQuery(agentsQuery);
  const head = (
    <SegmentedControl
      aria-label={t("usage.span")}
      value={span}
      onChange={setSpan}
      data={SPANS.map((value) => ({ value, label: t("usage.days", { count: Number(value) }) }))}
    />
  );
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data)
    return (
      <Stack>
        {head}
        <Skeleton height={200} />
      </Stack>
    );
  if (data.rows.length === 0)
    return (
      <Stack>
        {head}
        <Text size="sm" c="dimmed">
          {t("usage.none")}
        </Text>
      </Stack>
    );
  const agentName = (id: string) => (id ? (agents.find((one) => one.id === id)?.name ?? t("gone")) : t("usage.nobody"));
  const modelName = (key: string) => {
    const [id = "", ...model] = key.split(" ");
    return `${model.join(" ")} · ${providers.find((one) => one.id === id)?.name ?? t("gone")}`;
  };
  const figures: [string, string][] = [
    [t("usage.cost"), tinyMoney(data.cost, data.currency)],
    [t("usage.tokens"), number(data.tokens)],
    [t("usage.calls"), number(data.calls)],
  ];
  return (
    <Stack>
      {head}
      <Group className={classes.figures ?? ""}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <Text size="sm" c="dimmed">
              {name}
            </Text>
            <Text fw={600} fz={22} className="tabular">
              {value}
            </Text>
          </div>
        ))}
      </Group>
      <Suspense fallback={<Skeleton height={200} />}>
        <Chart days={days(data.rows, from, to)} currency={data.currency} />
      </Suspense>
      <Sums
        title={t("usage.by_agent")}
        sums={sumsBy(data.rows, ({ agent_id }) => agent_id ?? "")}
        name={agentName}
        currency={data.currency}
      />
      <Sums
        title={t("usage.by_model")}
        sums={sumsBy(data.rows, ({ provider_id, model }) => `${provider_id} ${model}`)}
        name={modelName}
        currency={data.currency}
      />
    </Stack>
  );
}

interface SumsProps {
  title: string;
  sums: Sum[];
  name: (key: string) => string;
  currency: string;
}
function Sums({ title, sums, name, currency }: SumsProps) {
  const { t } = useTranslation("models");
  return (
    <div className={classes.scroll}>
      <Table verticalSpacing={8} horizontalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{title}</Table.Th>
            <Table.Th ta="end">{t("usage.tokens")}</Table.Th>
            <Table.Th ta="end">{t("usage.cost")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sums.map((sum) => (
            <Table.Tr key={sum.key}>
              <Table.Td style={{ overflowWrap: "anywhere" }}>
                {name(sum.key)}
                {sum.failures > 0 && (
                  <Text size="xs" c="dimmed">
                    {t("usage.failures", { count: sum.failures, calls: number(sum.calls) })}
                  </Text>
                )}
              </Table.Td>
              <Table.Td ta="end" className="tabular">
                {number(sum.tokens)}
              </Table.Td>
              <Table.Td ta="end" className="tabular">
                {tinyMoney(sum.cost, currency)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
