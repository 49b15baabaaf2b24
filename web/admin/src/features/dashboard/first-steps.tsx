// A reminder of the first steps, until they are finished.

import { Button, Group, Progress, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { onboardingQuery } from "~/features/onboarding/queries";
import classes from "./dashboard.module.css";

export function FirstSteps() {
  const { t } = useTranslation("dashboard");
  const mayManage = useMay("manage_org");
  const { data } = useQuery({ ...onboardingQuery, enabled: mayManage });
  if (!mayManage || !data || data.finished_at) return null;
  const done = data.steps.filter(({ state }) => state === "done" || state === "skipped").length;
  if (done === data.steps.length) return null;
  return (
    <Group className={classes.panel} mb="lg" justify="space-between" gap="md">
      <div style={{ flex: "1 1 240px" }}>
        <Text fw={600}>{t("first_steps.title")}</Text>
        <Text size="sm" c="dimmed" mb={8}>
          {t("first_steps.text", { done, all: data.steps.length })}
        </Text>
        <Progress value={(done / data.steps.length) * 100} aria-label={t("first_steps.title")} />
      </div>
      <Button component={Link} to="/onboarding">
        {t("first_steps.go")}
      </Button>
    </Group>
  );
}
