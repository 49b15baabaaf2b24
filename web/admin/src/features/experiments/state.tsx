// How an experiment stands, in words: when it ran, why it ended, what a canary waits for.

import { Alert, Stack, Text } from "@mantine/core";
import { IconCheck, IconEye, IconInfoCircle, IconRestore } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { moment } from "~/app/format";
import type { Experiment, Report } from "./queries";

export const STATUS_COLORS = { running: "teal", stopped: "gray", rolled_back: "yellow", promoted: "copper" } as const;

export function Span({ experiment, zone }: { experiment: Experiment; zone: string | undefined }) {
  const { t } = useTranslation("experiments");
  const { started_at: from, ended_at: to } = experiment;
  return to ? t("span", { from: moment(from, zone), to: moment(to, zone) }) : t("since", { from: moment(from, zone) });
}

const REASONS = ["published", "hand_over", "resolution", "conversion", "lost", "failures"];

export function State({ report }: { report: Report }) {
  const { t } = useTranslation("experiments");
  const { experiment, comparisons } = report;
  const { status, reason, kind, rules } = experiment;
  if (status !== "running") {
    const Icon = status === "promoted" ? IconCheck : status === "rolled_back" ? IconRestore : IconInfoCircle;
    return (
      <Alert variant="light" color={STATUS_COLORS[status]} icon={<Icon size={18} />}>
        {t(`ended.${reason && REASONS.includes(reason) ? reason : status}`)}
      </Alert>
    );
  }
  if (kind !== "canary") return null;
  const ended = comparisons[0]?.variant.of ?? 0;
  return (
    <Alert variant="light" color="teal" icon={<IconEye size={18} />} title={t("canary.title")}>
      <Stack gap={4}>
        <Text size="sm">
          {ended < rules.conversations
            ? t("canary.after", { count: rules.conversations, ended })
            : t("canary.watching")}
        </Text>
        {rules.failures > 0 && <Text size="sm">{t("canary.failures", { count: rules.failures })}</Text>}
      </Stack>
    </Alert>
  );
}
