// One field of a card while it is made or changed: its name, its kind, what can be chosen, whether it must be filled in.

import { Select, Switch, TagsInput, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDrawer, useFormRefusal } from "~/ui";
import { keyOf } from "./key";
import { type Entity, type FieldDraft, KINDS, type Kind } from "./queries";

interface Props {
  entity: Entity;
  /** Absent while a new one is made. */
  field: FieldDraft | undefined;
  others: FieldDraft[];
  onSave: (field: FieldDraft) => Promise<void>;
  onRemove: (() => void) | undefined;
  onClose: () => void;
}

export function FieldForm({ entity, field, others, onSave, onRemove, onClose }: Props) {
  const { t } = useTranslation("custom-fields");
  const [isSaving, setIsSaving] = useState(false);
  const form = useForm({
    initialValues: {
      name: field?.name ?? "",
      kind: field?.kind ?? ("text" as Kind),
      choices: field?.choices ?? [],
      is_required: field?.is_required ?? false,
    },
    validate: {
      name: (name) => {
        if (name.trim() === "") return t("form.nameless");
        const same = (one: FieldDraft) => one.name.trim().toLowerCase() === name.trim().toLowerCase();
        return others.some(same) ? t("form.twice") : null;
      },
      choices: (choices, { kind }) =>
        (kind === "choice" || kind === "choices") && choices.length === 0 ? t("form.no_choices") : null,
    },
  });
  const refused = useFormRefusal(form as never);
  const { kind, name } = form.getValues();
  const isChoice = kind === "choice" || kind === "choices";
  const key =
    field?.key ??
    keyOf(
      name.trim(),
      others.map((one) => one.key),
      entity,
    );
  const submit = form.onSubmit(async (values) => {
    setIsSaving(true);
    try {
      const choices = isChoice ? values.choices : [];
      await onSave({ key, name: values.name.trim(), kind, choices, is_required: values.is_required });
      onClose();
    } catch (error) {
      refused(error);
    } finally {
      setIsSaving(false);
    }
  });
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={field ? t("form.edit") : t("form.add")}
      isDirty={form.isDirty()}
      isSaving={isSaving}
      onSubmit={submit}
      action={field ? undefined : t("app:add")}
      onRemove={onRemove}
    >
      <TextInput
        label={t("form.name")}
        placeholder={t("form.name_hint")}
        maxLength={60}
        autoComplete="off"
        data-autofocus
        withAsterisk
        {...form.getInputProps("name")}
      />
      <Select
        label={t("form.kind")}
        description={field ? t("form.kind_fixed") : t(`kind.${kind}.text`)}
        data={KINDS.map((value) => ({ value, label: t(`kind.${value}.name`) }))}
        allowDeselect={false}
        disabled={field !== undefined}
        {...form.getInputProps("kind")}
      />
      {isChoice && (
        <TagsInput
          label={t("form.choices")}
          description={t("form.choices_text")}
          placeholder={t("form.choices_hint")}
          maxTags={100}
          withAsterisk
          {...form.getInputProps("choices")}
          onChange={(next) =>
            form.setFieldValue("choices", [
              ...new Set(next.map((choice) => choice.trim().slice(0, 60)).filter(Boolean)),
            ])
          }
        />
      )}
      <Switch
        label={t("form.required")}
        description={t("form.required_text")}
        {...form.getInputProps("is_required", { type: "checkbox" })}
      />
      {name.trim() !== "" && (
        <Text size="xs" c="dimmed">
          {t("form.key", { key })}
        </Text>
      )}
    </FormDrawer>
  );
}
