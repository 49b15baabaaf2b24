// Who receives customers: one name is enough; by default they do every service in the branch's hours.

import { Checkbox, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { createEmployees, replaceEmployeesSchedule } from "@samovar/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import { useMe } from "~/app/session";
import { branchesQuery } from "~/features/branches/queries";
import { employeesQuery } from "~/features/employees/queries";
import { servicesQuery } from "~/features/services/queries";
import { Loading, useFormRefusal } from "~/ui";
import type { StepProps } from "..";
import { Brought } from "./brought";
import { StepFrame } from "./frame";

const SHOWN = 8;

export function EmployeeStep({ onDone }: StepProps) {
  const { t } = useTranslation("onboarding");
  const { data } = useQuery(employeesQuery);
  if (!data) return <Loading rows={3} />;
  if (data.length === 0) return <Form onDone={onDone} />;
  const items = data.slice(0, SHOWN).map(({ id, name, title }) => ({ id, text: title ? `${name} — ${title}` : name }));
  return (
    <Brought items={items} note={t("employee.rename")} to="/employees" edit={t("employee.edit")} onDone={onDone} />
  );
}

function Form({ onDone }: StepProps) {
  const { t } = useTranslation("onboarding");
  const me = useMe();
  const { data: services = [] } = useQuery(servicesQuery);
  const { data: branches = [] } = useQuery(branchesQuery);
  const form = useForm({
    initialValues: { name: me.person.name, title: "", all: true },
    validate: { name: (name) => (name.trim() ? null : t("employee.name_missing")) },
  });
  const refused = useFormRefusal(form);
  const branch = branches[0];
  const save = useMutation({
    mutationFn: async ({ name, title, all }: typeof form.values) => {
      const skills = all ? services.map(({ id }) => ({ service_id: id })) : [];
      const made = await ask(createEmployees({ body: { name: name.trim(), title: title.trim(), skills } }));
      if (!all || !branch) return;
      const shifts = branch.hours.map(({ weekday, opens, closes }) => ({
        weekday,
        starts: opens,
        ends: closes,
        branch_id: branch.id,
        breaks: [],
      }));
      await ask(replaceEmployeesSchedule({ path: { id: made.id }, body: { shifts } }));
    },
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: ["employees"] });
      void queryClient.invalidateQueries({ queryKey: ["onboarding"] });
    },
  });
  return (
    <StepFrame
      onSubmit={form.onSubmit((values) => save.mutate(values, { onSuccess: onDone, onError: refused }))}
      isSaving={save.isPending}
    >
      <TextInput label={t("employee.name_label")} required maxLength={200} {...form.getInputProps("name")} />
      <TextInput
        label={t("employee.position")}
        placeholder={t("employee.position_example")}
        maxLength={200}
        {...form.getInputProps("title")}
      />
      <Checkbox
        label={t("employee.all")}
        description={t("employee.all_hint")}
        {...form.getInputProps("all", { type: "checkbox" })}
      />
    </StepFrame>
  );
}
