// One value of a deal to fill in, by what it is: money, a person, a tour, a day, a field of the firm's own.

import { Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { currentLang } from "~/app/i18n";
import { FieldInput as OwnFieldInput } from "~/features/custom-fields/field-input";
import type { CustomField } from "~/features/custom-fields/queries";
import { membersQuery } from "~/features/people/queries";
import { MoneyInput } from "~/ui";
import { toursQuery } from "./queries";

interface Props {
  /** `amount`, `owner`, `tour`, `expected_on`, `known.<x>`, `fields.<x>`. */
  path: string;
  label: string;
  field?: CustomField | undefined;
  value: string | number | undefined;
  onChange: (value: string | number | undefined) => void;
  error?: string | undefined;
  isRequired?: boolean;
  isFirst?: boolean;
  /** The name for screen readers where the label stands elsewhere. */
  bareName?: string;
}

export function FieldInput(props: Props) {
  const { path, label, field, value, onChange, error, isRequired = false, isFirst = false, bareName } = props;
  const { t } = useTranslation("deals");
  const currency = useFirm()?.currency ?? "RUB";
  const { data: members = [] } = useQuery({ ...membersQuery, enabled: path === "owner" });
  const { data: tours = [] } = useQuery({ ...toursQuery, enabled: path === "tour" });
  const named = bareName ? { "aria-label": bareName } : { label };
  const common = { ...named, error, withAsterisk: isRequired, ...(isFirst && { "data-autofocus": true }) };
  const text = value === undefined ? "" : String(value);
  const choose = (data: { value: string; label: string }[]) => (
    <Select
      {...common}
      data={data}
      value={text || null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
      placeholder={t("choose")}
      searchable={data.length > 7}
      clearable={!isRequired}
      defaultDropdownOpened={bareName !== undefined}
      clearButtonProps={{ "aria-label": t("clear", { name: bareName ?? label }) }}
      nothingFoundMessage={t("nothing.short")}
    />
  );
  if (field)
    return (
      <OwnFieldInput
        field={{ ...field, is_required: isRequired }}
        label={bareName ? <span className="visually-hidden">{bareName}</span> : label}
        value={text}
        error={error}
        onChange={(next) => onChange(next || undefined)}
      />
    );
  if (path === "owner") return choose(members.map(({ id, name }) => ({ value: id, label: name })));
  if (path === "tour" && tours.length > 0)
    return choose(
      tours.map((tour) => ({ value: tour.key, label: currentLang() === "ru" ? tour.name : tour.name_en || tour.name })),
    );
  if (path === "amount")
    return (
      <MoneyInput
        {...common}
        currency={currency}
        value={typeof value === "number" ? value : undefined}
        onChange={onChange}
      />
    );
  return (
    <TextInput
      {...common}
      type={path === "expected_on" ? "date" : "text"}
      value={text}
      maxLength={300}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}
