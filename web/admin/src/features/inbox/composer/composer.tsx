// Writing: an answer to the customer or a comment for colleagues. What is written survives a reload; what is sent goes
// through the outbox, so pressing Enter is enough whatever the line does.

import { ActionIcon, FileButton, Textarea, Tooltip, UnstyledButton } from "@mantine/core";
import { IconMessageBolt, IconPaperclip, IconSend2 } from "@tabler/icons-react";
import { type KeyboardEvent, memo, useCallback, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { queryClient } from "~/app/query";
import { CannedPicker, Holes } from "~/features/canned/picker";
import { useCanned } from "~/features/canned/use-canned";
import { showProblem } from "~/ui";
import { useMailbox } from "../mailbox";
import type { DraftKind } from "../model/drafts";
import { uuid7 } from "../model/uuid";
import { mentionAt, mentioned } from "../model/words";
import { useTyping } from "../presence";
import { commentsKey, type Mate } from "../queries";
import { type Comment, type Conversation, writeComment } from "../wire";
import classes from "./composer.module.css";
import { MentionList, matching } from "./mentions";
import { UploadList } from "./upload-list";
import { useUploads } from "./uploads";

const SAVE_MS = 300;

interface Props {
  row: Conversation;
  team: Mate[];
  me: string;
  kind: DraftKind;
  onKind: (kind: DraftKind) => void;
  field: React.RefObject<HTMLTextAreaElement | null>;
  /** Something is being written, or no more. */
  onWriting: (isWriting: boolean) => void;
}

/** The draft of one kind, saved a moment after the last key and at once when left. */
function useDraft(conversation: string, kind: DraftKind) {
  const { drafts } = useMailbox();
  const [text, setText] = useState(() => drafts.get(conversation, kind));
  const latest = useRef(text);
  latest.current = text;
  useEffect(() => {
    const timer = setTimeout(() => drafts.set(conversation, kind, text), SAVE_MS);
    return () => clearTimeout(timer);
  }, [drafts, conversation, kind, text]);
  useEffect(() => {
    const save = () => drafts.set(conversation, kind, latest.current);
    window.addEventListener("pagehide", save);
    return () => {
      window.removeEventListener("pagehide", save);
      save();
    };
  }, [drafts, conversation, kind]);
  const clear = useCallback(() => {
    setText("");
    latest.current = "";
    drafts.set(conversation, kind, "");
  }, [drafts, conversation, kind]);
  return { text, setText, clear };
}

/** Drawn anew only for its own changes: a growing field is measured each time. */
export const Composer = memo(function Composer(props: Props) {
  const { row, kind, onKind } = props;
  const { t } = useTranslation("inbox");
  const tab = (value: DraftKind) => (
    <UnstyledButton role="tab" aria-selected={kind === value} className={classes.tab} onClick={() => onKind(value)}>
      {t(`composer.${value}`)}
    </UnstyledButton>
  );
  const hint =
    kind === "comment"
      ? t("composer.comment_hint")
      : row.mode === "auto"
        ? t("composer.takes_over")
        : row.status === "closed"
          ? t("composer.reopens")
          : "";
  return (
    <div className={classes.box}>
      <div className={classes.tabs}>
        <div role="tablist" aria-label={t("composer.label")} style={{ display: "flex" }}>
          {tab("reply")}
          {tab("comment")}
        </div>
        <span className={classes.hint} role="status">
          {hint}
        </span>
      </div>
      <Field key={`${row.id} ${kind}`} {...props} />
    </div>
  );
});

function Field({ row, team, me, kind, field, onWriting }: Props) {
  const { t } = useTranslation("inbox");
  const { outbox } = useMailbox();
  const { text, setText, clear } = useDraft(row.id, kind);
  const { uploads, add, remove, clear: clearUploads } = useUploads();
  const [isOver, setIsOver] = useState(false);
  const [caret, setCaret] = useState(0);
  const [active, setActive] = useState(0);
  const say = useTyping(row.id);
  const listId = useId();
  const stop = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(stop.current), []);
  const isWriting = kind === "reply" && text.trim() !== "";
  useEffect(() => onWriting(isWriting), [isWriting, onWriting]);

  const asked = kind === "comment" ? mentionAt(text, caret) : undefined;
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

  const canned = useCanned({
    conversation: row.id,
    lang: row.lang,
    isOn: kind === "reply",
    text,
    caret,
    setText,
    setCaret,
    field,
  });
  const isListed = options.length > 0 || canned.options.length > 0;
  const current = options.length > 0 ? active : canned.active;

  const isUploading = uploads.some((upload) => !upload.stored && !upload.refusal);
  const files = uploads.flatMap((upload) => (upload.stored ? [upload.stored] : []));
  const canSend = (text.trim() !== "" || files.length > 0) && !isUploading;
  const send = async () => {
    if (!canSend) return;
    // A customer never reads a name that nobody has filled in.
    const [hole] = canned.holes;
    if (hole) return canned.fill(hole);
    const words = text.trim();
    clear();
    clearUploads();
    if (kind === "reply") {
      clearTimeout(stop.current);
      say(false);
      outbox.add({
        id: uuid7(),
        conversation: row.id,
        text: words,
        files,
        at: new Date().toISOString(),
        state: "waiting",
      });
      return;
    }
    try {
      const comment = await writeComment(row.id, words, mentioned(words, team));
      queryClient.setQueryData<Comment[]>(commentsKey(row.id), (known) =>
        known ? [...known.filter((item) => item.id !== comment.id), comment] : [comment],
      );
    } catch (error) {
      setText((now) => (now === "" ? words : `${words}\n${now}`));
      showProblem(error);
    }
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing || canned.onKey(event)) return;
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
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      void send();
    }
  };
  const change = (value: string, at: number) => {
    setText(value);
    setCaret(at);
    setActive(0);
    if (kind !== "reply") return;
    say(value.trim() !== "");
    clearTimeout(stop.current);
    stop.current = setTimeout(() => say(false), 5_000);
  };
  const take = (list: FileList | null | undefined) => {
    if (kind !== "reply" || !list || list.length === 0) return false;
    add([...list]);
    return true;
  };

  return (
    <>
      {options.length > 0 && <MentionList id={listId} options={options} active={active} onChoose={choose} />}
      <CannedPicker id={listId} canned={canned} />
      <Holes canned={canned} />
      <UploadList uploads={uploads} onRemove={remove} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a place to drop files; the button beside does the same */}
      <div
        className={classes.field}
        data-kind={kind}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          if (kind !== "reply" || !event.dataTransfer.types.includes("Files")) return;
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => {
          setIsOver(false);
          if (take(event.dataTransfer.files)) event.preventDefault();
        }}
      >
        {kind === "reply" && (
          <FileButton onChange={add} multiple>
            {(button) => (
              <Tooltip label={t("composer.attach")}>
                <ActionIcon size={40} aria-label={t("composer.attach")} {...button}>
                  <IconPaperclip size={19} stroke={1.6} />
                </ActionIcon>
              </Tooltip>
            )}
          </FileButton>
        )}
        {kind === "reply" && (
          <Tooltip label={t("canned.open")}>
            <ActionIcon size={40} aria-label={t("canned.open")} onClick={canned.open}>
              <IconMessageBolt size={19} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        )}
        <Textarea
          ref={field}
          className={classes.input ?? ""}
          autosize
          minRows={1}
          maxRows={9}
          maxLength={4000}
          value={text}
          placeholder={t(`composer.${kind}_placeholder`)}
          aria-label={t(`composer.${kind}_placeholder`)}
          aria-controls={isListed ? listId : undefined}
          aria-activedescendant={isListed ? `${listId}-${current}` : undefined}
          onChange={(event) => change(event.currentTarget.value, event.currentTarget.selectionStart)}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            if (take(event.clipboardData.files)) event.preventDefault();
          }}
          onBlur={() => say(false)}
        />
        <Tooltip label={t(kind === "reply" ? "composer.send_hint" : "composer.comment_send")}>
          <ActionIcon
            size={40}
            radius="xl"
            variant="filled"
            color="copper"
            aria-label={t(kind === "reply" ? "composer.send" : "composer.comment_send")}
            aria-disabled={!canSend}
            data-disabled={!canSend || undefined}
            loading={isUploading}
            onClick={() => void send()}
          >
            <IconSend2 size={19} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </div>
    </>
  );
}
