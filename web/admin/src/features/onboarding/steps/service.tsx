// What customers come for: the first service, or a look at those the pack has brought.

import { Anchor, Button, Group, List, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { minutes, money } from "~/app/format";
import { queryClient } from "~/app/query";
import { type ServiceValues, servicesQuery, useSaveService } from "~/features/services/queries";
import { Loading, MoneyInput, useFormRefusal } from "~/ui";
import type { StepProps } from "..";

const SHOWN = 6;

export function ServiceStep({ onDone }: StepProps) {
  const { t } = useTranslation("onboarding");
  const { data } = useQuery(servicesQuery);
  if (!data) return <Loading rows={4} />;
  if (data.length === 0) return <Form onDone={onDone} />;
  return (
    <Stack>
      <List spacing={4} size="sm">
        {data.slice(0, SHOWN).map((service) => (
          <List.Item key={service.id}>
            {service.name} — {minutes(service.duration_minutes)}, {money(service.price.minor, service.price.currency)}
          </List.Item>
        ))}
      </List>
      <Text size="sm">
        {data.length > SHOWN && `${t("service.more", { count: data.length - SHOWN })} `}
        <Anchor component={Link} to="/services" size="sm" underline="always">
          {t("service.edit")}
        </Anchor>
      </Text>
      <Group>
        <Button onClick={onDone}>{t("next")}</Button>
      </Group>
    </Stack>
  );
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
    <form onSubmit={submit} noValidate>
      <Stack maw={440}>
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
          <NumberInput
            label={t("service.duration")}
            required
            min={5}
            max={1440}
            step={15}
            suffix={t("service.minutes")}
            {...form.getInputProps("duration_minutes")}
          />
        </Group>
        <Group>
          <Button type="submit" loading={save.isPending}>
            {t("next")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
