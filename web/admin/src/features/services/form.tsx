// One service: made, changed, hidden, removed.

import { Autocomplete, Group, MultiSelect, NumberInput, Switch, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { useMay } from "~/app/session";
import { FormDrawer, MoneyInput, showDone, useFormRefusal, useRemoval } from "~/ui";
import { DurationField, LONGEST, SHORTEST } from "./duration-field";
import { resourcesQuery, type ServiceValues, type ServiceView, useRemoveService, useSaveService } from "./queries";

interface Props {
  service: ServiceView | undefined;
  all: ServiceView[];
  onClose: () => void;
}

export function ServiceForm({ service, all, onClose }: Props) {
  const { t } = useTranslation("services");
  const mayEdit = useMay("edit_catalog");
  const removal = useRemoval();
  const { data: rooms = [] } = useQuery(resourcesQuery);
  const currency = useFirm()?.currency ?? service?.price.currency ?? "RUB";
  const save = useSaveService(service?.id);
  const remove = useRemoveService();
  const form = useForm<ServiceValues>({
    initialValues: {
      name: service?.name ?? "",
      name_en: service?.name_en ?? "",
      category: service?.category ?? "",
      description: service?.description ?? "",
      duration_minutes: service?.duration_minutes ?? 60,
      buffer_minutes: service?.buffer_minutes ?? 0,
      price: service?.price.minor,
      price_max: service?.price_max,
      synonyms: service?.synonyms ?? [],
      resources: service?.resources ?? [],
      seats: service?.seats ?? 1,
      prepayment: service?.prepayment || undefined,
      is_active: service?.is_active ?? true,
    },
    validate: {
      name: (name) => (name.trim() ? null : t("form.name_missing")),
      price: (price) => (price === undefined ? t("form.price_missing") : null),
      price_max: (max, { price }) =>
        max !== undefined && price !== undefined && max < price ? t("form.price_order") : null,
      prepayment: (sum, { price }) =>
        sum !== undefined && price !== undefined && sum > price ? t("form.prepayment_order") : null,
      duration_minutes: (length) => (length >= SHORTEST && length <= LONGEST ? null : t("form.duration_range")),
    },
  });
  const refused = useFormRefusal(form as never);
  const submit = form.onSubmit(async (values) => {
    try {
      await save.mutateAsync({ ...values, name: values.name.trim(), category: values.category.trim() });
      showDone(t(service ? "saved" : "added"));
      onClose();
    } catch (error) {
      refused(error);
    }
  });
  const drop = ({ id, name }: ServiceView) =>
    removal({
      title: t("remove.title", { name }),
      text: t("remove.text"),
      used: t("remove.used"),
      remove: () => remove.mutateAsync(id),
      after: onClose,
    });
  const categories = [...new Set(all.map(({ category }) => category).filter(Boolean))];
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={service?.name ?? t("new")}
      isDirty={mayEdit && form.isDirty()}
      isSaving={save.isPending}
      onSubmit={submit}
      onRemove={service && mayEdit ? () => void drop(service) : undefined}
    >
      <TextInput
        label={t("form.name")}
        placeholder={t("form.name_example")}
        required
        data-autofocus
        maxLength={200}
        {...form.getInputProps("name")}
      />
      <Autocomplete
        label={t("form.category")}
        description={t("form.category_hint")}
        data={categories}
        maxLength={100}
        {...form.getInputProps("category")}
      />
      <Group grow align="flex-start">
        <MoneyInput label={t("form.price")} required currency={currency} {...form.getInputProps("price")} />
        <MoneyInput
          label={t("form.price_max")}
          placeholder={t("form.price_max_hint")}
          currency={currency}
          {...form.getInputProps("price_max")}
        />
      </Group>
      <Group grow align="flex-start">
        <DurationField {...form.getInputProps("duration_minutes")} />
        <NumberInput
          label={t("form.buffer")}
          min={0}
          max={240}
          step={5}
          suffix={t("form.minutes")}
          {...form.getInputProps("buffer_minutes")}
        />
      </Group>
      <Group grow align="flex-start">
        <NumberInput
          label={t("form.seats")}
          description={t("form.seats_hint")}
          min={1}
          max={500}
          allowDecimal={false}
          {...form.getInputProps("seats")}
        />
        <MoneyInput
          label={t("form.prepayment")}
          description={t("form.prepayment_hint")}
          placeholder={t("form.prepayment_none")}
          currency={currency}
          {...form.getInputProps("prepayment")}
        />
      </Group>
      <Textarea
        label={t("form.description")}
        description={t("form.description_hint")}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
        {...form.getInputProps("description")}
      />
      <TagsInput
        label={t("form.synonyms")}
        description={t("form.synonyms_hint")}
        maxTags={50}
        {...form.getInputProps("synonyms")}
      />
      <TextInput
        label={t("form.name_en")}
        description={t("form.name_en_hint")}
        maxLength={200}
        {...form.getInputProps("name_en")}
      />
      {rooms.length > 0 && (
        <MultiSelect
          label={t("form.rooms")}
          description={t("form.rooms_hint")}
          data={rooms.map(({ id, name }) => ({ value: id, label: name }))}
          searchable
          {...form.getInputProps("resources")}
        />
      )}
      {service && (
        <Switch
          label={t("form.is_active")}
          description={t("form.is_active_hint")}
          {...form.getInputProps("is_active", { type: "checkbox" })}
        />
      )}
    </FormDrawer>
  );
}
