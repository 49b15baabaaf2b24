// Where the chat may stand and what visitors may do.

import { Checkbox, Group, NumberInput, Stack, Switch, TagsInput, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { Block } from "~/features/settings/parts";
import { LANGS, type Look } from "./settings";

export function RuleFields({ form }: { form: UseFormReturnType<Look> }) {
  const { t } = useTranslation("widget");
  return (
    <Block title={t("rules.title")}>
      <Stack>
        <TagsInput
          label={t("rules.origins")}
          description={t("rules.origins_hint")}
          placeholder="https://example.ru"
          splitChars={[",", " "]}
          maxTags={50}
          {...form.getInputProps("allowed_origins")}
        />
        <Checkbox.Group label={t("rules.languages")} {...form.getInputProps("languages")}>
          <Group mt={6}>
            {LANGS.map((lang) => (
              <Checkbox key={lang} value={lang} label={t(`lang_${lang}`)} />
            ))}
          </Group>
        </Checkbox.Group>
        <Switch label={t("rules.files")} {...form.getInputProps("files", { type: "checkbox" })} />
        <Switch
          label={t("rules.sound")}
          description={t("rules.sound_hint")}
          {...form.getInputProps("sound", { type: "checkbox" })}
        />
        <NumberInput
          label={t("rules.open_after")}
          description={t("rules.open_after_hint")}
          min={0}
          max={600}
          suffix={t("rules.seconds")}
          maw={280}
          {...form.getInputProps("open_after_seconds")}
        />
        <Switch
          label={t("rules.open_on_exit")}
          description={t("rules.open_on_exit_hint")}
          {...form.getInputProps("open_on_exit", { type: "checkbox" })}
        />
        <TextInput
          label={t("rules.promo")}
          description={t("rules.promo_hint")}
          maxLength={40}
          maw={280}
          {...form.getInputProps("promo_code")}
        />
        <TextInput
          label={t("rules.policy")}
          type="url"
          placeholder="https://example.ru/privacy"
          maxLength={300}
          {...form.getInputProps("policy_url")}
        />
        <Switch
          label={t("rules.identity")}
          description={t("rules.identity_hint")}
          {...form.getInputProps("require_identity", { type: "checkbox" })}
        />
      </Stack>
    </Block>
  );
}
