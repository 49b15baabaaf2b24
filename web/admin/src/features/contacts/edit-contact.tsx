// The whole card in a form: name, the main phone and address, language, zone, owner, note, and the firm's own fields.

import { Autocomplete, Select, Switch, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { phone as phoneText } from "~/app/format";
import { useFields } from "~/features/custom-fields/queries";
import { parted } from "~/features/custom-fields/values";
import { CHANNELS } from "~/features/segments/use-speech";
import { FormDrawer, showDone, useFormRefusal } from "~/ui";
import { changedFields } from "./fields";
import { FirstFields } from "./first-fields";
import { sourceName } from "./names";
import { ownFaults, refusedFields } from "./own-faults";
import { keyed, OwnFields } from "./own-fields";
import { sentPhone, wholePhone } from "./phone-field";
import {
  type ContactCard,
  changeContact,
  findDouble,
  type ListedContact,
  membersQuery,
  type UpdateContact,
} from "./queries";

const LANGS = ["ru", "en", "ky", "kk"] as const;
const ZONES = Intl.supportedValuesOf("timeZone");
export function EditContact({ card, onClose }: { card: ContactCard; onClose: () => void }) {
  const { t } = useTranslation(["contacts", "custom-fields"]);
  const known = useFields("contact");
  const { declared, loose } = parted(known, card.fields);
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
      preferred_channel: card.preferred_channel ?? null,
      is_unsubscribed: card.is_unsubscribed ?? false,
      declared: Object.fromEntries(declared.map(([{ key }, value]) => [key, value])),
      fields: loose.map(([name, value]) => keyed(name, value)),
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
  const submit = form.onSubmit(async (values) => {
    const faults = ownFaults(t, known, values.declared);
    if (Object.keys(faults).length > 0) return form.setErrors(faults);
    const body: UpdateContact = {};
    const text = { name: values.name.trim(), phone: sentPhone(values.phone), email: values.email.trim() };
    for (const name of ["name", "phone", "email"] as const)
      if (text[name] !== (card[name] ?? "")) body[name] = text[name] || null;
    if (values.timezone !== (card.timezone ?? "")) body.timezone = values.timezone || null;
    if (values.lang !== (card.lang ?? null)) body.lang = values.lang;
    if (values.owner_id !== (card.owner_id ?? null)) body.owner_id = values.owner_id;
    if (values.note.trim() !== card.note) body.note = values.note.trim();
    if (values.preferred_channel !== (card.preferred_channel ?? null))
      body.preferred_channel = values.preferred_channel;
    if (values.is_unsubscribed !== (card.is_unsubscribed ?? false)) body.is_unsubscribed = values.is_unsubscribed;
    const own = changedFields(card.fields, values.fields, values.declared);
    if (own) body.fields = own;
    if (Object.keys(body).length === 0) return onClose();
    setIsSaving(true);
    setOther(undefined);
    try {
      await changeContact(card.id, body);
      showDone(t("app:saved"));
      onClose();
    } catch (error) {
      const named = refusedFields(t, known, error);
      if (Object.keys(named).length > 0) form.setErrors(named);
      else refused(error);
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
  const accounts = card.identities.map(({ kind }) => kind).filter((kind) => kind !== "phone" && kind !== "email");
  const channels = [
    ...new Set([...CHANNELS, ...accounts, ...(card.preferred_channel ? [card.preferred_channel] : [])]),
  ];
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
      <Select
        label={t("field.preferred_channel")}
        description={t("reachable.channel_hint")}
        placeholder={t("reachable.channel_any")}
        data={channels.map((value) => ({ value, label: sourceName(t, value) }))}
        clearable
        clearButtonProps={clearButtonProps}
        {...form.getInputProps("preferred_channel")}
      />
      <Switch
        label={t("reachable.unsubscribed")}
        description={t("reachable.unsubscribed_hint")}
        {...form.getInputProps("is_unsubscribed", { type: "checkbox" })}
      />
      <OwnFields form={form} fields={known} />
    </FormDrawer>
  );
}
