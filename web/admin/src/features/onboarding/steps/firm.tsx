// The firm: its name, phone, zone.

import { Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { updateOrg } from "@samovar/client";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ask } from "~/app/api";
import { useFirm } from "~/app/firm";
import { queryClient } from "~/app/query";
import { Loading, useFormRefusal } from "~/ui";
import type { StepProps } from "..";
import { StepFrame } from "./frame";

const ZONES = Intl.supportedValuesOf("timeZone");

export function FirmStep({ onDone }: StepProps) {
  const firm = useFirm();
  return firm ? (
    <Form name={firm.name} zone={firm.timezone} phone={firm.settings.phone ?? ""} onDone={onDone} />
  ) : (
    <Loading rows={3} />
  );
}

function Form({ name, zone, phone, onDone }: StepProps & { name: string; zone: string; phone: string }) {
  const { t } = useTranslation("onboarding");
  const form = useForm({
    initialValues: { name, timezone: zone, phone },
    validate: { name: (value) => (value.trim() ? null : t("firm.name_missing")) },
  });
  const refused = useFormRefusal(form, { "settings.phone": "phone" });
  const save = useMutation({
    mutationFn: (values: typeof form.values) =>
      ask(
        updateOrg({
          body: {
            name: values.name.trim(),
            timezone: values.timezone,
            settings: { phone: values.phone.trim() || null },
          },
        }),
      ),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ["firm"] });
      void queryClient.invalidateQueries({ queryKey: ["me"] });
      void queryClient.invalidateQueries({ queryKey: ["onboarding"] });
    },
  });
  const zones = ZONES.includes(zone) ? ZONES : [zone, ...ZONES];
  return (
    <StepFrame
      onSubmit={form.onSubmit((values) => save.mutate(values, { onSuccess: onDone, onError: refused }))}
      isSaving={save.isPending}
    >
      <TextInput label={t("firm.label")} required maxLength={200} {...form.getInputProps("name")} />
      <TextInput
        label={t("firm.phone")}
        description={t("firm.phone_hint")}
        type="tel"
        inputMode="tel"
        maxLength={32}
        {...form.getInputProps("phone")}
      />
      <Select
        label={t("firm.zone")}
        data={zones}
        searchable
        allowDeselect={false}
        {...form.getInputProps("timezone")}
      />
    </StepFrame>
  );
}
