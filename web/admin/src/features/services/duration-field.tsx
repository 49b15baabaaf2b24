// How long a service lasts, within what the server takes.

import { NumberInput, type NumberInputProps } from "@mantine/core";
import { useTranslation } from "react-i18next";

export const SHORTEST = 5;
export const LONGEST = 1440;

export function DurationField(props: NumberInputProps) {
  const { t } = useTranslation("services");
  return (
    <NumberInput
      label={t("form.duration")}
      required
      min={SHORTEST}
      max={LONGEST}
      step={15}
      suffix={t("form.minutes")}
      {...props}
    />
  );
}
