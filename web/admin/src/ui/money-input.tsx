// An amount as people type it; the value is in minor units, as the API has it.

import { NumberInput, type NumberInputProps } from "@mantine/core";
import { currentLang } from "~/app/i18n";

const som = () => (currentLang() === "ru" ? "сом" : "som");

interface Props extends Omit<NumberInputProps, "value" | "onChange"> {
  value?: number | undefined;
  onChange?: (minor: number | undefined) => void;
  currency: string;
}

export function MoneyInput({ value, onChange, currency, ...rest }: Props) {
  const parts = new Intl.NumberFormat("ru-RU", { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  const digits = parts.resolvedOptions().maximumFractionDigits ?? 2;
  const symbol = parts.formatToParts(0).find((part) => part.type === "currency")?.value ?? currency;
  return (
    <NumberInput
      {...rest}
      value={value === undefined ? "" : value / 10 ** digits}
      onChange={(typed) => onChange?.(typed === "" ? undefined : Math.round(Number(typed) * 10 ** digits))}
      suffix={` ${symbol === "\u20c0" ? som() : symbol}`}
      thousandSeparator=" "
      decimalScale={digits}
      min={0}
      max={100_000_000}
      clampBehavior="strict"
      allowNegative={false}
      hideControls
    />
  );
}
