// What the chat says before anybody has written, in each language.

import { Checkbox, Stack, Tabs, TagsInput, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { Block } from "~/features/settings/parts";
import { LANGS, type Look } from "./settings";

export function TextFields({ form }: { form: UseFormReturnType<Look> }) {
  const { t } = useTranslation("widget");
  const shown = LANGS.filter((lang) => form.values.languages.includes(lang));
  return (
    <Block title={t("texts.title")} text={t("texts.text")}>
      <Tabs defaultValue={shown[0] ?? "ru"} key={shown.join()}>
        {shown.length > 1 && (
          <Tabs.List mb="md">
            {shown.map((lang) => (
              <Tabs.Tab key={lang} value={lang}>
                {t(`lang_${lang}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        )}
        {shown.map((lang) => (
          <Tabs.Panel key={lang} value={lang}>
            <Stack>
              <Textarea
                label={t("texts.greeting")}
                placeholder={t("texts.greeting_usual")}
                autosize
                minRows={2}
                maxLength={500}
                {...form.getInputProps(`texts.${lang}.greeting`)}
              />
              <div>
                <Checkbox
                  label={t("texts.usual_starters")}
                  mb={8}
                  {...form.getInputProps(`usual_starters.${lang}`, { type: "checkbox" })}
                />
                {!form.values.usual_starters[lang] && (
                  <TagsInput
                    label={t("texts.starters")}
                    description={t("texts.starters_hint")}
                    maxTags={6}
                    {...form.getInputProps(`texts.${lang}.starters`)}
                  />
                )}
              </div>
              <TextInput
                label={t("texts.launcher")}
                placeholder={t("texts.launcher_usual")}
                maxLength={30}
                {...form.getInputProps(`texts.${lang}.launcher`)}
              />
              <TextInput
                label={t("texts.placeholder")}
                maxLength={80}
                {...form.getInputProps(`texts.${lang}.placeholder`)}
              />
              <TextInput
                label={t("texts.hours")}
                placeholder={t("texts.hours_example")}
                maxLength={120}
                {...form.getInputProps(`texts.${lang}.hours`)}
              />
              <Textarea
                label={t("texts.offline")}
                autosize
                maxLength={300}
                {...form.getInputProps(`texts.${lang}.offline`)}
              />
            </Stack>
          </Tabs.Panel>
        ))}
      </Tabs>
    </Block>
  );
}
