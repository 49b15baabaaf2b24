// A time of day, `HH:MM`, always of 24 hours: the browser's own field follows the system, not the screen. Typed as people
// type it (`9`, `930`, `9.30`), moved by the arrow keys. `24:00` is midnight.

import { TextInput, type TextInputProps } from "@mantine/core";
import { useState } from "react";
import { readTime, shiftTime } from "./read-time";

interface Props extends Omit<TextInputProps, "value" | "onChange" | "type"> {
  value: string;
  onChange: (value: string) => void;
}

const STEP = 15;

export function TimeField({ value, onChange, ...rest }: Props) {
  const [draft, setDraft] = useState<string>();
  const shown = value === "24:00" ? "00:00" : value;
  const type = (text: string) => {
    setDraft(text);
    if (/^\d{2}:\d{2}$/.test(text) && readTime(text)) onChange(text);
  };
  const settle = () => {
    const read = draft === undefined ? undefined : readTime(draft);
    if (read && read !== shown) onChange(read);
    setDraft(undefined);
  };
  return (
    <TextInput
      w={84}
      inputMode="numeric"
      autoComplete="off"
      maxLength={5}
      placeholder="00:00"
      {...rest}
      value={draft ?? shown}
      onChange={(event) => type(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={settle}
      onKeyDown={(event) => {
        if (event.key === "Enter") settle();
        if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
        const read = readTime(draft ?? shown);
        if (!read) return;
        event.preventDefault();
        setDraft(undefined);
        onChange(shiftTime(read, event.key === "ArrowUp" ? STEP : -STEP));
      }}
      className="tabular"
    />
  );
}

/** The end of a span: midnight ends the day instead of beginning it. */
export function asEnd(time: string): string {
  return time === "00:00" ? "24:00" : time;
}
