// The search above a list: it asks when one stops writing, and follows when the search is changed elsewhere.

import { ActionIcon, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import classes from "./narrowing.module.css";

const PAUSE_MS = 250;

interface Props {
  /** What is searched for; none: nothing. */
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  label: string;
  clear: string;
}

export function SearchField({ value, onChange, label, clear }: Props) {
  const [text, setText] = useState(value ?? "");
  const [sent, setSent] = useState(value);
  const send = useDebouncedCallback((typed: string) => {
    const next = typed.trim() || undefined;
    setSent(next);
    onChange(next);
  }, PAUSE_MS);
  // Changed by somebody else: a cleared filter, the way back.
  useEffect(() => {
    if (value === sent) return;
    setSent(value);
    setText(value ?? "");
  }, [value, sent]);
  const type = (typed: string) => {
    setText(typed);
    send(typed);
  };
  return (
    <TextInput
      className={classes.search ?? ""}
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape") event.currentTarget.blur();
      }}
      placeholder={label}
      aria-label={label}
      type="search"
      maxLength={100}
      data-search
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        text !== "" && (
          <ActionIcon size="sm" aria-label={clear} onClick={() => type("")}>
            <IconX size={15} />
          </ActionIcon>
        )
      }
    />
  );
}
