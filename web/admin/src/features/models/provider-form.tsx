// The account of one vendor. Secrets are written and never shown: left empty they stay as they are.

import {
  Autocomplete,
  NumberInput,
  PasswordInput,
  Select,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { wordFor } from "~/features/inbox/names";
import { Fold } from "~/features/traces/fold";
import { FormDrawer, Problem, showDone, showProblem, useConfirm } from "~/ui";
import { type ModelVendorView, type ProviderView, remove, useChange, useCheck, useCreate } from "./queries";
import { type Field, fieldsOf, missing, settingsOf, type Values, valuesOf } from "./schema";

interface Props {
  vendor: ModelVendorView;
  provider?: ProviderView | undefined;
  onClose: () => void;
  onMade: () => void;
}

export function ProviderForm({ vendor, provider, onClose, onMade }: Props) {
  const { t } = useTranslation("models");
  const confirm = useConfirm();
  const fields = useMemo(() => fieldsOf(vendor.name, vendor.settings_schema), [vendor]);
  const first = useMemo(
    () => valuesOf(fields, (provider?.settings ?? {}) as Record<string, unknown>),
    [fields, provider],
  );
  const firstName = provider?.name ?? wordFor(t, `models:vendor.${vendor.name}.title`, vendor.title);
  const [name, setName] = useState(firstName);
  const [values, setValues] = useState<Values>(first);
  const [isTried, setIsTried] = useState(false);
  const create = useCreate();
  const change = useChange(provider?.id ?? "");
  const check = useCheck();
  const saving = provider ? change : create;
  const lacks = new Set(missing(fields, values, provider?.has_secrets === true));
  const refusal = saving.error instanceof Refusal ? saving.error : undefined;
  const refused = new Map(refusal?.errors.map(({ field, detail }) => [field.replace(/^settings\./, ""), detail]));
  if (refusal?.field) refused.set(refusal.field.replace(/^settings\./, ""), refusal.message);
  const isPlaced = fields.some((field) => refused.has(field.name));
  const done = async (id: string) => {
    onMade();
    onClose();
    try {
      await check.mutateAsync(id);
      showDone(t("check_ok"));
    } catch (error) {
      showProblem(error);
    }
  };
  const submit = () => {
    setIsTried(true);
    if (lacks.size > 0 || !name.trim()) return;
    const settings = settingsOf(fields, values);
    if (provider) change.mutate({ name: name.trim(), settings }, { onSuccess: ({ id }) => void done(id) });
    else create.mutate({ vendor: vendor.name, name: name.trim(), settings }, { onSuccess: ({ id }) => void done(id) });
  };
  const drop = async () => {
    if (!provider) return;
    const isSure = await confirm({
      title: t("remove.title", { name: provider.name }),
      text: t("remove.text"),
      action: t("app:delete"),
      isDanger: true,
    });
    if (!isSure) return;
    try {
      await remove(provider.id);
      onClose();
    } catch (error) {
      showProblem(error);
    }
  };
  const set = (field: string, value: string | boolean) => {
    saving.reset();
    setValues((now) => ({ ...now, [field]: value }));
  };
  const draw = (field: Field) => (
    <Input
      key={field.name}
      field={field}
      vendor={vendor.name}
      value={values[field.name]}
      hasSecret={provider?.has_secrets === true}
      error={isTried && lacks.has(field.name) ? t("app:problem.missing") : refused.get(field.name)}
      onChange={(value) => set(field.name, value)}
    />
  );
  const extra = fields.filter(({ isExtra }) => isExtra);
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={provider ? provider.name : wordFor(t, `models:vendor.${vendor.name}.title`, vendor.title)}
      isDirty={name !== firstName || JSON.stringify(values) !== JSON.stringify(first)}
      isSaving={saving.isPending}
      action={t("save_and_check")}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onRemove={provider ? () => void drop() : undefined}
    >
      <Text size="sm" c="dimmed">
        {wordFor(t, `models:vendor.${vendor.name}.how`, t("vendor_unknown"))}
      </Text>
      <TextInput
        label={t("name")}
        description={t("name_hint")}
        required
        maxLength={120}
        value={name}
        error={isTried && !name.trim() ? t("app:problem.missing") : undefined}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {fields.filter(({ isExtra }) => !isExtra).map(draw)}
      {extra.length > 0 && <Fold title={t("more")}>{() => <Stack gap="md">{extra.map(draw)}</Stack>}</Fold>}
      {!isPlaced && <Problem error={saving.error} />}
    </FormDrawer>
  );
}

interface InputProps {
  field: Field;
  vendor: string;
  value: string | boolean | undefined;
  hasSecret: boolean;
  error: string | undefined;
  onChange: (value: string | boolean) => void;
}
function Input({ field, vendor, value, hasSecret, error, onChange }: InputProps) {
  const { t } = useTranslation("models");
  const { name, kind, standard, examples, choices } = field;
  const own = (part: string) =>
    wordFor(t, `models:field.${vendor}_${name}.${part}`, wordFor(t, `models:field.${name}.${part}`, ""));
  const hint = own("hint");
  const usual = standard && kind !== "switch" ? t("usual", { value: standard }) : "";
  const common = {
    label: own("name") || field.title,
    description: [hint, usual].filter(Boolean).join(" ") || undefined,
    required: field.isRequired && !(kind === "secret" && hasSecret),
    error,
  };
  const text = String(value ?? "");
  switch (kind) {
    case "secret":
      return (
        <PasswordInput
          {...common}
          autoComplete="off"
          value={text}
          placeholder={hasSecret ? t("secret_kept") : undefined}
          visibilityToggleButtonProps={{ "aria-label": t("show_secret") }}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "switch":
      return (
        <Switch
          label={common.label}
          description={hint || undefined}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case "choice":
      return (
        <Select
          {...common}
          data={choices.map((choice) => ({ value: choice, label: wordFor(t, `models:choice.${choice}`, choice) }))}
          value={text || null}
          placeholder={standard ? wordFor(t, `models:choice.${standard}`, standard) : undefined}
          clearable={!field.isRequired}
          clearButtonProps={{ "aria-label": t("clear") }}
          onChange={(chosen) => onChange(chosen ?? "")}
        />
      );
    case "number":
      return (
        <NumberInput
          {...common}
          value={text === "" ? "" : Number(text)}
          placeholder={standard}
          allowDecimal={false}
          {...(field.min === undefined ? {} : { min: field.min })}
          {...(field.max === undefined ? {} : { max: field.max })}
          onChange={(typed) => onChange(String(typed))}
        />
      );
    case "long":
      return (
        <Textarea
          {...common}
          autosize
          minRows={3}
          maxRows={8}
          value={text}
          placeholder="-----BEGIN CERTIFICATE-----"
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    default:
      return examples.length > 0 ? (
        <Autocomplete
          {...common}
          value={text}
          data={[...new Set([...(standard ? [standard] : []), ...examples])]}
          placeholder={standard}
          filter={({ options }) => options}
          onChange={onChange}
        />
      ) : (
        <TextInput
          {...common}
          value={text}
          placeholder={standard}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}
