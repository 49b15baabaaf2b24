// How the script will sound: its texts filled in, with answers made up.

import { Group, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { rehearse, type Step } from "./script-text";
import classes from "./scripts.module.css";

export function Rehearsal({ steps }: { steps: readonly Step[] }) {
  const { t } = useTranslation("scripts");
  const firm = useFirm();
  const given = new Map([
    ["name", t("sample.name")],
    ["firm", firm?.name ?? t("sample.firm")],
    ["agent", firm?.settings.agent_name || t("sample.agent")],
  ]);
  const talk = rehearse(
    steps.filter(({ say }) => say.trim() !== ""),
    given,
    ({ kind }) => t(`sample.${kind}`),
  );
  return (
    <section aria-label={t("rehearsal")}>
      <Title order={2} size="h3" mb={4}>
        {t("rehearsal")}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {t("rehearsal_text")}
      </Text>
      {talk.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("rehearsal_empty")}
        </Text>
      )}
      <div className={classes.talk}>
        {talk.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the talk is drawn anew with every change
          <div key={index} className={classes[line.who]} data-broken={line.isBroken || undefined}>
            {line.text}
            {line.choices.length > 0 && (
              <Group gap={4} mt={6}>
                {line.choices.map((choice) => (
                  <Text key={choice} size="xs" component="span" className={classes.choice}>
                    {choice}
                  </Text>
                ))}
              </Group>
            )}
          </div>
        ))}
      </div>
    </section>
  );
}
