// One fact of a deal, changed in place: a press opens its input, leaving it or Enter saves, Escape takes back.

import { UnstyledButton } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import panel from "~/features/inbox/panel/panel.module.css";

type Value = string | number | undefined;
interface Props {
  label: string;
  value: Value;
  shown: ReactNode;
  empty: string;
  isOff: boolean;
  /** Saved as soon as something is chosen. */
  isChoice?: boolean;
  input: (value: Value, onChange: (value: Value) => void) => ReactNode;
  /** False when the server refused; the input stays. */
  onSave: (value: Value) => Promise<boolean>;
}

export function Fact({ label, value, shown, empty, isOff, isChoice = false, input, onSave }: Props) {
  const [draft, setDraft] = useState<{ value: Value }>();
  const isSaving = useRef(false);
  const said = shown === undefined || shown === "" ? undefined : shown;
  if (isOff) return <div className={panel.value}>{said ?? <span className={panel.empty}>—</span>}</div>;
  if (!draft)
    return (
      <UnstyledButton
        className={panel.value}
        aria-label={`${label}: ${typeof said === "string" ? said : (value ?? empty)}`}
        onClick={() => setDraft({ value })}
      >
        {said ?? <span className={panel.empty}>{empty}</span>}
      </UnstyledButton>
    );
  const save = async (next: Value) => {
    if (isSaving.current) return;
    if (next === value) return setDraft(undefined);
    isSaving.current = true;
    const isDone = await onSave(next);
    isSaving.current = false;
    if (isDone) setDraft(undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      setDraft(undefined);
    } else if (event.key === "Enter" && !isChoice) void save(draft.value);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it listens for the keys of its input
    <div
      ref={(frame) => {
        if (frame && !frame.contains(document.activeElement)) frame.querySelector<HTMLElement>("input")?.focus();
      }}
      onKeyDownCapture={onKeyDown}
      onBlur={(event) => {
        // A list of choices stands elsewhere in the page.
        if (event.currentTarget.contains(event.relatedTarget)) return;
        if (isChoice) setTimeout(() => !isSaving.current && setDraft(undefined), 150);
        else void save(draft.value);
      }}
    >
      {input(draft.value, (next) => {
        setDraft({ value: next });
        if (isChoice) void save(next);
      })}
    </div>
  );
}
