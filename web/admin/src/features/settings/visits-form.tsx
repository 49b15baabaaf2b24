// Around a visit: when the customer is reminded and in which words, when a visit ends by itself, whether they are asked how it was.

import { Button, Code, NumberInput, Select, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { OrgView } from "@samovar/client";
import { IconPlus, IconStar, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useFormRefusal } from "~/ui";
import { spanLabel, withOwn } from "./choices";
import classes from "./frame.module.css";
import { Block, SaveBar } from "./parts";
import { useSaveFirm } from "./queries";
import { FirmSection } from "./section";
import { AHEAD, freeTime, MOST_TIMES, patchOf, VARIABLES, type Values, valuesOf } from "./visits";

const DONE = [0, 30, 60, 120, 240, 720, 1_440];
const OFFERED = [10, 15, 30, 60, 120, 240, 720, 1_440];
const UNPAID = [0, 30, 60, 120, 240, 720, 1_440, 2_880];
const ASKED = [0, 60, 120, 180, 360, 720, 1_440, 2_880];

type Form = ReturnType<typeof useForm<Values>>;

function Times({ form }: { form: Form }) {
  const { t } = useTranslation("settings");
  const times = form.values.remind_minutes;
  const id = useId();
  const set = (next: number[]) => form.setFieldValue("remind_minutes", next);
  const free = freeTime(times);
  return (
    <Stack gap={6} role="group" aria-labelledby={id}>
      <Text size="sm" fw={500} id={id}>
        {t("visits.times")}
      </Text>
      {times.map((minutes, index) => (
        <div key={minutes} className={classes.pair}>
          <Select
            aria-label={t("visits.time", { number: index + 1 })}
            data={withOwn(AHEAD, minutes)
              .filter((one) => one === minutes || !times.includes(one))
              .map((one) => ({ value: String(one), label: t("visits.before", { span: spanLabel(t, one, "") }) }))}
            value={String(minutes)}
            onChange={(value) => set(times.map((one, at) => (at === index ? Number(value) : one)))}
            allowDeselect={false}
          />
          {times.length > 1 && (
            <Button
              variant="default"
              px={10}
              aria-label={t("visits.drop", { number: index + 1 })}
              onClick={() => set(times.filter((_, at) => at !== index))}
            >
              <IconX size={16} aria-hidden />
            </Button>
          )}
        </div>
      ))}
      {times.length < MOST_TIMES && free !== undefined && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={15} />}
          onClick={() => set([...times, free])}
          style={{ alignSelf: "flex-start" }}
        >
          {t("visits.add_time")}
        </Button>
      )}
      {form.errors.remind_minutes && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {form.errors.remind_minutes}
        </Text>
      )}
    </Stack>
  );
}

function Words({ form, lang }: { form: Form; lang: "ru" | "en" }) {
  const { t } = useTranslation("settings");
  const field = `text_${lang}` as const;
  return (
    <Textarea
      label={t(`visits.${field}`)}
      placeholder={t(`visits.${field}_usual`)}
      autosize
      minRows={2}
      maxLength={1_000}
      lang={lang}
      {...form.getInputProps(field)}
    />
  );
}

function Reminders({ form }: { form: Form }) {
  const { t } = useTranslation("settings");
  return (
    <Block title={t("visits.reminders")} text={t("visits.reminders_text")}>
      <Stack gap="md">
        <Switch size="md" label={t("visits.reminders_on")} {...form.getInputProps("reminders", { type: "checkbox" })} />
        {form.values.reminders && (
          <>
            <Times form={form} />
            <Words form={form} lang="ru" />
            <Words form={form} lang="en" />
            <Text size="sm" c="dimmed" component="div" style={{ overflowWrap: "anywhere" }}>
              {t("visits.variables")}{" "}
              {VARIABLES.map((name, index) => (
                <span key={name}>
                  {index > 0 && ", "}
                  <Code>{`{{${name}}}`}</Code> — {t(`variable.${name.replace(".", "_")}`)}
                </span>
              ))}
            </Text>
          </>
        )}
      </Stack>
    </Block>
  );
}

function hours(from: number, until: number) {
  return Array.from({ length: until - from + 1 }, (_, at) => {
    const hour = from + at;
    return { value: String(hour), label: `${String(hour).padStart(2, "0")}:00` };
  });
}

