// Writing a note: @ calls a colleague, files are dropped or chosen. What is written and not sent survives a reload.

import { ActionIcon, Button, FileButton, Group, RingProgress, Textarea, Tooltip } from "@mantine/core";
import { IconAlertTriangle, IconPaperclip, IconX } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { MentionList, matching } from "~/features/inbox/composer/mentions";
import { useUploads } from "~/features/inbox/composer/uploads";
import { mentionAt, mentioned } from "~/features/inbox/model/words";
import type { Mate } from "~/features/inbox/queries";
import { refusalText, showProblem } from "~/ui";
import classes from "./notes.module.css";
import type { NoteDraft, NoteFile } from "./wire";

interface Props {
  team: Mate[];
  me: string;
  /** Where the draft of a new note is kept; an edited one is not. */
  draftKey?: string;
  text?: string;
  files?: NoteFile[];
  action: string;
  autoFocus?: boolean;
  onSave: (draft: NoteDraft) => Promise<void>;
  onCancel?: () => void;
}

function keep(key: string | undefined, text: string): void {
  if (!key) return;
  try {
    if (text.trim()) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
  } catch {
    // A full storage: the draft lives until the page is left.
  }
}

export function NoteEditor(props: Props) {
  const { team, me, draftKey, action, onSave, onCancel } = props;
  const { t } = useTranslation("notes");
  const [text, setText] = useState(() => props.text ?? (draftKey && localStorage.getItem(draftKey)) ?? "");
  const [kept, setKept] = useState(props.files ?? []);
  const [caret, setCaret] = useState(0);
  const [active, setActive] = useState(0);
  const [isOpen, setIsOpen] = useState(Boolean(props.autoFocus) || text !== "");
  const [isSaving, setIsSaving] = useState(false);
  const { uploads, add, remove, clear } = useUploads();
  const field = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  useEffect(() => keep(draftKey, text), [draftKey, text]);
  const asked = mentionAt(text, caret);
  const options = asked
    ? matching(
        team.filter((mate) => mate.person_id !== me),
        asked.query,
      )
    : [];
  const choose = (mate: Mate) => {
    if (!asked) return;
    const lead = `${text.slice(0, asked.from)}@${mate.name} `;
    setText(lead + text.slice(caret));
    setCaret(lead.length);
    requestAnimationFrame(() => field.current?.setSelectionRange(lead.length, lead.length));
  };
  const isUploading = uploads.some((upload) => !upload.stored && !upload.refusal);
  const canSave = text.trim() !== "" && !isUploading && !isSaving;
  const save = async () => {
    if (!canSave) return;
    const words = text.trim();
    const files = [...kept.map(({ id }) => id), ...uploads.flatMap(({ stored }) => (stored ? [stored.id] : []))];
    setIsSaving(true);
    try {
      await onSave({ text: words, mentions: mentioned(words, team), files });
      setText("");
      keep(draftKey, "");
      clear();
      setIsOpen(false);
    } catch (error) {
      showProblem(error);
    } finally {
      setIsSaving(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (options.length > 0) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : options.length - 1;
        return setActive((now) => (now + step) % options.length);
      }
      const mate = options[Math.min(active, options.length - 1)];
      if ((event.key === "Enter" || event.key === "Tab") && mate) {
        event.preventDefault();
        return choose(mate);
      }
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void save();
    }
    if (event.key === "Escape" && onCancel) {
      event.stopPropagation();
      onCancel();
    }
  };
  return (
    <div className={classes.editor}>
      {options.length > 0 && <MentionList id={listId} options={options} active={active} onChoose={choose} />}
      <Textarea
        ref={field}
        autosize
        minRows={isOpen ? 3 : 1}
        maxRows={16}
        maxLength={8000}
        value={text}
        autoFocus={props.autoFocus ?? false}
        placeholder={t("placeholder")}
        aria-label={t(onCancel ? "edit_label" : "label")}
        aria-controls={options.length > 0 ? listId : undefined}
        aria-activedescendant={options.length > 0 ? `${listId}-${active}` : undefined}
        onFocus={() => setIsOpen(true)}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setCaret(event.currentTarget.selectionStart);
          setActive(0);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          if (event.clipboardData.files.length === 0) return;
          event.preventDefault();
          add([...event.clipboardData.files]);
        }}
      />
      {(kept.length > 0 || uploads.length > 0) && (
        <ul className={classes.files} aria-label={t("files")}>
          {kept.map((file) => (
            <li key={file.id} className={classes.file}>
              <span title={file.name}>{file.name}</span>
              <ActionIcon
                size="sm"
                aria-label={t("drop_file", { name: file.name })}
                onClick={() => setKept((files) => files.filter(({ id }) => id !== file.id))}
              >
                <IconX size={14} />
              </ActionIcon>
            </li>
          ))}
          {uploads.map((upload) => (
            <li key={upload.key} className={classes.file} data-bad={upload.refusal ? true : undefined}>
              {upload.refusal ? (
                <IconAlertTriangle size={16} aria-hidden />
              ) : (
                !upload.stored && (
                  <RingProgress
                    size={22}
                    thickness={3}
                    sections={[{ value: upload.share * 100, color: "copper" }]}
                    aria-label={t("progress", { percent: Math.round(upload.share * 100) })}
                  />
                )
              )}
              <span title={upload.name}>
                {upload.name}
                {upload.refusal && ` — ${refusalText(t, new Refusal(422, { code: upload.refusal }))}`}
              </span>
              <ActionIcon
                size="sm"
                aria-label={t("drop_file", { name: upload.name })}
                onClick={() => remove(upload.key)}
              >
                <IconX size={14} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      {isOpen && (
        <Group justify="space-between" mt={6} gap="xs">
          <FileButton onChange={add} multiple>
            {(button) => (
              <Tooltip label={t("attach")}>
                <ActionIcon size={40} aria-label={t("attach")} {...button}>
                  <IconPaperclip size={19} stroke={1.6} />
                </ActionIcon>
              </Tooltip>
            )}
          </FileButton>
          <Group gap="xs">
            {onCancel && (
              <Button variant="default" onClick={onCancel}>
                {t("app:cancel")}
              </Button>
            )}
            <Button disabled={!canSave} loading={isSaving} onClick={() => void save()}>
              {action}
            </Button>
          </Group>
        </Group>
      )}
    </div>
  );
}
