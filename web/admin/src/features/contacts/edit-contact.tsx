// The whole card in a form: name, the main phone and address, language, zone, owner, note, and the firm's own fields.

import { ActionIcon, Autocomplete, Button, Group, Input, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { UpdateContact } from "@samovar/client";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { phone as phoneText } from "~/app/format";
import { FormDrawer, showDone, useFormRefusal } from "~/ui";
import classes from "./card.module.css";
import { changedFields, type Own } from "./fields";
import { FirstFields } from "./first-fields";
import { sentPhone, wholePhone } from "./phone-field";
import { type ContactCard, changeContact, findDouble, type ListedContact, membersQuery } from "./queries";

const LANGS = ["ru", "en", "ky", "kk"] as const;
const ZONES = Intl.supportedValuesOf("timeZone");
const MOST_FIELDS = 50;

let lastKey = 0;
const keyed = (name: string, value: string): Own => {
  lastKey += 1;
  return { key: lastKey, name, value };
};

export function EditContact({ card, onClose }: { card: ContactCard; onClose: () => void }) {
  const { t } = useTranslation("contacts");
  const { data: members = [] } = useQuery(membersQuery);
  const [isSaving, setIsSaving] = useState(false);
  const [other, setOther] = useState<ListedContact>();
  const form = useForm({
    initialValues: {
      name: card.name ?? "",
      phone: card.phone ? phoneText(card.phone) : "",
      email: card.email ?? "",
      lang: card.lang ?? null,
      timezone: card.timezone ?? "",
      owner_id: card.owner_id ?? null,
      note: card.note,
      fields: Object.entries(card.fields).map(([name, value]) => keyed(name, value)),
    },
    validate: {
      timezone: (zone) => (zone === "" || zone === card.timezone || ZONES.includes(zone) ? null : t("form.zone_wrong")),
      fields: {
        name: (name, { fields }, path) => {
          if (name.trim() === "") return t("form.field_nameless");
          const index = Number(path.split(".")[1]);
          return fields.some((field, at) => at < index && field.name.trim() === name.trim())
            ? t("form.field_twice")
            : null;
        },
      },
    },
  });
  const refused = useFormRefusal(form as never);
  const { fields } = form.getValues();
  const submit = form.onSubmit(async (values) => {
    const body: UpdateContact = {};
    const text = { name: values.name.trim(), phone: sentPhone(values.phone), email: values.email.trim() };
    for (const name of ["name", "phone", "email"] as const)
      if (text[name] !== (card[name] ?? "")) body[name] = text[name] || null;
    if (values.timezone !== (card.timezone ?? "")) body.timezone = values.timezone || null;
    if (values.lang !== (card.lang ?? null)) body.lang = values.lang;
    if (values.owner_id !== (card.owner_id ?? null)) body.owner_id = values.owner_id;
    if (values.note.trim() !== card.note) body.note = values.note.trim();
    const own = changedFields(card.fields, values.fields);
    if (own) body.fields = own;
    if (Object.keys(body).length === 0) return onClose();
    setIsSaving(true);
    setOther(undefined);
    try {
      await changeContact(card.id, body);
      showDone(t("app:saved"));
      onClose();
    } catch (error) {
      refused(error);
      if (error instanceof Refusal && error.code === "contact_exists")
        setOther(
          await findDouble(body.phone ? wholePhone(values.phone) : undefined, body.email ?? undefined).catch(
            () => undefined,
          ),
        );
    } finally {
      setIsSaving(false);
    }
  });
  const clearButtonProps = { "aria-label": t("filter.clear_field") };
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t("form.edit")}
      isDirty={form.isDirty()}
      isSaving={isSaving}
      onSubmit={submit}
    >
      <FirstFields form={form} double={other?.id === card.id ? undefined : other} />
      <Textarea
        label={t("field.note")}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={2000}
        {...form.getInputProps("note")}
      />
      <Select
        label={t("field.lang")}
        description={t("form.lang_hint")}
        placeholder={t("card.unknown")}
        data={LANGS.map((lang) => ({ value: lang, label: t(`lang.${lang}`) }))}
        clearable
        clearButtonProps={clearButtonProps}
        {...form.getInputProps("lang")}
      />
      <Autocomplete
        label={t("field.timezone")}
        description={t("form.zone_hint")}
        placeholder="Europe/Moscow"
        data={ZONES}
        limit={30}
        maxLength={64}
        {...form.getInputProps("timezone")}
      />
      {members.length > 0 && (
        <Select
          label={t("field.owner_id")}
          description={t("form.owner_hint")}
          placeholder={t("card.nobody")}
          data={members.map(({ id, name }) => ({ value: id, label: name }))}
          searchable
          clearable
          clearButtonProps={clearButtonProps}
          {...form.getInputProps("owner_id")}
        />
      )}
      <Stack gap="xs" role="group" aria-labelledby="contact-fields">
        <Input.Label component="div" id="contact-fields">
          {t("form.fields")}
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
        {fields.length < MOST_FIELDS && (
          <Button
            variant="subtle"
            size="compact-md"
            leftSection={<IconPlus size={15} aria-hidden />}
            style={{ alignSelf: "flex-start" }}
            onClick={() => form.insertListItem("fields", keyed("", ""))}
          >
            {t("form.field_add")}
          </Button>
        )}
      </Stack>
    </FormDrawer>
  );
}
