// What it must not speak about, whether it answers by itself, and how soon.

import { Radio, Select, Stack, TagsInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Block } from "~/features/settings/parts";
import type { AgentForm } from "../use-editor";

const DELAYS = [0, 1_000, 3_000, 5_000, 10_000, 20_000, 30_000, 60_000];
const MODES = ["", "auto", "draft", "off"] as const;

export function Behaviour({ form }: { form: AgentForm }) {
  const { t } = useTranslation("agents");
  const { mode, reply_delay_ms: delay } = form.values.draft;
  const delays = [...new Set([...DELAYS, delay])].sort((a, b) => a - b);
  return (
    <Stack gap="lg">
      <Block title={t("behaviour.forbidden")} text={t("behaviour.forbidden_text")}>
        <TagsInput
          aria-label={t("behaviour.forbidden")}
          placeholder={form.values.draft.forbidden.length === 0 ? t("behaviour.forbidden_example") : undefined}
          maxTags={100}
          maxLength={200}
          splitChars={["\n", ";"]}
          {...form.getInputProps("draft.forbidden")}
        />
      </Block>
      <Block title={t("behaviour.mode")} text={t("behaviour.mode_text")}>
        <Radio.Group
          aria-label={t("behaviour.mode")}
          value={mode ?? ""}
          onChange={(next) => form.setFieldValue("draft.mode", next === "" ? null : (next as "auto"))}
        >
          <Stack gap="sm">
            {MODES.map((value) => (
              <Radio
                key={value}
                value={value}
                label={t(`mode.${value || "usual"}.name`)}
                description={t(`mode.${value || "usual"}.text`)}
              />
            ))}
          </Stack>
        </Radio.Group>
      </Block>
      <Block title={t("behaviour.delay")} text={t("behaviour.delay_text")}>
        <Select
          aria-label={t("behaviour.delay")}
          data={delays.map((ms) => ({
            value: String(ms),
            label: ms === 0 ? t("behaviour.at_once") : t("behaviour.seconds", { seconds: ms / 1_000 }),
          }))}
          value={String(delay)}
          onChange={(next) => form.setFieldValue("draft.reply_delay_ms", Number(next))}
          allowDeselect={false}
          maw={280}
        />
      </Block>
    </Stack>
  );
}
