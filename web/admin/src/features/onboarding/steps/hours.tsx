// Where and when: the first branch with its hours.

import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { queryClient } from "~/app/query";
import { byDay, faults } from "~/features/branches/hours";
import { HoursEditor } from "~/features/branches/hours-editor";
import { type BranchValues, type BranchView, branchesQuery, useSaveBranch } from "~/features/branches/queries";
import { Loading, useFormRefusal } from "~/ui";
import type { StepProps } from "..";
import { StepFrame } from "./frame";

export function HoursStep({ onDone }: StepProps) {
  const { data } = useQuery(branchesQuery);
  const firm = useFirm();
  if (!data || !firm) return <Loading rows={7} />;
  return <Form branch={data[0]} zone={firm.timezone} onDone={onDone} />;
}

function Form({ branch, zone, onDone }: StepProps & { branch: BranchView | undefined; zone: string }) {
  const { t } = useTranslation("onboarding");
  const save = useSaveBranch(branch?.id);
  const usual = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: "10:00", closes: "20:00" }));
  const form = useForm<BranchValues>({
    initialValues: {
      name: branch?.name ?? t("hours.main"),
      address: branch?.address ?? "",
      directions: branch?.directions ?? "",
      phone: branch?.phone ?? "",
      timezone: branch?.timezone ?? zone,
      hours: branch && branch.hours.length > 0 ? branch.hours : usual,
      is_active: true,
    },
    validate: { hours: (hours) => (faults(byDay(hours)).length > 0 ? t("hours.wrong") : null) },
  });
  const refused = useFormRefusal(form as never);
  const submit = form.onSubmit(async (values) => {
    try {
      await save.mutateAsync(values);
      await queryClient.invalidateQueries({ queryKey: ["onboarding"] });
      onDone();
    } catch (error) {
      refused(error);
    }
  });
  return (
    <StepFrame onSubmit={submit} isSaving={save.isPending} width={560}>
      <TextInput
        label={t("hours.address")}
        placeholder={t("hours.address_example")}
        autoComplete="street-address"
        maxLength={300}
        {...form.getInputProps("address")}
      />
      <HoursEditor value={form.values.hours} onChange={(hours) => form.setFieldValue("hours", hours)} />
    </StepFrame>
  );
}
