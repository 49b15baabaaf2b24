// A time of day, `HH:MM`; typed by keyboard everywhere, picked by the system's wheel on a phone. `24:00` is midnight.

import { TextInput, type TextInputProps } from "@mantine/core";

interface Props extends Omit<TextInputProps, "value" | "onChange" | "type"> {
  value: string;
  onChange: (value: string) => void;
}

export function TimeField({ value, onChange, ...rest }: Props) {
  return (
    <TextInput
      {...rest}
      type="time"
      step={300}
      w={112}
      value={value === "24:00" ? "00:00" : value}
      onChange={(event) => onChange(event.currentTarget.value)}
      className="tabular"
    />
  );
}

/** The end of a span: midnight ends the day instead of beginning it. */
export function asEnd(time: string): string {
  return time === "00:00" ? "24:00" : time;
}
