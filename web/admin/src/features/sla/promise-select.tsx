// A promise of so many minutes of work, or none.

import { Select, type SelectProps } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { minutes } from "~/app/format";

const USUAL = [5, 10, 15, 30, 60, 120, 240, 480, 1440];

interface Props extends Omit<SelectProps, "value" | "onChange" | "data"> {
  value?: number | null;
  onChange?: (value: number | null) => void;
  /** What none means here. */
  none: string;
}

export function PromiseSelect({ value = null, onChange, none, ...rest }: Props) {
  const { t } = useTranslation("sla");
  const known = value === null || USUAL.includes(value) ? USUAL : [...USUAL, value].sort((a, b) => a - b);
  return (
    <Select
      data={[
        { value: "", label: none },
        ...known.map((count) => ({ value: String(count), label: t("within", { time: minutes(count) }) })),
      ]}
      value={value === null ? "" : String(value)}
      onChange={(chosen) => onChange?.(chosen ? Number(chosen) : null)}
      allowDeselect={false}
      {...rest}
    />
  );
}
