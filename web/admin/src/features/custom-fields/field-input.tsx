// One of the firm's own fields to fill in: each kind has the input people expect of it.

import { MultiSelect, NumberInput, Select, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { MoneyInput } from "~/ui";
import type { FieldDraft } from "./queries";
import { chosenOf, joinChosen } from "./values";

interface Props {
  field: FieldDraft;
  value: string;
  onChange: (value: string) => void;
  error?: ReactNode;
  /** In place of the field's own name. */
  label?: ReactNode;
}

/** What was kept before stays choosable. */
const withKept = (choices: string[], kept: string[]) => [...new Set([...choices, ...kept.filter(Boolean)])];

export function FieldInput({ field, value, onChange, error, label = field.name }: Props) {
  const { t } = useTranslation("custom-fields");
  const currency = useFirm()?.currency ?? "RUB";
  const frame = { label, error, withAsterisk: field.is_required };
  const clearButtonProps = { "aria-label": t("clear", { name: field.name }) };
  switch (field.kind) {
    case "number":
      return (
        <NumberInput
          {...frame}
          value={value}
          onChange={(typed) => onChange(String(typed))}
          thousandSeparator=" "
          decimalSeparator=","
          decimalScale={6}
          allowedDecimalSeparators={[",", "."]}
          hideControls
        />
      );
    case "money":
      return (
        <MoneyInput
          {...frame}
          currency={currency}
          value={/^\d+$/.test(value) ? Number(value) : undefined}
          onChange={(minor) => onChange(minor === undefined ? "" : String(minor))}
        />
      );
    case "date":
      return (
        <TextInput {...frame} type="date" value={value} onChange={(event) => onChange(event.currentTarget.value)} />
      );
    case "bool":
      return (
        <Select
          {...frame}
          placeholder={t("unknown")}
          data={[
            { value: "true", label: t("yes") },
            { value: "false", label: t("no") },
          ]}
          value={value || null}
          onChange={(next) => onChange(next ?? "")}
          clearable={!field.is_required}
          clearButtonProps={clearButtonProps}
        />
      );
    case "choice":
      return (
        <Select
          {...frame}
          placeholder={t("unknown")}
          data={withKept(field.choices, [value])}
          value={value || null}
          onChange={(next) => onChange(next ?? "")}
          searchable={field.choices.length > 8}
          clearable={!field.is_required}
          clearButtonProps={clearButtonProps}
        />
      );
    case "choices":
      return (
        <MultiSelect
          {...frame}
          placeholder={value === "" ? t("unknown") : ""}
          data={withKept(field.choices, chosenOf(value))}
          value={chosenOf(value)}
          onChange={(next) => onChange(joinChosen(next))}
          searchable={field.choices.length > 8}
          clearable
          clearButtonProps={clearButtonProps}
        />
      );
    case "url":
      return (
        <TextInput
          {...frame}
          type="url"
          inputMode="url"
          placeholder="https://"
          maxLength={500}
          autoComplete="off"
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    default:
      return (
        <TextInput
          {...frame}
          maxLength={500}
          autoComplete="off"
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}
