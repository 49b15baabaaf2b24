// What it remembers of the talk and of the customer.

import { NumberInput, Stack, Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Block } from "~/features/settings/parts";
import type { AgentForm } from "../use-editor";

export function Memory({ form, mayEdit }: { form: AgentForm; mayEdit: boolean }) {
  const { t } = useTranslation("agents");
  const { memory } = form.values.draft;
  return (
    <Block title={t("section.memory")} text={t("memory.text")}>
      <Stack gap="lg">
        <NumberInput
          label={t("memory.messages")}
          description={t("memory.messages_text")}
          min={1}
          max={200}
          allowDecimal={false}
          maw={320}
          {...form.getInputProps("draft.memory.messages")}
        />
        <Switch
          label={t("memory.summary")}
          description={t("memory.summary_text")}
          disabled={!mayEdit}
          {...form.getInputProps("draft.memory.summary", { type: "checkbox" })}
        />
        <Switch
          label={t("memory.facts")}
          description={t("memory.facts_text")}
          disabled={!mayEdit}
          {...form.getInputProps("draft.memory.facts", { type: "checkbox" })}
        />
        {memory.facts && (
          <NumberInput
            label={t("memory.fact_days")}
            description={t("memory.fact_days_text")}
            placeholder={t("memory.never")}
            min={0}
            max={3_650}
            allowDecimal={false}
            maw={320}
            value={memory.fact_days === 0 ? "" : memory.fact_days}
            onChange={(typed) => form.setFieldValue("draft.memory.fact_days", Number(typed) || 0)}
            error={form.errors["draft.memory.fact_days"]}
          />
        )}
      </Stack>
    </Block>
  );
}
