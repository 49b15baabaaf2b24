// A value that becomes a field when pressed: Enter or leaving saves, Escape takes back.

import { Text, Textarea, TextInput, UnstyledButton } from "@mantine/core";
import { useRef, useState } from "react";
import classes from "./panel.module.css";

interface Props {
  label: string;
  value: string;
  shown?: string;
  empty: string;
  isLong?: boolean;
  isOff?: boolean;
  maxLength: number;
  /** False when the server refused; the field stays. */
  onSave: (value: string) => Promise<boolean>;
}

export function Editable({ label, value, shown, empty, isLong = false, isOff = false, maxLength, onSave }: Props) {
  const [text, setText] = useState<string>();
  const isSaving = useRef(false);
  if (text === undefined || isOff) {
    const said = shown || value;
    const content = (
      <Text span size="sm" className={said ? undefined : (classes.empty ?? "")} style={{ whiteSpace: "pre-wrap" }}>
        {said || empty}
      </Text>
    );
    if (isOff) return <div className={classes.value}>{content}</div>;
    return (
      <UnstyledButton
        className={classes.value}
        aria-label={`${label}: ${said || empty}`}
        onClick={() => setText(value)}
      >
        {content}
      </UnstyledButton>
    );
  }
  const save = async () => {
    if (isSaving.current) return;
    if (text.trim() === value.trim()) return setText(undefined);
    isSaving.current = true;
    const isDone = await onSave(text.trim());
    isSaving.current = false;
    if (isDone) setText(undefined);
  };
  const Field = isLong ? Textarea : TextInput;
  return (
    <Field
      size="sm"
      autoFocus
      aria-label={label}
      value={text}
      maxLength={maxLength}
      {...(isLong && { autosize: true, minRows: 2, maxRows: 10 })}
      onChange={(event: React.ChangeEvent<HTMLInputElement & HTMLTextAreaElement>) =>
        setText(event.currentTarget.value)
      }
      onBlur={() => void save()}
      onKeyDown={(event: React.KeyboardEvent) => {
        if (event.key === "Escape") {
          event.stopPropagation();
          setText(undefined);
        }
        if (event.key === "Enter" && (!isLong || event.ctrlKey || event.metaKey)) void save();
      }}
    />
  );
}
