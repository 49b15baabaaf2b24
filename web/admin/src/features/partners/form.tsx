// A partner in full: who it is, how to reach them, what the firm earns, when they are away, what they are written.

import {
  ActionIcon,
  Button,
  Group,
  Input,
  NumberInput,
  SegmentedControl,
  Select,
  Switch,
  Textarea,
  TextInput,
} from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import "@mantine/dates/styles.css";
import { useForm } from "@mantine/form";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { dayKey } from "~/app/format";
import { FormDrawer, MoneyInput, showDone, useFormRefusal, useRemoval } from "~/ui";
import { DateLocale } from "~/ui/date-locale";
import classes from "./partners.module.css";
import { CHANNELS, KINDS, type PartnerValues, type PartnerView, useRemovePartner, useSavePartner } from "./queries";

interface Props {
  partner: PartnerView | undefined;
  onClose: () => void;
  onMade?: (id: string) => void;
  onRemoved?: () => void;
}

export function PartnerForm({ partner, onClose, onMade, onRemoved }: Props) {
  const { t } = useTranslation("partners");
  const firm = useFirm();
  const removal = useRemoval();
  const save = useSavePartner(partner?.id);
  const remove = useRemovePartner();
  const currency = firm?.currency ?? "RUB";
  const form = useForm<PartnerValues>({
    initialValues: {
      name: partner?.name ?? "",
      kind: partner?.kind ?? "guide",
      person: partner?.person ?? "",
      phone: partner?.phone ?? "",
      email: partner?.email ?? "",
      lang: partner?.lang === "en" ? "en" : "ru",
      channel: partner?.channel ?? "email",
      commission: partner?.commission ?? { kind: "none", value: 0 },
      availability: partner?.availability ?? "",
      days_off: partner?.days_off ?? [],
      template: partner?.template ?? "",
      note: partner?.note ?? "",
      is_active: partner?.is_active ?? true,
    },
    validate: {
      name: (name) => (name.trim() ? null : t("form.name_missing")),
      email: (email) => (!email.trim() || /^\S+@\S+\.\S+$/.test(email.trim()) ? null : t("form.email_wrong")),
    },
  });
  const refused = useFormRefusal(form as never);
  const submit = form.onSubmit(async (values) => {
    try {
      const kept = await save.mutateAsync({ ...values, name: values.name.trim(), email: values.email.trim() });
      showDone(t(partner ? "saved" : "added"));
      onClose();
      if (!partner) onMade?.(kept.id);
    } catch (error) {
      refused(error);
    }
  });
  const { commission, days_off: days } = form.values;
  const put = (next: PartnerValues["days_off"]) => form.setFieldValue("days_off", next);
  const today = dayKey(new Date(), firm?.timezone);
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={partner?.name ?? t("new")}
      size={540}
      isDirty={form.isDirty()}
      isSaving={save.isPending}
      onSubmit={submit}
      onRemove={
        partner &&
        (() =>
          void removal({
            title: t("remove.title", { name: partner.name }),
            text: t("remove.text"),
            used: "",
            remove: () => remove.mutateAsync(partner.id),
            after: () => {
              onClose();
              onRemoved?.();
            },
          }))
      }
    >
      <TextInput
        label={t("form.name")}
        placeholder={t("form.name_example")}
        required
        data-autofocus
        maxLength={120}
        {...form.getInputProps("name")}
      />
      <Select
        label={t("form.kind")}
        data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
        allowDeselect={false}
        {...form.getInputProps("kind")}
      />
      <TextInput label={t("form.person")} maxLength={120} {...form.getInputProps("person")} />
      <TextInput label={t("form.phone")} type="tel" inputMode="tel" maxLength={40} {...form.getInputProps("phone")} />
      <TextInput
        label={t("form.email")}
        type="email"
        inputMode="email"
        maxLength={254}
        {...form.getInputProps("email")}
      />
      <Select
        label={t("form.channel")}
        description={t("form.channel_hint")}
        data={CHANNELS.map((value) => ({ value, label: t(`channel.${value}`) }))}
        allowDeselect={false}
        {...form.getInputProps("channel")}
      />
      <Select
        label={t("form.lang")}
        data={[
          { value: "ru", label: "Русский" },
          { value: "en", label: "English" },
        ]}
        allowDeselect={false}
        {...form.getInputProps("lang")}
      />
      <Input.Wrapper label={t("form.commission")} labelElement="div" description={t("form.commission_hint")}>
        <Group mt={6} gap="sm" align="flex-end">
          <SegmentedControl
            aria-label={t("form.commission")}
            value={commission.kind}
            onChange={(kind) =>
              form.setFieldValue("commission", {
                kind: kind as typeof commission.kind,
                value: kind === "percent" ? 1_000 : 0,
              })
            }
            data={(["none", "percent", "fixed"] as const).map((value) => ({ value, label: t(`terms.kind.${value}`) }))}
          />
          {commission.kind === "percent" && (
            <NumberInput
              aria-label={t("terms.kind.percent")}
              value={commission.value / 100}
              onChange={(typed) =>
                form.setFieldValue("commission", { kind: "percent", value: Math.round(Number(typed) * 100) })
              }
              suffix=" %"
              min={0}
              max={100}
              decimalScale={2}
              clampBehavior="strict"
              hideControls
              w={110}
            />
          )}
          {commission.kind === "fixed" && (
            <MoneyInput
              aria-label={t("terms.kind.fixed")}
              currency={currency}
              value={commission.value}
              onChange={(value) => form.setFieldValue("commission", { kind: "fixed", value: value ?? 0 })}
              w={150}
            />
          )}
        </Group>
      </Input.Wrapper>
      <Textarea
        label={t("form.availability")}
        placeholder={t("form.availability_example")}
        autosize
        minRows={2}
        maxLength={500}
        {...form.getInputProps("availability")}
      />
      <Input.Wrapper label={t("form.days_off")} labelElement="div" description={t("form.days_off_hint")}>
        <DateLocale>
          <div className={classes.days} style={{ marginTop: 6 }}>
            {days.map((off, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: stretches have nothing else of their own
              <div key={at} className={classes.day}>
                <DatePickerInput
                  label={t("form.from")}
                  value={off.from}
                  onChange={(from) => from && put(days.with(at, { from, until: off.until < from ? from : off.until }))}
                  valueFormat="D MMM YYYY"
                />
                <DatePickerInput
                  label={t("form.until")}
                  value={off.until}
                  minDate={off.from}
                  onChange={(until) => until && put(days.with(at, { ...off, until }))}
                  valueFormat="D MMM YYYY"
                />
                <ActionIcon
                  size={36}
                  color="gray"
                  aria-label={t("form.drop_days")}
                  onClick={() => put(days.toSpliced(at, 1))}
                >
                  <IconTrash size={18} />
                </ActionIcon>
              </div>
            ))}
            <div>
              <Button
                variant="light"
                size="compact-md"
                leftSection={<IconPlus size={16} />}
                disabled={days.length >= 50}
                onClick={() => put([...days, { from: today, until: today }])}
              >
                {t("form.add_days")}
              </Button>
            </div>
          </div>
        </DateLocale>
      </Input.Wrapper>
      <Textarea
        label={t("form.template")}
        description={t("form.template_hint", {
          v1: "{{partner.person}}",
          v2: "{{contact.name}}",
          v3: "{{contact.phone}}",
          v4: "{{wish}}",
          v5: "{{deadline}}",
        })}
        autosize
        minRows={3}
        maxRows={12}
        maxLength={2000}
        {...form.getInputProps("template")}
      />
      <Textarea
        label={t("form.note")}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={4000}
        {...form.getInputProps("note")}
      />
      {partner && (
        <Switch
          label={t("form.is_active")}
          description={t("form.is_active_hint")}
          {...form.getInputProps("is_active", { type: "checkbox" })}
        />
      )}
    </FormDrawer>
  );
}
