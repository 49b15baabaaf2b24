// A new tour: what it cannot be without. The rest is filled in on its own page.

import { Group, NumberInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { FormDrawer, MoneyInput, showDone, useFormRefusal } from "~/ui";
import { CurrencyField } from "./currency-field";
import { MonthsField } from "./months";
import { type TourView, useCreateTour } from "./queries";
import { keyOf } from "./values";

export function NewTour({ all, onClose }: { all: TourView[]; onClose: () => void }) {
  const { t } = useTranslation("tours");
  const navigate = useNavigate();
  const create = useCreateTour();
  const own = useFirm()?.currency ?? "RUB";
  const form = useForm({
    initialValues: {
      name: "",
      duration_days: 1,
      season: [6, 7, 8, 9],
      group_max: 12,
      price: undefined as number | undefined,
      currency: all.at(-1)?.price.currency ?? own,
    },
    validate: {
      name: (name) => (name.trim() ? null : t("form.name_missing")),
      duration_days: (days) => (Number(days) >= 1 ? null : t("app:problem.missing")),
      group_max: (most) => (Number(most) >= 1 ? null : t("app:problem.missing")),
      season: (season) => (season.length > 0 ? null : t("form.season_missing")),
      price: (price) => (price === undefined ? t("form.price_missing") : null),
    },
  });
  const refused = useFormRefusal(form as never);
  const submit = form.onSubmit(async ({ name, price, ...values }) => {
    const key = keyOf(
      name,
      all.map((tour) => tour.key),
    );
    try {
      const tour = await create.mutateAsync({ ...values, key, name: name.trim(), category: "", price: price ?? 0 });
      showDone(t("added"));
      await navigate({ to: "/tours/$tourId", params: { tourId: tour.id }, search: { tab: "about" } });
    } catch (error) {
      refused(error);
    }
  });
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t("new")}
      isDirty={form.isDirty()}
      isSaving={create.isPending}
      onSubmit={submit}
      action={t("app:add")}
    >
      <TextInput
        label={t("form.name")}
        placeholder={t("form.name_example")}
        required
        data-autofocus
        maxLength={200}
        {...form.getInputProps("name")}
      />
      <Group grow align="flex-start">
        <NumberInput
          label={t("form.duration")}
          suffix={t("form.days_suffix")}
          required
          min={1}
          max={60}
          clampBehavior="strict"
          {...form.getInputProps("duration_days")}
        />
        <NumberInput
          label={t("form.group_max")}
          required
          min={1}
          max={500}
          clampBehavior="strict"
          {...form.getInputProps("group_max")}
        />
      </Group>
      <MonthsField label={t("form.season")} {...form.getInputProps("season")} />
      <Group grow align="flex-start">
        <MoneyInput label={t("form.price")} required currency={form.values.currency} {...form.getInputProps("price")} />
        <CurrencyField {...form.getInputProps("currency")} />
      </Group>
    </FormDrawer>
  );
}
