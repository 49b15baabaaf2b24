// A contact written down by hand. Somebody known already by this phone or address is offered instead of a double.

import { TagsInput, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { looksLikePhone, maskPhone } from "~/features/calendar/phone";
import { useFields } from "~/features/custom-fields/queries";
import { FormDrawer, showDone, useFormRefusal } from "~/ui";
import { changedFields } from "./fields";
import { FirstFields } from "./first-fields";
import { ownFaults, refusedFields } from "./own-faults";
import { DeclaredFields } from "./own-fields";
import { sentPhone, wholePhone } from "./phone-field";
import { addContact, findDouble, type ListedContact, tagsQuery } from "./queries";

const isEmail = (text: string) => /^\S+@[^\s.]\S*\.[^\s.]+$/.test(text);

export function NewContact({ onClose, start }: { onClose: () => void; start: string | undefined }) {
  const { t } = useTranslation(["contacts", "custom-fields"]);
  // Only what a card cannot be without; the rest is filled in later.
  const required = useFields("contact").filter((field) => field.is_required);
  const navigate = useNavigate();
  const [isSaving, setIsSaving] = useState(false);
  const [refusedBy, setRefusedBy] = useState<{ typed: string; contact: ListedContact | undefined }>();
  const { data: tags = [] } = useQuery(tagsQuery);
  const isPhone = start !== undefined && looksLikePhone(start);
  const form = useForm({
    initialValues: {
      name: isPhone ? "" : (start ?? ""),
      phone: isPhone ? maskPhone(start) : "",
      email: "",
      tags: [] as string[],
      note: "",
      declared: {} as Record<string, string>,
    },
    validate: {
      name: (name, { phone, email }) => (name.trim() || phone.trim() || email.trim() ? null : t("form.who_missing")),
      email: (email) => (email.trim() === "" || isEmail(email.trim()) ? null : t("form.email_wrong")),
    },
  });
  const refused = useFormRefusal(form as never);
  const { phone, email } = form.getValues();
  const [typed] = useDebouncedValue(`${wholePhone(phone) ?? ""} ${isEmail(email.trim()) ? email.trim() : ""}`, 250);
  const { data: known } = useQuery({
    queryKey: ["contacts", "double", typed],
    queryFn: async () => {
      const [number, address] = typed.split(" ");
      return (await findDouble(number || undefined, address || undefined)) ?? null;
    },
    enabled: typed.trim() !== "",
  });
  // What the server refused holds only until another phone or address is typed.
  const double = known ?? (refusedBy?.typed === typed ? refusedBy.contact : undefined);
  const submit = form.onSubmit(async (values) => {
    const faults = ownFaults(t, required, values.declared);
    if (Object.keys(faults).length > 0) return form.setErrors(faults);
    const fields = changedFields({}, [], values.declared);
    setIsSaving(true);
    setRefusedBy(undefined);
    const said = { name: values.name.trim(), phone: sentPhone(values.phone), email: values.email.trim() };
    try {
      const made = await addContact({
        ...(said.name ? { name: said.name } : {}),
        ...(said.phone ? { phone: said.phone } : {}),
        ...(said.email ? { email: said.email } : {}),
        ...(values.note.trim() ? { note: values.note.trim() } : {}),
        ...(fields ? { fields } : {}),
        tags: values.tags,
      });
      showDone(t("added"));
      onClose();
      await navigate({ to: "/contacts/$contactId", params: { contactId: made.id } });
    } catch (error) {
      const named = refusedFields(t, required, error);
      if (Object.keys(named).length > 0) form.setErrors(named);
      else refused(error);
      if (error instanceof Refusal && error.code === "contact_exists") {
        setRefusedBy({
          typed,
          contact: await findDouble(wholePhone(values.phone), said.email || undefined).catch(() => undefined),
        });
      }
    } finally {
      setIsSaving(false);
    }
  });
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t("add")}
      isDirty={form.isDirty()}
      isSaving={isSaving}
      onSubmit={submit}
      action={t("form.add")}
    >
      <FirstFields form={form} double={double} />
      <DeclaredFields form={form} fields={required} />
      <TagsInput
        label={t("field.tags")}
        placeholder={form.getValues().tags.length === 0 ? t("form.tags_hint") : ""}
        data={tags.map(({ tag }) => tag)}
        maxTags={50}
        {...form.getInputProps("tags")}
        onChange={(next) => form.setFieldValue("tags", next.map((tag) => tag.trim().slice(0, 40)).filter(Boolean))}
      />
      <Textarea
        label={t("field.note")}
        description={t("form.note_hint")}
        autosize
        minRows={3}
        maxRows={10}
        maxLength={2000}
        {...form.getInputProps("note")}
      />
    </FormDrawer>
  );
}
