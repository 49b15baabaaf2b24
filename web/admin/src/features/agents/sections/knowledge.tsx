// What it may know and how sure it must be before it answers.

import { Button, Group, MultiSelect, NumberInput, Slider, Stack, Text } from "@mantine/core";
import { IconBook2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Block } from "~/features/settings/parts";
import { categoriesQuery, categoryPath } from "../around";
import type { AgentForm } from "../use-editor";

type Threshold = "faq" | "knowledge";
/** Where "bold", "balanced" and "careful" begin. */
const STEPS = [
  { from: 65, word: "careful" },
  { from: 35, word: "balanced" },
  { from: 0, word: "bold" },
] as const;

export function Knowledge({ form, mayEdit }: { form: AgentForm; mayEdit: boolean }) {
  const { t } = useTranslation("agents");
  const { data: categories = [] } = useQuery(categoriesQuery);
  const chosen = form.values.draft.categories;
  const gone = chosen.filter((id) => !categories.some((one) => one.id === id));
  const isForbidden = !form.values.draft.tools.includes("search_knowledge");
  return (
    <Stack gap="lg">
      <Block
        title={t("section.knowledge")}
        text={t("knowledge.text")}
        action={
          <Button component="a" href="/app/knowledge" variant="default" leftSection={<IconBook2 size={16} />}>
            {t("knowledge.open")}
          </Button>
        }
      >
        <Stack gap="sm">
          <MultiSelect
            label={t("knowledge.categories")}
            description={t("knowledge.categories_text")}
            placeholder={chosen.length === 0 ? t("knowledge.categories_any") : undefined}
            data={[
              ...categories.map((one) => ({ value: one.id, label: categoryPath(one, categories) })),
              ...gone.map((id) => ({ value: id, label: t("gone") })),
            ]}
            nothingFoundMessage={t("knowledge.no_categories")}
            searchable
            {...form.getInputProps("draft.categories")}
          />
          {isForbidden && (
            <Text size="sm" c="dimmed">
              {t("knowledge.tool_off")}
            </Text>
          )}
        </Stack>
      </Block>
      <Block title={t("knowledge.sure")} text={t("knowledge.sure_text")}>
        <Stack gap="xl">
          <Sureness form={form} name="faq" mayEdit={mayEdit} />
          <Sureness form={form} name="knowledge" mayEdit={mayEdit} />
          <NumberInput
            label={t("knowledge.misses")}
            description={t("knowledge.misses_text")}
            min={1}
            max={10}
            clampBehavior="blur"
            allowDecimal={false}
            maw={280}
            {...form.getInputProps("draft.thresholds.misses")}
          />
        </Stack>
      </Block>
    </Stack>
  );
}

function Sureness({ form, name, mayEdit }: { form: AgentForm; name: Threshold; mayEdit: boolean }) {
  const { t } = useTranslation("agents");
  const value = form.values.draft.thresholds[name];
  const word = STEPS.find(({ from }) => value >= from)?.word ?? "bold";
  return (
    <div>
      <Text size="sm" fw={500}>
        {t(`knowledge.${name}`)}
      </Text>
      <Text size="sm" c="dimmed" mb="xs">
        {t(`knowledge.level.${word}`, { percent: value })}
      </Text>
      <Slider
        value={value}
        onChange={(next) => form.setFieldValue(`draft.thresholds.${name}`, next)}
        min={0}
        max={100}
        step={5}
        disabled={!mayEdit}
        label={(percent) => `${percent} %`}
        thumbLabel={t(`knowledge.${name}`)}
      />
      <Group justify="space-between" mt={6}>
        <Text size="xs" c="dimmed">
          {t("knowledge.mark.bold")}
        </Text>
        <Text size="xs" c="dimmed">
          {t("knowledge.mark.careful")}
        </Text>
      </Group>
    </div>
  );
}
