// One product: made, changed, hidden, removed. Photos are sent at once and kept with the rest when the form is saved.

import { Autocomplete, Button, Group, NumberInput, Switch, TagsInput, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { useFirm } from "~/app/firm";
import { useMay } from "~/app/session";
import { FieldInput } from "~/features/custom-fields/field-input";
import { useFields } from "~/features/custom-fields/queries";
import { faultOf } from "~/features/custom-fields/values";
import { FormDrawer, MoneyInput, showDone, useFormRefusal, useRemoval } from "~/ui";
import { Photos } from "./photos";
import { type ProductView, useRemoveProduct, useSaveProduct } from "./queries";
import { emptyVariant, formPath, isBlank, type ProductValues, toBody, toValues } from "./values";
import { Variants } from "./variants";

const MOST_STOCK = 1_000_000;

interface Props {
  product: ProductView | undefined;
  categories: string[];
  onClose: () => void;
}

export function ProductForm({ product, categories, onClose }: Props) {
  const { t } = useTranslation("products");
  const mayEdit = useMay("edit_catalog");
  const removal = useRemoval();
  const own = useFields("product");
  const currency = useFirm()?.currency ?? product?.price.currency ?? "RUB";
  const save = useSaveProduct(product?.id);
  const remove = useRemoveProduct();
  const [isSending, setIsSending] = useState(false);
  const form = useForm<ProductValues>({
    initialValues: toValues(product),
    validate: {
      name: (name) => (name.trim() ? null : t("form.name_missing")),
      price: (price, { variants }) => (price === undefined && variants.every(isBlank) ? t("form.price_missing") : null),
      variants: {
        name: (name, { variants }, path) => {
          const variant = variants[Number(path.split(".")[1])];
          return variant && !isBlank(variant) && !name.trim() ? t("form.variant_name_missing") : null;
        },
        price: (price, { variants }, path) => {
          const variant = variants[Number(path.split(".")[1])];
          return variant && !isBlank(variant) && price === undefined ? t("form.price_missing") : null;
        },
      },
    },
  });
  const refused = useFormRefusal(form as never);
  const submit = form.onSubmit(async (values) => {
    const faults = own.flatMap((field) => {
      const fault = faultOf(field, values.fields[field.key] ?? "");
      return fault ? [[field.key, fault] as const] : [];
    });
    for (const [key, fault] of faults) form.setFieldError(`fields.${key}`, t(`form.fault_${fault}`));
    if (faults.length > 0) return;
    try {
      await save.mutateAsync(toBody(values, currency));
      showDone(t(product ? "saved" : "added"));
      onClose();
    } catch (error) {
      const place = error instanceof Refusal ? error.field : undefined;
      if (place?.startsWith("variants[") && error instanceof Refusal && error.code === "sku_taken")
        form.setFieldError(formPath(place), t("app:problem.sku_taken"));
      else refused(error);
    }
  });
  const drop = ({ id, name }: ProductView) =>
    removal({
      title: t("remove.title", { name }),
      text: t("remove.text"),
      used: t("remove.text"),
      remove: () => remove.mutateAsync(id),
      after: onClose,
    });
  const { variants, fields } = form.values;
  const hasVariants = variants.length > 0;
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={product?.name ?? t("new")}
      isDirty={mayEdit && form.isDirty()}
      isSaving={save.isPending || isSending}
      onSubmit={submit}
      onRemove={product && mayEdit ? () => void drop(product) : undefined}
      size={560}
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
        <Autocomplete
          label={t("form.category")}
          data={categories}
          maxLength={200}
          {...form.getInputProps("category")}
        />
        <TextInput label={t("form.sku")} maxLength={64} autoComplete="off" {...form.getInputProps("sku")} />
      </Group>
      {!hasVariants && (
        <Group grow align="flex-start">
          <MoneyInput label={t("form.price")} required currency={currency} {...form.getInputProps("price")} />
          <TextInput
            label={t("form.unit")}
            placeholder={t("form.unit_example")}
            maxLength={40}
            {...form.getInputProps("unit")}
          />
          <NumberInput
            label={t("form.stock")}
            placeholder={t("form.stock_none")}
            min={0}
            max={MOST_STOCK}
            clampBehavior="strict"
            allowDecimal={false}
            allowNegative={false}
            {...form.getInputProps("stock")}
          />
        </Group>
      )}
      {hasVariants ? (
        <Variants form={form} currency={currency} mayEdit={mayEdit} />
      ) : (
        mayEdit && (
          <div>
            <Button
              variant="light"
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => form.setFieldValue("variants", [emptyVariant()])}
            >
              {t("form.variant_add")}
            </Button>
            <Text size="xs" c="dimmed" mt={6}>
              {t("form.variants_hint")}
            </Text>
          </div>
        )
      )}
      <Photos
        photos={form.values.photo_files}
        mayEdit={mayEdit}
        isSending={isSending}
        onSending={setIsSending}
        onChange={(change) => form.setFieldValue("photo_files", change)}
      />
      <Textarea
        label={t("form.description")}
        description={t("form.description_hint")}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={4000}
        {...form.getInputProps("description")}
      />
      <TagsInput
        label={t("form.synonyms")}
        description={t("form.synonyms_hint")}
        maxTags={50}
        acceptValueOnBlur
        {...form.getInputProps("synonyms")}
      />
      <TextInput
        label={t("form.name_en")}
        description={t("form.name_en_hint")}
        maxLength={200}
        {...form.getInputProps("name_en")}
      />
      <Textarea
        label={t("form.description_en")}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={4000}
        {...form.getInputProps("description_en")}
      />
      {own.map((field) => (
        <FieldInput
          key={field.key}
          field={field}
          value={fields[field.key] ?? ""}
          error={form.errors[`fields.${field.key}`]}
          onChange={(value) => {
            form.clearFieldError(`fields.${field.key}`);
            form.setFieldValue("fields", { ...form.getValues().fields, [field.key]: value });
          }}
        />
      ))}
      {product && (
        <Switch
          label={t("form.is_active")}
          description={t("form.is_active_hint")}
          {...form.getInputProps("is_active", { type: "checkbox" })}
        />
      )}
    </FormDrawer>
  );
}
