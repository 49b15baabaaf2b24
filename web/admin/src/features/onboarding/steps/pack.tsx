// What the firm does: a pack brings services, answers and phrases, so that nobody begins with an empty page.

import { Button, Checkbox, Group, Stack, Text, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLang } from "~/app/i18n";
import { ErrorState, Loading, Problem } from "~/ui";
import type { StepProps } from "..";
import classes from "../onboarding.module.css";
import { onboardingQuery, type Pack, packsQuery, useInstallPack } from "../queries";

export function PackStep({ onDone }: StepProps) {
  const { t } = useTranslation("onboarding");
  const { data, error, refetch } = useQuery(packsQuery);
  const { data: onboarding } = useQuery(onboardingQuery);
  const install = useInstallPack();
  const [chosen, setChosen] = useState<Pack>();
  const [withDemo, setWithDemo] = useState(false);
  const isDone = onboarding?.steps.some(({ id, state }) => id === "pack" && state === "done");
  if (isDone) {
    return (
      <Stack align="flex-start">
        <Text size="sm">{t("pack.installed")}</Text>
        <Button onClick={onDone}>{t("next")}</Button>
      </Stack>
    );
  }
  if (error && !data) return <ErrorState error={error} retry={refetch} />;
  if (!data) return <Loading rows={2} />;
  const lang = currentLang();
  return (
    <Stack>
      <div className={classes.packs} role="radiogroup" aria-label={t("pack.title")}>
        {data.map((pack) => (
          <UnstyledButton
            key={pack.name}
            role="radio"
            aria-checked={pack === chosen}
            className={classes.pack}
            onClick={() => setChosen(pack)}
          >
            <Text fw={600}>{pack.title[lang]}</Text>
            <Text size="sm" c="dimmed" mb={6}>
              {pack.description[lang]}
            </Text>
            {pack.services > 0 && (
              <Text size="sm">
                {t("pack.services", { count: pack.services })}, {t("pack.answers", { count: pack.answers[lang] ?? 0 })}
              </Text>
            )}
          </UnstyledButton>
        ))}
      </div>
      {chosen?.has_demo && (
        <Checkbox
          label={t("pack.with_demo")}
          description={t("pack.with_demo_hint")}
          checked={withDemo}
          onChange={(event) => setWithDemo(event.currentTarget.checked)}
        />
      )}
      <Problem error={install.error} />
      <Group>
        <Button
          disabled={!chosen}
          loading={install.isPending}
          onClick={() =>
            chosen &&
            install.mutate({ name: chosen.name, with_demo: withDemo && chosen.has_demo }, { onSuccess: onDone })
          }
        >
          {t("pack.install")}
        </Button>
      </Group>
    </Stack>
  );
}
