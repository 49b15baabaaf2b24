// Who the employee is: name, title, what customers may be told.

import { Button, Group, Stack, Switch, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { showDone, useFormRefusal } from "~/ui";
import { type EmployeeView, useUpdateEmployee } from "./queries";

export function Profile({ employee, mayEdit }: { employee: EmployeeView; mayEdit: boolean }) {
  const { t } = useTranslation("employees");
  const save = useUpdateEmployee(employee.id);
  const form = useForm({
    initialValues: {
      name: employee.name,
      title: employee.title,
      about: employee.about,
      synonyms: employee.synonyms,
      is_active: employee.is_active,
    },
    validate: { name: (name) => (name.trim() ? null : t("form.name_missing")) },
  });
  const refused = useFormRefusal(form);
  const submit = form.onSubmit(async (values) => {
    try {
      await save.mutateAsync(values);
      form.resetDirty(values);
      showDone(t("app:saved"));
    } catch (error) {
      refused(error);
    }
  });
  return (
    <form onSubmit={submit} noValidate>
      <fieldset disabled={!mayEdit} style={{ border: 0, padding: 0, margin: 0 }}>
        <Stack maw={560}>
          <TextInput label={t("form.name")} required maxLength={200} {...form.getInputProps("name")} />
          <TextInput
            label={t("form.title")}
            placeholder={t("form.title_example")}
            maxLength={200}
            {...form.getInputProps("title")}
          />
          <Textarea
            label={t("form.about")}
            description={t("form.about_hint")}
            autosize
            minRows={3}
            maxLength={2000}
            {...form.getInputProps("about")}
          />
          <TagsInput
            label={t("form.synonyms")}
            description={t("form.synonyms_hint")}
            {...form.getInputProps("synonyms")}
          />
          <Switch
            label={t("form.is_active")}
            description={t("form.is_active_hint")}
            {...form.getInputProps("is_active", { type: "checkbox" })}
          />
          {mayEdit && (
            <Group>
              <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
                {t("app:save")}
              </Button>
            </Group>
          )}
        </Stack>
      </fieldset>
    </form>
  );
}
