// Experiments of one agent, in its editor: what runs, what has been learned, and the way to begin another.

import { Badge, Button, Card, Group, Stack, Text } from "@mantine/core";
import { IconArrowsSplit2, IconFlask, IconRocket } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import type { AgentView } from "~/features/agents/queries";
import { Block } from "~/features/settings/parts";
import { EmptyState, ErrorState, Loading } from "~/ui";
import classes from "./experiments.module.css";
import { type Experiment, experimentsQuery, useExperimentsLive } from "./queries";
import { StartDrawer } from "./start";
import { Span, STATUS_COLORS } from "./state";
import { ordered } from "./words";

interface Props {
  agent: AgentView;
  mayEdit: boolean;
  /** The editor holds what has not been saved. */
  isDirty: boolean;
}

export function Experiments({ agent, mayEdit, isDirty }: Props) {
  const { t } = useTranslation("experiments");
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    experimentsQuery(agent.id),
  );
  const [isStarting, setIsStarting] = useState(false);
  useExperimentsLive();
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  const all = ordered(data.pages.flatMap(({ items }) => items));
  const isRunning = all.some(({ status }) => status === "running");
  const start = mayEdit && agent.live_version !== undefined && !isRunning && (
    <Button leftSection={<IconFlask size={16} />} onClick={() => setIsStarting(true)}>
      {t("start")}
    </Button>
  );
  return (
    <>
      {agent.live_version === undefined && all.length === 0 ? (
        <EmptyState compact icon={IconRocket} title={t("unpublished.title")} text={t("unpublished.text")} />
      ) : all.length === 0 ? (
        <EmptyState compact icon={IconArrowsSplit2} title={t("empty.title")} text={t("empty.text")} action={start} />
      ) : (
        <Block title={t("title")} text={t("text")} action={start}>
          <Stack component="ul" gap="sm" className={classes.list} aria-label={t("list")}>
            {all.map((experiment) => (
              <Row key={experiment.id} experiment={experiment} />
            ))}
          </Stack>
          {hasNextPage && (
            <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {t("app:more")}
            </Button>
          )}
        </Block>
      )}
      {isStarting && <StartDrawer agent={agent} isDirty={isDirty} onClose={() => setIsStarting(false)} />}
    </>
  );
}

function Row({ experiment }: { experiment: Experiment }) {
  const { t } = useTranslation("experiments");
  const zone = useZone();
  const { id, name, kind, status, control, variant, share } = experiment;
  return (
    <Card component="li" padding="sm">
      <Group justify="space-between" align="flex-start" gap={8}>
        <Link to="/experiments/$experimentId" params={{ experimentId: id }} className={classes.name}>
          {name}
        </Link>
        <Badge variant="light" color={STATUS_COLORS[status]} tt="none" fw={500}>
          {t(`status.${status}`)}
        </Badge>
      </Group>
      <Text size="sm">
        {t(`kind.${kind}.name`)} · {t("against", { variant, control })} · {t("share_of", { share })}
      </Text>
      <Text size="sm" c="dimmed">
        <Span experiment={experiment} zone={zone} />
      </Text>
    </Card>
  );
}
