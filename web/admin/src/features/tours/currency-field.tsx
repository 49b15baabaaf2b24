// The currency of a tour: the firm's own, those tours are usually sold in, and the one it has.

import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";

const USUAL = ["RUB", "USD", "EUR", "KGS", "KZT", "UZS", "BYN", "GEL", "AMD", "TRY", "AED", "THB"];

interface Props {
  value?: string;
  onChange?: (value: string) => void;
  error?: unknown;
  disabled?: boolean;
}

export function CurrencyField({ value = "", onChange, error, disabled = false }: Props) {
  const { t } = useTranslation("tours");
  const own = useFirm()?.currency;
  const data = [...new Set([own, value, ...USUAL].filter((code): code is string => Boolean(code)))];
  return (
    <Select
      label={t("form.currency")}
      data={data}
      value={value}
      onChange={(chosen) => chosen && onChange?.(chosen)}
      error={error as string}
      allowDeselect={false}
      disabled={disabled}
      searchable
      nothingFoundMessage={t("form.currency_unknown")}
    />
  );
}
