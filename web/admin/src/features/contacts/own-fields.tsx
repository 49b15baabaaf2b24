// The firm's own fields in the form of a card: those of the settings by their kinds, then any others by name.

import { ActionIcon, Button, Group, Input, Stack, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { FieldInput } from "~/features/custom-fields/field-input";
import type { CustomField } from "~/features/custom-fields/queries";
import classes from "./card.module.css";
import type { Own } from "./fields";

const MOST_FIELDS = 50;

let lastKey = 0;
export const keyed = (name: string, value: string): Own => {
  lastKey += 1;
  return { key: lastKey, name, value };
};

export interface OwnValues {
  /** By the keys of the settings. */
  declared: Record<string, string>;
  fields: Own[];
}

/** The declared ones only; what a new card asks for. */
export function DeclaredFields<Values extends Pick<OwnValues, "declared">>({
  form,
  fields,
}: {
  form: UseFormReturnType<Values>;
  fields: readonly CustomField[];
}) {
  const { declared } = form.getValues();
  return fields.map((field) => (
    <FieldInput
      key={field.key}
      field={field}
      value={declared[field.key] ?? ""}
      onChange={(value) => {
        form.setValues((now) => ({ ...now, declared: { ...now.declared, [field.key]: value } }) as Partial<Values>);
        form.clearFieldError(`declared.${field.key}`);
      }}
      error={form.errors[`declared.${field.key}`]}
    />
  ));
}

export function OwnFields<Values extends OwnValues>({
  form,
  fields: known,
}: {
  form: UseFormReturnType<Values>;
  fields: readonly CustomField[];
}) {
  const { t } = useTranslation("contacts");
  const { fields } = form.getValues();
  return (
    <>
      <DeclaredFields form={form} fields={known} />
      <Stack gap="xs" role="group" aria-labelledby="contact-fields">
        <Input.Label component="div" id="contact-fields">
          {t(known.length > 0 ? "form.fields_loose" : "form.fields")}
        </Input.Label>
        <Input.Description>{t("form.fields_hint")}</Input.Description>
        {fields.map((field, index) => (
          <Group key={field.key} className={classes.field ?? ""} wrap="nowrap" gap={6} align="flex-start">
            <TextInput
              aria-label={t("form.field_name")}
              placeholder={t("form.field_name")}
              maxLength={60}
              {...form.getInputProps(`fields.${index}.name`)}
            />
            <TextInput
              aria-label={field.name || t("form.field_value")}
              placeholder={t("form.field_value")}
              maxLength={500}
              {...form.getInputProps(`fields.${index}.value`)}
            />
            <ActionIcon
              size={36}
              aria-label={t("form.field_drop", { name: field.name })}
              onClick={() => form.removeListItem("fields", index)}
            >
              <IconX size={16} />
            </ActionIcon>
          </Group>
        ))}
        {fields.length + known.length < MOST_FIELDS && (
          <Button
            variant="subtle"
            size="compact-md"
            leftSection={<IconPlus size={15} aria-hidden />}
            style={{ alignSelf: "flex-start" }}
            onClick={() => form.insertListItem("fields", keyed("", "") as never)}
          >
            {t("form.field_add")}
          </Button>
        )}
      </Stack>
    </>
  );
}
