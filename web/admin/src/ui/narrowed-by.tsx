// What a list is narrowed by, each with its cross; with several of them one button takes all away.

import { Button, CloseButton } from "@mantine/core";
import classes from "./narrowing.module.css";

interface Props {
  label: string;
  chips: { text: string; onDrop: () => void }[];
  /** What the cross of a chip is called. */
  drop: (text: string) => string;
  clear: string;
  onClear: () => void;
}

export function NarrowedBy({ label, chips, drop, clear, onClear }: Props) {
  if (chips.length === 0) return null;
  return (
    <ul className={classes.chips} aria-label={label}>
      {chips.map(({ text, onDrop }) => (
        <li key={text} className={classes.chip}>
          <span>{text}</span>
          <CloseButton size="sm" aria-label={drop(text)} onClick={onDrop} />
        </li>
      ))}
      {chips.length > 1 && (
        <li>
          <Button variant="subtle" size="compact-sm" onClick={onClear}>
            {clear}
          </Button>
        </li>
      )}
    </ul>
  );
}
