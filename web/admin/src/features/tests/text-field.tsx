// The text of a dialogue with its line numbers; lines something is wrong with are marked.

import { useImperativeHandle, useRef } from "react";
import { useTranslation } from "react-i18next";
import classes from "./tests.module.css";

export interface LineProblem {
  /** 0 is about the whole text. */
  line: number;
  text: string;
}
export interface FieldHandle {
  cursor: () => number;
  /** Once the new text is drawn. */
  put: (cursor: number) => void;
  goToLine: (line: number) => void;
}
interface Props {
  value: string;
  onChange: (value: string) => void;
  problems: LineProblem[];
  isReadOnly?: boolean;
  handle?: React.Ref<FieldHandle>;
}

export function DialogueField({ value, onChange, problems, isReadOnly = false, handle }: Props) {
  const { t } = useTranslation("tests");
  const field = useRef<HTMLTextAreaElement>(null);
  const lines = value.split("\n");
  const bad = new Set(problems.map(({ line }) => line));
  const select = (at: number) => {
    field.current?.focus();
    field.current?.setSelectionRange(at, at);
  };
  useImperativeHandle(handle, () => ({
    cursor: () => field.current?.selectionEnd ?? value.length,
    put: (at) => requestAnimationFrame(() => select(at)),
    goToLine: (line) => select(lines.slice(0, Math.max(0, line - 1)).join("\n").length + (line > 1 ? 1 : 0)),
  }));
  return (
    <div>
      <div className={classes.editor}>
        <div className={classes.gutter} aria-hidden>
          {lines.map((_, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
            <div key={at} data-bad={bad.has(at + 1) || undefined}>
              {at + 1}
            </div>
          ))}
        </div>
        <textarea
          ref={field}
          className={classes.field}
          aria-label={t("editor.text")}
          aria-invalid={problems.length > 0}
          aria-describedby={problems.length > 0 ? "dialogue-problems" : undefined}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          rows={lines.length + 1}
          maxLength={40_000}
          readOnly={isReadOnly}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      </div>
      {problems.length > 0 && (
        <div id="dialogue-problems" role="alert">
          <ul className={classes.problems}>
            {problems.slice(0, 6).map(({ line, text }) => (
              <li key={`${line} ${text}`}>{line > 0 ? t("editor.at_line", { line, text }) : text}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
