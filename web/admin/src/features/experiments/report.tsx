// One experiment: how it stands, both versions side by side, and what may be concluded.

import { Badge, Box, Button, Group, Stack, Text } from "@mantine/core";
import { IconArrowLeft, IconFlask, IconPlayerStop, IconRocket } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { useZone } from "~/app/firm";
import { useMay } from "~/app/session";
import { agentQuery } from "~/features/agents/queries";
import { EmptyState, ErrorState, Loading, PageHeader, showDone, showProblem, useConfirm } from "~/ui";
import { Arms } from "./arms";
import { Comparisons } from "./comparisons";
import classes from "./experiments.module.css";
import { type Experiment, type Report, reportQuery, useEnd, useExperimentsLive } from "./queries";
import { ShadowReport } from "./shadows";
import { Span, STATUS_COLORS, State } from "./state";
import { ownRefusal } from "./words";

export function ExperimentPage() {
  const { t } = useTranslation("experiments");
  const { experimentId } = useParams({ strict: false }) as { experimentId: string };
  const { data, error, refetch } = useQuery(reportQuery(experimentId));
  useExperimentsLive();
  if (error && !data)
    return error instanceof Refusal && error.status === 404 ? (
      <EmptyState icon={IconFlask} title={t("app:not_found.title")} text={t("app:problem.not_found")} />
    ) : (
      <ErrorState error={error} retry={() => void refetch()} />
    );
  if (!data) return <Loading rows={8} />;
  return <Shown report={data} />;
}

function Shown({ report }: { report: Report }) {
  const { t } = useTranslation("experiments");
  const zone = useZone();
  const { experiment, arms, comparisons } = report;
  const { agent_id: agentId, name, kind, status, control, variant, share } = experiment;
  const { data: agent } = useQuery(agentQuery(agentId));
  return (
    <Box p={{ base: "md", sm: "xl" }} maw={980} mx="auto" w="100%">
      <Link
        to="/agents/$agentId"
        params={{ agentId }}
        search={{ section: "experiments" }}
        className={classes.back}
        aria-label={agent ? `${t("back")}: ${agent.name}` : t("back")}
      >
        <IconArrowLeft size={17} aria-hidden />
        {agent?.name ?? t("back")}
      </Link>
      <PageHeader title={name} text={t(`kind.${kind}.text`)} actions={<Actions experiment={experiment} />} />
      <Stack gap="lg">
        <Group gap={8}>
          <Badge variant="light" color={STATUS_COLORS[status]} tt="none" fw={500}>
            {t(`status.${status}`)}
          </Badge>
          <Badge variant="default" tt="none" fw={500}>
            {t(`kind.${kind}.name`)}
          </Badge>
          <Text size="sm" c="dimmed">
            {t("against", { variant, control })} · {t("share_of", { share })} ·{" "}
            <Span experiment={experiment} zone={zone} />
          </Text>
        </Group>
        <State report={report} />
        {kind === "shadow" ? (
          <ShadowReport report={report} />
        ) : (
          <>
            <Comparisons rows={comparisons} />
            <Arms arms={arms} />
          </>
        )}
      </Stack>
    </Box>
  );
}

function Actions({ experiment }: { experiment: Experiment }) {
  const { t } = useTranslation("experiments");
  const mayEdit = useMay("edit_catalog");
  const confirm = useConfirm();
  const end = useEnd(experiment.id);
  if (!mayEdit || experiment.status !== "running") return null;
  const { control, variant, kind } = experiment;
  const go = async (how: "stop" | "promote") => {
    const isSure = await confirm({
      title: t(`${how}.title`, { variant }),
      text: t(how === "stop" && kind === "shadow" ? "stop.text_shadow" : `${how}.text`, { control, variant }),
      action: t(`${how}.action`),
    });
    if (!isSure) return;
    end.mutate(how, {
      onSuccess: () => showDone(t(`${how}.done`)),
      onError: (error) => {
        const own = ownRefusal(error);
        showProblem(own ? t(`refusal.${own}`) : error);
      },
    });
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPlayerStop size={16} />}
        onClick={() => void go("stop")}
        disabled={end.isPending}
      >
        {t("stop.action")}
      </Button>
      <Button leftSection={<IconRocket size={16} />} onClick={() => void go("promote")} disabled={end.isPending}>
        {t("promote.action")}
      </Button>
    </>
  );
}
