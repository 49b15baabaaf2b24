// Other prices of a tour: for children, for a room of one's own.

import { ActionIcon, Button, Stack, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { MoneyInput } from "~/ui";
import classes from "./tours.module.css";
import type { AboutValues } from "./values";

const MOST = 20;

export function Variants({ form, mayEdit }: { form: UseFormReturnType<AboutValues>; mayEdit: boolean }) {
  const { t } = useTranslation("tours");
  const { variants, currency } = form.values;
  const add = () => form.insertListItem("variants", { key: "", name: "", name_en: "", price: undefined });
  return (
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
          <TextInput
            label={t("form.variant_en")}
            maxLength={200}
            {...form.getInputProps(`variants.${index}.name_en`)}
          />
          <MoneyInput
            label={t("form.variant_price")}
            currency={currency}
            {...form.getInputProps(`variants.${index}.price`)}
          />
          <ActionIcon
            size={36}
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
          <Button variant="light" leftSection={<IconPlus size={16} />} onClick={add}>
            {t("form.variant_add")}
          </Button>
        </div>
      )}
    </Stack>
  );
}
