// One's own name, language and theme. The e-mail is the log-in and stays.

import { SegmentedControl, Stack, Text, TextInput, useMantineColorScheme } from "@mantine/core";
import { useForm } from "@mantine/form";
import { updateMeAuthMe } from "@samovar/client";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ask } from "~/app/api";
import { LANGS, type Lang, setLang } from "~/app/i18n";
import { useMe } from "~/app/session";
import { Block, SaveBar } from "~/features/settings/parts";
import { PageHeader, showDone, showProblem, useFormRefusal } from "~/ui";
import { freshMe } from "./queries";

const NAMES: Record<Lang, string> = { ru: "Русский", en: "English" };
const THEMES = ["light", "dark", "auto"] as const;

function NameForm() {
  const { t } = useTranslation("access");
  const { person } = useMe();
  const form = useForm({
    initialValues: { name: person.name },
    validate: { name: (name) => (name.trim() ? null : t("app:problem.missing")) },
  });
  const refuse = useFormRefusal(form);
  const save = useMutation({
    mutationFn: (name: string) => ask(updateMeAuthMe({ body: { name } })),
    onSuccess: async (saved) => {
      form.setInitialValues({ name: saved.name });
      form.setValues({ name: saved.name });
      form.resetDirty({ name: saved.name });
      await freshMe();
      showDone(t("app:saved"));
    },
    onError: refuse,
  });
  return (
    <form onSubmit={form.onSubmit(({ name }) => save.mutate(name.trim()))} noValidate>
      <Block title={t("profile.about")}>
        <Stack gap="md">
          <TextInput
            label={t("field.name")}
            description={t("profile.name_text")}
            autoComplete="name"
            maxLength={120}
            {...form.getInputProps("name")}
          />
          <TextInput label={t("field.email")} description={t("profile.email_text")} value={person.email} readOnly />
        </Stack>
      </Block>
      <SaveBar isDirty={form.isDirty()} isSaving={save.isPending} onReset={form.reset} />
    </form>
  );
}

export function ProfileSettings() {
  const { t, i18n } = useTranslation("access");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const choose = async (lang: Lang) => {
    await setLang(lang);
    ask(updateMeAuthMe({ body: { lang } })).then(freshMe, showProblem);
  };
  return (
    <>
      <PageHeader title={t("profile.title")} text={t("profile.text")} />
      <Stack gap="lg">
        <NameForm />
        <Block title={t("profile.look")}>
          <Stack gap="md">
            <div>
              <Text size="sm" fw={500} mb={6} id="own-lang">
                {t("app:account.language")}
              </Text>
              <SegmentedControl
                aria-labelledby="own-lang"
                data={LANGS.map((lang) => ({ value: lang, label: NAMES[lang] }))}
                value={i18n.resolvedLanguage ?? "ru"}
                onChange={(lang) => void choose(lang as Lang)}
              />
            </div>
            <div>
              <Text size="sm" fw={500} mb={6} id="own-theme">
                {t("app:account.theme")}
              </Text>
              <SegmentedControl
                aria-labelledby="own-theme"
                data={THEMES.map((theme) => ({ value: theme, label: t(`app:account.theme_${theme}`) }))}
                value={colorScheme}
                onChange={(theme) => setColorScheme(theme as (typeof THEMES)[number])}
              />
            </div>
          </Stack>
        </Block>
      </Stack>
    </>
  );
}
