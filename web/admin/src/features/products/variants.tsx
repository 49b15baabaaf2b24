// Variants of a product: sizes, scents, colours, each with its price and how many are left.

import { ActionIcon, Button, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { MoneyInput } from "~/ui";
import classes from "./products.module.css";
import { emptyVariant, type ProductValues } from "./values";

const MOST = 100;

interface Props {
  form: UseFormReturnType<ProductValues>;
  currency: string;
  mayEdit: boolean;
}

export function Variants({ form, currency, mayEdit }: Props) {
  const { t } = useTranslation("products");
  const { variants } = form.values;
  return (
    <fieldset className={classes.variants}>
      <Text component="legend" size="sm" fw={500}>
        {t("form.variants")}
      </Text>
      <Stack gap="sm">
        {variants.map((variant, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are addressed by their place in the form
          <div key={index} className={classes.variant}>
            <TextInput
              label={t("form.variant")}
              placeholder={t("form.variant_example")}
              maxLength={200}
              {...form.getInputProps(`variants.${index}.name`)}
            />
            <MoneyInput
              label={t("form.price")}
              currency={currency}
              {...form.getInputProps(`variants.${index}.price`)}
            />
            <NumberInput
              label={t("form.stock")}
              placeholder={t("form.stock_none")}
              min={0}
              max={1_000_000}
              clampBehavior="strict"
              allowDecimal={false}
              allowNegative={false}
              hideControls
              {...form.getInputProps(`variants.${index}.stock`)}
            />
            <TextInput
              label={t("form.sku")}
              maxLength={64}
              autoComplete="off"
              {...form.getInputProps(`variants.${index}.sku`)}
            />
            <TextInput
              label={t("form.variant_en")}
              maxLength={200}
              {...form.getInputProps(`variants.${index}.name_en`)}
            />
            <ActionIcon
              size={36}
              className={classes.drop ?? ""}
              disabled={!mayEdit}
              aria-label={t("form.variant_remove", { name: variant.name || index + 1 })}
              onClick={() => form.removeListItem("variants", index)}
            >
              <IconX size={16} />
            </ActionIcon>
          </div>
        ))}
        {mayEdit && variants.length < MOST && (
          <div>
            <Button
              variant="light"
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => form.insertListItem("variants", emptyVariant())}
            >
              {t("form.variant_more")}
            </Button>
          </div>
        )}
      </Stack>
    </fieldset>
  );
}
