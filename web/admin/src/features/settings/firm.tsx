// The firm: its name, place and money, and the rules by which customers book. Every rule says what it changes for them.

import { Select, Stack, Switch, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { OrgView } from "@samovar/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormRefusal } from "~/ui";
import {
  CHANGES,
  currencyChoices,
  HOLDS,
  HORIZONS,
  LEADS,
  regionChoices,
  STEPS,
  spanLabel,
  withOwn,
  zoneChoices,
} from "./choices";
import classes from "./frame.module.css";
import { Block, SaveBar } from "./parts";
import { changed, type FirmPatch, useSaveFirm } from "./queries";
import { FirmSection } from "./section";

const LANGS = ["ru", "en", "ky", "kk"] as const;

function valuesOf(org: OrgView) {
  const { settings } = org;
  return {
    name: org.name,
    timezone: org.timezone,
    currency: org.currency,
    region: org.region,
    lang: org.lang as string,
    phone: settings.phone ?? "",
    site: settings.site ?? "",
    hold_minutes: settings.hold_minutes ?? 10,
    lead_minutes: settings.lead_minutes ?? 0,
    horizon_days: settings.horizon_days ?? 60,
    slot_step_minutes: settings.slot_step_minutes ?? 30,
    change_until_minutes: settings.change_until_minutes ?? 0,
    phone_required: settings.phone_required ?? true,
  };
}
type Values = ReturnType<typeof valuesOf>;

function patchOf(before: Values, after: Values): FirmPatch {
  const { name, timezone, currency, region, lang, phone, site, ...rules } = changed(before, after);
  const settings = {
    ...rules,
    ...(phone === undefined ? {} : { phone: phone.trim() || null }),
    ...(site === undefined ? {} : { site: site.trim() || null }),
  };
  return {
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(timezone === undefined ? {} : { timezone }),
    ...(currency === undefined ? {} : { currency }),
    ...(region === undefined ? {} : { region }),
    ...(lang === undefined ? {} : { lang: lang as OrgView["lang"] }),
    ...(Object.keys(settings).length > 0 ? { settings } : {}),
  };
}

function FirmForm({ org }: { org: OrgView }) {
  const { t, i18n } = useTranslation("settings");
  const saved = valuesOf(org);
  const form = useForm<Values>({
    initialValues: saved,
    validate: { name: (name) => (name.trim() ? null : t("app:problem.missing")) },
  });
  const save = useSaveFirm();
  const refuse = useFormRefusal(form, { "settings.phone": "phone", "settings.site": "site" });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the names are in the language of the screen
  const zones = useMemo(() => zoneChoices(org.timezone, new Date()), [org.timezone, i18n.resolvedLanguage]);
  const submit = form.onSubmit((values) => {
    save.mutate(patchOf(valuesOf(org), values), {
      onSuccess: (next) => {
        const now = valuesOf(next);
        form.setInitialValues(now);
        form.setValues(now);
        form.resetDirty(now);
      },
      onError: refuse,
    });
  });
  const span = (
    field: "hold_minutes" | "lead_minutes" | "slot_step_minutes" | "change_until_minutes",
    usual: number[],
    zero = "",
  ) => (
    <Select
      label={t(`rule.${field}.name`)}
      description={t(`rule.${field}.text`)}
      data={withOwn(usual, saved[field]).map((value) => ({ value: String(value), label: spanLabel(t, value, zero) }))}
      value={String(form.values[field])}
      onChange={(value) => form.setFieldValue(field, Number(value))}
      error={form.errors[field]}
      allowDeselect={false}
      inputWrapperOrder={["label", "input", "description", "error"]}
    />
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <Block title={t("firm.about")}>
          <Stack gap="md">
            <TextInput label={t("firm.name")} maxLength={120} {...form.getInputProps("name")} />
            <div className={classes.two}>
              <TextInput
                label={t("firm.phone")}
                description={t("firm.phone_text")}
                type="tel"
                maxLength={32}
                {...form.getInputProps("phone")}
              />
              <TextInput
                label={t("firm.site")}
                description={t("firm.site_text")}
                type="url"
                maxLength={200}
                {...form.getInputProps("site")}
              />
            </div>
          </Stack>
        </Block>
        <Block title={t("firm.place")} text={t("firm.place_text")}>
          <div className={classes.two}>
            <Select
              label={t("firm.zone")}
              data={zones}
              searchable
              allowDeselect={false}
              limit={80}
              nothingFoundMessage={t("app:palette.empty")}
              {...form.getInputProps("timezone")}
            />
            <Select
              label={t("firm.currency")}
              data={currencyChoices(org.currency)}
              searchable
              allowDeselect={false}
              {...form.getInputProps("currency")}
            />
            <Select
              label={t("firm.lang")}
              description={t("firm.lang_text")}
              data={LANGS.map((lang) => ({ value: lang, label: t(`lang.${lang}`) }))}
              allowDeselect={false}
              {...form.getInputProps("lang")}
            />
            <Select
              label={t("firm.region")}
              description={t("firm.region_text")}
              data={regionChoices(org.region)}
              searchable
              allowDeselect={false}
              {...form.getInputProps("region")}
            />
          </div>
        </Block>
        <Block title={t("rule.title")} text={t("rule.text")}>
          <div className={classes.two}>
            {span("lead_minutes", LEADS, t("rule.any_moment"))}
            <Select
              label={t("rule.horizon_days.name")}
              description={t("rule.horizon_days.text")}
              data={withOwn(HORIZONS, saved.horizon_days).map((value) => ({
                value: String(value),
                label: t("days", { count: value }),
              }))}
              value={String(form.values.horizon_days)}
              onChange={(value) => form.setFieldValue("horizon_days", Number(value))}
              allowDeselect={false}
              inputWrapperOrder={["label", "input", "description", "error"]}
            />
            {span("slot_step_minutes", STEPS)}
            {span("hold_minutes", HOLDS)}
            {span("change_until_minutes", CHANGES, t("rule.till_start"))}
            <Switch
              mt={4}
              size="md"
              label={t("rule.phone_required.name")}
              description={t("rule.phone_required.text")}
              {...form.getInputProps("phone_required", { type: "checkbox" })}
            />
          </div>
        </Block>
      </Stack>
      <SaveBar isDirty={form.isDirty()} isSaving={save.isPending} onReset={form.reset} />
    </form>
  );
}

export function FirmSettings() {
  return <FirmSection name="firm" form={FirmForm} />;
}