function VisitsForm({ org }: { org: OrgView }) {
  const { t } = useTranslation("settings");
  const saved = valuesOf(org);
  const form = useForm<Values>({ initialValues: saved });
  const save = useSaveFirm();
  const refuse = useFormRefusal(form, {
    "settings.visits.remind_minutes": "remind_minutes",
    "settings.visits.reminder_text.ru": "text_ru",
    "settings.visits.reminder_text.en": "text_en",
    "settings.visits.quiet_from_hour": "quiet_from_hour",
    "settings.visits.review_link": "review_link",
  });
  const submit = form.onSubmit((values) => {
    save.mutate(
      { settings: { visits: patchOf(values) } },
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
  const span = (
    field: "complete_minutes" | "feedback_minutes" | "offer_minutes" | "prepay_minutes",
    usual: number[],
    zero: string,
  ) => (
    <Select
      label={t(`visits.${field}`)}
      data={withOwn(usual, saved[field]).map((value) => ({ value: String(value), label: spanLabel(t, value, zero) }))}
      value={String(form.values[field])}
      onChange={(value) => form.setFieldValue(field, Number(value))}
      allowDeselect={false}
    />
  );
  const hour = (field: "quiet_until_hour" | "quiet_from_hour", from: number, until: number) => (
    <Select
      label={t(`visits.${field}`)}
      data={hours(from, until)}
      value={String(form.values[field])}
      onChange={(value) => form.setFieldValue(field, Number(value))}
      error={form.errors[field]}
      allowDeselect={false}
    />
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <Reminders form={form} />
        <Block title={t("visits.quiet")} text={t("visits.quiet_text")}>
          <div className={classes.two}>
            {hour("quiet_until_hour", 0, form.values.quiet_from_hour - 1)}
            {hour("quiet_from_hour", form.values.quiet_until_hour + 1, 24)}
          </div>
        </Block>
        <Block title={t("visits.end")}>
          <Stack gap="md">
            <Switch
              size="md"
              label={t("visits.completes")}
              description={t("visits.completes_text")}
              {...form.getInputProps("completes", { type: "checkbox" })}
            />
            {form.values.completes && span("complete_minutes", DONE, t("visits.at_once"))}
            <Switch
              size="md"
              label={t("visits.offers")}
              description={t("visits.offers_text")}
              {...form.getInputProps("offers_after_no_show", { type: "checkbox" })}
            />
          </Stack>
        </Block>
        <Block title={t("visits.waitlist")} text={t("visits.waitlist_text")}>
          <Stack gap="md">
            <Switch
              size="md"
              label={t("visits.waitlist_on")}
              {...form.getInputProps("waitlist", { type: "checkbox" })}
            />
            {form.values.waitlist && span("offer_minutes", OFFERED, t("visits.at_once"))}
          </Stack>
        </Block>
        <Block title={t("visits.prepay")} text={t("visits.prepay_text")}>
          <Stack gap="md">
            {span("prepay_minutes", UNPAID, t("visits.prepay_never"))}
            {(["prepay_ru", "prepay_en"] as const).map((field) => (
              <Textarea
                key={field}
                label={t(`visits.${field}`)}
                placeholder={t(`visits.${field}_usual`)}
                autosize
                minRows={2}
                maxLength={1_000}
                lang={field.slice(-2)}
                {...form.getInputProps(field)}
              />
            ))}
          </Stack>
        </Block>
        <Block title={t("visits.feedback")} text={t("visits.feedback_text")}>
          <Stack gap="md">
            <Switch
              size="md"
              label={t("visits.feedback_on")}
              {...form.getInputProps("feedback", { type: "checkbox" })}
            />
            {form.values.feedback && (
              <>
                <div className={classes.two}>
                  {span("feedback_minutes", ASKED, t("visits.at_once"))}
                  <NumberInput
                    label={t("visits.feedback_days")}
                    min={0}
                    max={366}
                    allowDecimal={false}
                    clampBehavior="strict"
                    {...form.getInputProps("feedback_days")}
                  />
                </div>
                <TextInput
                  label={t("visits.review_link")}
                  description={t("visits.review_link_text")}
                  type="url"
                  placeholder="https://"
                  maxLength={500}
                  {...form.getInputProps("review_link")}
                />
              </>
            )}
          </Stack>
        </Block>
      </Stack>
      <SaveBar isDirty={form.isDirty()} isSaving={save.isPending} onReset={form.reset} />
    </form>
  );
}

export function VisitsSettings() {
  const { t } = useTranslation("settings");
  const report = (
    <Button component={Link} to="/feedback" variant="light" leftSection={<IconStar size={17} stroke={1.6} />}>
      {t("visits.report")}
    </Button>
  );
  return <FirmSection name="visits" actions={report} form={VisitsForm} />;
}
