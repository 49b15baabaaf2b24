// Which agents have led this conversation: who handed the customer to whom, why, and what was told along with it.

import { Text } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { send } from "~/app/api";
import { useZone } from "~/app/firm";
import { recent } from "~/app/format";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";
import { agentsQuery } from "~/features/agents/queries";
import classes from "./panel.module.css";

interface Envelope {
  id: string;
  from: string;
  to: string;
  payload: { summary?: string; asked?: { reason: string; wants: string; source: "customer" | "model" } | null };
  context: { why?: string };
  timestamp: string;
}

const chainQuery = (id: string) =>
  queryOptions({
    queryKey: ["inbox", "chain", id],
    queryFn: async () => (await send<{ items: Envelope[] }>("GET", `/conversations/${id}/envelopes?limit=100`)).items,
    staleTime: 60_000,
  });

const WHYS = ["asked", "customer", "intent", "leads", "stage", "role", "front_desk", "first"];

export function Chain({ conversation }: { conversation: string }) {
  const { t } = useTranslation("inbox");
  const zone = useZone();
  const { data: chain = [] } = useQuery(chainQuery(conversation));
  const { data: agents = [] } = useQuery({ ...agentsQuery, enabled: chain.length > 0 });
  useLive(["envelope."], ({ conversation_id: id }) => {
    if (id === conversation) void queryClient.invalidateQueries({ queryKey: chainQuery(conversation).queryKey });
  });
  if (chain.length === 0) return null;
  const why = (code?: string) => code && WHYS.includes(code) && ` · ${t(`chain.why.${code}`)}`;
  const named = (id: string) => agents.find((agent) => agent.id === id)?.name ?? t("chain.gone");
  return (
    <section className={classes.part} aria-labelledby="chain">
      <h3 className={classes.label} id="chain">
        {t("chain.title")}
      </h3>
      <ol className={classes.chain}>
        {chain.map(({ id, from, to, payload, context, timestamp }) => (
          <li key={id}>
            <Text size="sm" className={classes.handed}>
              {named(from)} <IconArrowRight size={14} role="img" aria-label={t("chain.to")} /> <b>{named(to)}</b>
            </Text>
            <Text size="xs" c="dimmed">
              {recent(timestamp, zone)}
              {why(payload.asked?.source === "customer" ? "customer" : context.why)}
            </Text>
            {payload.asked?.wants && (
              <Text size="xs" className={classes.handed}>
                {t(`chain.wants.${payload.asked.source}`, { wants: payload.asked.wants })}
              </Text>
            )}
            {payload.summary && (
              <Text size="xs" className={classes.handed}>
                {payload.summary}
              </Text>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
