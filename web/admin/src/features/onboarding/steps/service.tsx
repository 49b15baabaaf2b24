// What customers come for: the first service, or a look at those the pack has brought.

import { Group, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { minutes, money } from "~/app/format";
import { queryClient } from "~/app/query";
import { DurationField } from "~/features/services/duration-field";
import { type ServiceValues, servicesQuery, useSaveService } from "~/features/services/queries";
import { Loading, MoneyInput, useFormRefusal } from "~/ui";
import type { StepProps } from "..";
import { Brought } from "./brought";
import { StepFrame } from "./frame";

const SHOWN = 6;

export function ServiceStep({ onDone }: StepProps) {
  const { t } = useTranslation("onboarding");
  const { data } = useQuery(servicesQuery);
  if (!data) return <Loading rows={4} />;
  if (data.length === 0) return <Form onDone={onDone} />;
  const items = data.slice(0, SHOWN).map(({ id, name, duration_minutes: length, price }) => ({
    id,
    text: `${name} — ${minutes(length)}, ${money(price.minor, price.currency)}`,
  }));
  const note = data.length > SHOWN ? t("service.more", { count: data.length - SHOWN }) : undefined;
  return <Brought items={items} note={note} to="/services" edit={t("service.edit")} onDone={onDone} />;
}

function Form({ onDone }: StepProps) {
  const { t } = useTranslation("onboarding");
  const firm = useFirm();
  const save = useSaveService(undefined);
  const form = useForm<Pick<ServiceValues, "name" | "price" | "duration_minutes">>({
    initialValues: { name: "", price: undefined, duration_minutes: 60 },
    validate: {
      name: (name) => (name.trim() ? null : t("service.name_missing")),
      price: (price) => (price === undefined ? t("service.price_missing") : null),
    },
  });
  const refused = useFormRefusal(form as never);
  const submit = form.onSubmit(async (values) => {
    try {
      await save.mutateAsync({
        name_en: "",
        category: "",
        description: "",
        buffer_minutes: 0,
        price_max: undefined,
        synonyms: [],
        resources: [],
        seats: 1,
        prepayment: undefined,
        is_active: true,
        ...values,
        name: values.name.trim(),
      });
      await queryClient.invalidateQueries({ queryKey: ["onboarding"] });
      onDone();
    } catch (error) {
      refused(error);
    }
  });
  return (
    <StepFrame onSubmit={submit} isSaving={save.isPending}>
      <TextInput
        label={t("service.name_label")}
        placeholder={t("service.example")}
        required
        maxLength={200}
        {...form.getInputProps("name")}
      />
      <Group grow align="flex-start">
        <MoneyInput
          label={t("service.price")}
          required
          currency={firm?.currency ?? "RUB"}
          {...form.getInputProps("price")}
        />
        <DurationField {...form.getInputProps("duration_minutes")} />
      </Group>
    </StepFrame>
  );
}
