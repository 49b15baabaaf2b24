// The agent: how it is called, how it greets, in which languages, what it does with new conversations and how soon.

import { Button, Radio, Select, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { OrgView } from "@samovar/client";
import { IconMessageChatbot } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useFormRefusal } from "~/ui";
import { QUIETS, withOwn } from "./choices";
import classes from "./frame.module.css";
import { Block, SaveBar } from "./parts";
import { type AgentMode, changed, type FirmSettings, useSaveFirm } from "./queries";
import { FirmSection } from "./section";

const MODES: AgentMode[] = ["auto", "draft", "off"];
const SPOKEN = ["ru,en", "en,ru", "ru", "en"];

function valuesOf(org: OrgView) {
  const settings = org.settings as FirmSettings;
  const usual = org.lang === "en" ? "en,ru" : "ru,en";
  return {
    agent_name: settings.agent_name ?? "",
    greeting_ru: settings.greetings?.ru ?? "",
    greeting_en: settings.greetings?.en ?? "",
    languages: settings.languages?.join(",") || usual,
    mode: settings.mode ?? "auto",
    mode_within_hours: settings.mode_within_hours ?? false,
    quiet_window_ms: settings.quiet_window_ms ?? 1_500,
  };
}
type Values = ReturnType<typeof valuesOf>;

export function agentPatch(before: Values, after: Values): Partial<FirmSettings> {
  const { greeting_ru, greeting_en, languages, agent_name, ...rest } = changed(before, after);
  const isGreetingNew = greeting_ru !== undefined || greeting_en !== undefined;
  return {
    ...rest,
    ...(agent_name === undefined ? {} : { agent_name: agent_name.trim() }),
    ...(languages === undefined ? {} : { languages: languages.split(",") as ("ru" | "en")[] }),
    // The two greetings are replaced together.
    ...(isGreetingNew
      ? { greetings: { ru: after.greeting_ru.trim() || null, en: after.greeting_en.trim() || null } }
      : {}),
  };
}

function ModeBlock({ form }: { form: ReturnType<typeof useForm<Values>> }) {
  const { t } = useTranslation("settings");
  return (
    <Block title={t("agent.mode")} text={t("agent.mode_text")}>
      <Radio.Group aria-label={t("agent.mode")} {...form.getInputProps("mode")}>
        <div className={classes.cards}>
          {MODES.map((mode) => (
            <Radio.Card key={mode} value={mode} className={classes.choice ?? ""} aria-describedby={`mode-${mode}`}>
              <Stack gap={2}>
                <Text fw={600} component="span">
                  {t(`mode.${mode}.name`)}
                </Text>
                <Text size="sm" c="dimmed" component="span" id={`mode-${mode}`}>
                  {t(`mode.${mode}.text`)}
                </Text>
              </Stack>
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
      {form.values.mode !== "auto" && (
        <Switch
          mt="md"
          size="md"
          label={t("agent.within_hours")}
          description={t("agent.within_hours_text")}
          {...form.getInputProps("mode_within_hours", { type: "checkbox" })}
        />
      )}
    </Block>
  );
}

function AgentForm({ org }: { org: OrgView }) {
  const { t } = useTranslation("settings");
  const saved = valuesOf(org);
  const form = useForm<Values>({ initialValues: saved });
  const save = useSaveFirm();
  const refuse = useFormRefusal(form, {
    "settings.agent_name": "agent_name",
    "settings.greetings.ru": "greeting_ru",
    "settings.greetings.en": "greeting_en",
  });
  const submit = form.onSubmit((values) => {
    save.mutate(
      { settings: agentPatch(valuesOf(org), values) },
      {
        onSuccess: (next) => {
          const now = valuesOf(next);
          form.setInitialValues(now);
          form.setValues(now);
          form.resetDirty(now);
        },
        onError: refuse,
      },
    );
  });
  const name = form.values.agent_name.trim();
  const speaks = (lang: "ru" | "en") => form.values.languages.split(",").includes(lang);
  const known = QUIETS.map((ms) => ({ value: String(ms), label: t(`quiet.${ms}`) }));
  const own = saved.quiet_window_ms;
  const quiets = QUIETS.includes(own)
    ? known
    : withOwn(QUIETS, own).map(
        (ms) =>
          known.find(({ value }) => value === String(ms)) ?? {
            value: String(ms),
            label: t("quiet.own", { seconds: ms / 1000 }),
          },
      );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <Block title={t("agent.voice")}>
          <Stack gap="md">
            <TextInput
              label={t("agent.name")}
              description={t("agent.name_text")}
              maxLength={60}
              {...form.getInputProps("agent_name")}
            />
            <Select
              label={t("agent.languages")}
              description={t("agent.languages_text")}
              data={SPOKEN.map((value) => ({ value, label: t(`spoken.${value.replace(",", "_")}`) }))}
              allowDeselect={false}
              {...form.getInputProps("languages")}
            />
            {speaks("ru") && (
              <Textarea
                label={t("agent.greeting_ru")}
                description={t("agent.greeting_text")}
                placeholder={t(name ? "agent.greeting_ru_named" : "agent.greeting_ru_usual", { name, firm: org.name })}
                autosize
                minRows={2}
                maxLength={300}
                lang="ru"
                {...form.getInputProps("greeting_ru")}
              />
            )}
            {speaks("en") && (
              <Textarea
                label={t("agent.greeting_en")}
                description={t("agent.greeting_text")}
                placeholder={t(name ? "agent.greeting_en_named" : "agent.greeting_en_usual", { name, firm: org.name })}
                autosize
                minRows={2}
                maxLength={300}
                lang="en"
                {...form.getInputProps("greeting_en")}
              />
            )}
          </Stack>
        </Block>
        <ModeBlock form={form} />
        <Block title={t("agent.quiet")} text={t("agent.quiet_text")}>
          <Radio.Group
            aria-label={t("agent.quiet")}
            value={String(form.values.quiet_window_ms)}
            onChange={(value) => form.setFieldValue("quiet_window_ms", Number(value))}
          >
            <Stack gap="sm">
              {quiets.map(({ value, label }) => (
                <Radio key={value} value={value} label={label} />
              ))}
            </Stack>
          </Radio.Group>
        </Block>
      </Stack>
      <SaveBar isDirty={form.isDirty()} isSaving={save.isPending} onReset={form.reset} />
    </form>
  );
}

export function AgentSettings() {
  const { t } = useTranslation("settings");
  const test = (
    <Button
      component={Link}
      to="/test-chat"
      variant="light"
      leftSection={<IconMessageChatbot size={17} stroke={1.6} />}
    >
      {t("agent.test")}
    </Button>
  );
  return <FirmSection name="agent" actions={test} form={AgentForm} />;
}
