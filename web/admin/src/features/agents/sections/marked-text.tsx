// A text area whose doubtful places are underlined: the same text lies unseen behind it and carries the marks.

import { Input } from "@mantine/core";
import { type ReactNode, type Ref, useId, useImperativeHandle, useRef } from "react";
import { type Mark, pieces } from "../marks";
import classes from "./marked-text.module.css";

export interface MarkedTextHandle {
  /** Where the caret stands. */
  caret: () => number;
  /** Chooses a stretch and brings it into sight. */
  choose: (start: number, end: number) => void;
}

interface Props {
  label: string;
  description?: ReactNode;
  error?: ReactNode;
  value: string;
  marks: readonly Mark[];
  maxLength: number;
  minRows?: number;
  placeholder?: string;
  isReadOnly?: boolean;
  onChange: (value: string) => void;
  handle?: Ref<MarkedTextHandle>;
}

export function MarkedText({ value, marks, onChange, handle, minRows = 6, ...rest }: Props) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const behind = useRef<HTMLDivElement>(null);
  useImperativeHandle(handle, () => ({
    caret: () => area.current?.selectionStart ?? value.length,
    choose: (start, end) => {
      area.current?.focus({ preventScroll: true });
      area.current?.setSelectionRange(start, end);
      const spans = [...(behind.current?.children ?? [])] as HTMLElement[];
      const near = spans.findLast((span) => Number(span.dataset.at) <= start);
      near?.scrollIntoView({ block: "center" });
    },
  }));
  let at = 0;
  return (
    <Input.Wrapper id={id} label={rest.label} description={rest.description} error={rest.error}>
      <div className={classes.frame} data-invalid={rest.error ? true : undefined}>
        <div className={classes.sheet} style={{ minHeight: `${minRows * 1.55 + 1.4}em` }}>
          <div ref={behind} className={classes.behind} aria-hidden>
            {pieces(value, marks).map(({ text, mark }) => {
              const start = at;
              at += text.length;
              return (
                <span key={start} data-at={start} className={mark && classes[mark.finding.severity]}>
                  {text}
                </span>
              );
            })}
            {/* A last line that is empty has a height too. */}
            <span data-at={at}>{"\u200b"}</span>
          </div>
          <textarea
            ref={area}
            id={id}
            className={classes.area}
            value={value}
            maxLength={rest.maxLength}
            placeholder={rest.placeholder}
            readOnly={rest.isReadOnly}
            spellCheck
            aria-describedby={rest.description ? `${id}-description` : undefined}
            aria-invalid={rest.error ? true : undefined}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        </div>
      </div>
    </Input.Wrapper>
  );
}
