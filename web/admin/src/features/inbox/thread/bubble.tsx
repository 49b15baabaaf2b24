// One row of a conversation: a bubble, a comment between colleagues, a day, the mark of what is new, a message on its way.

import { ActionIcon, Button, Group } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconClock, IconNote, IconRobot, IconTrash } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { memo } from "react";
import { Refusal } from "~/app/api";
import { fullDay, time } from "~/app/format";
import { refusalText } from "~/ui";
import type { OutboxItem } from "../model/outbox";
import type { Row } from "../model/rows";
import { dayOf } from "../model/rows";
import { isOnlyEmoji, linked } from "../model/words";
import type { Mate } from "../queries";
import type { Comment, Message } from "../wire";
import { AttachmentPart } from "./attachment";
import { DeliveryMark, Trouble } from "./delivery";
import classes from "./thread.module.css";

export interface BubbleContext {
  t: TFunction<"inbox">;
  conversation: string;
  zone: string | undefined;
  team: Mate[];
  me: string;
  onWhy: (turn: string) => void;
  onRetry: (id: string) => void;
  onDiscard: (item: OutboxItem) => void;
  onRemoveComment: (id: string) => void;
}

export function Words({ text }: { text: string }) {
  return (
    <p className={classes.text} dir="auto">
      {linked(text).map((piece, index) =>
        piece.kind === "text" ? (
          piece.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a text does not change its pieces
          <a key={index} href={piece.href} target="_blank" rel="noreferrer noopener nofollow">
            {piece.text}
          </a>
        ),
      )}
    </p>
  );
}

function MessageRow({ row, context }: { row: Extract<Row, { kind: "message" }>; context: BubbleContext }) {
  const { t } = context;
  const { message } = row;
  if (message.author === "system") return <div className={classes.system}>{message.text}</div>;
  const isOurs = message.author !== "contact";
  const isBad = message.delivery === "failed" || message.delivery === "unknown";
  const isBig = message.attachments.length === 0 && message.buttons.length === 0 && isOnlyEmoji(message.text);
  return (
    <div
      className={classes.line}
      data-author={message.author}
      data-side={isOurs ? "ours" : "theirs"}
      data-first={row.isFirst || undefined}
      data-last={row.isLast || undefined}
      data-gone={message.delivery === "cancelled" || undefined}
      data-big={isBig || undefined}
    >
      {row.isFirst && isOurs && <AuthorName message={message} context={context} />}
      <div className={classes.bubble}>
        {message.attachments.map((file, index) => (
          <AttachmentPart
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is the file's address
            key={index}
            conversation={context.conversation}
            message={message}
            index={index}
            file={file}
          />
        ))}
        {message.text !== "" && <Words text={message.text} />}
        <div className={classes.foot}>
          {message.turn_id && (
            <button type="button" className={classes.why} onClick={() => context.onWhy(message.turn_id ?? "")}>
              {t("inbox:why.open")}
            </button>
          )}
          <time dateTime={message.created_at}>{time(message.created_at, context.zone)}</time>
          {isOurs && <DeliveryMark delivery={message.delivery} t={t} />}
        </div>
      </div>
      {message.buttons.length > 0 && (
        <ul className={classes.buttons} aria-label={t("inbox:buttons")}>
          {message.buttons.map((button) => {
            const isPressed = button.id === row.pressed;
            return (
              <li key={button.id} className={classes.button} data-pressed={isPressed || undefined}>
                {isPressed && <IconCheck size={13} stroke={2.2} aria-label={t("inbox:pressed")} />}
                {button.title}
              </li>
            );
          })}
        </ul>
      )}
      {isOurs && isBad && <Trouble message={message} />}
    </div>
  );
}

function AuthorName({ message, context }: { message: Message; context: BubbleContext }) {
  const { t } = context;
  if (message.author === "agent") {
    return (
      <span className={classes.author}>
        <IconRobot size={14} stroke={1.7} aria-hidden />
        {t("inbox:author.agent")}
      </span>
    );
  }
  const mate = context.team.find((person) => person.person_id === message.person_id);
  return (
    <span className={classes.author}>
      {message.person_id === context.me ? t("inbox:you") : (mate?.name ?? t("inbox:author.person"))}
    </span>
  );
}

function PendingRow({ row, context }: { row: Extract<Row, { kind: "pending" }>; context: BubbleContext }) {
  const { t } = context;
  const { item } = row;
  const isFailed = item.state === "failed";
  return (
    <div
      className={classes.line}
      data-author="person"
      data-side="ours"
      data-first={row.isFirst || undefined}
      data-last={row.isLast || undefined}
      data-pending
    >
      <div className={classes.bubble}>
        {item.files.map((file) => (
          <div key={file.id} className={classes.file}>
            <b>{file.name}</b>
          </div>
        ))}
        {item.text !== "" && <Words text={item.text} />}
        <div className={classes.foot}>
          <time dateTime={item.at}>{time(item.at, context.zone)}</time>
          <span className={classes.state} title={t(isFailed ? "inbox:delivery.failed" : "inbox:delivery.queued")}>
            {isFailed ? <IconAlertTriangle size={14} aria-hidden /> : <IconClock size={14} aria-hidden />}
            <span className="visually-hidden">{t(isFailed ? "inbox:delivery.failed" : "inbox:delivery.queued")}</span>
          </span>
        </div>
      </div>
      {isFailed && (
        <div className={classes.trouble} data-kind="failed" role="alert">
          <span>
            {t("inbox:failed.text")}: {refusalText(t, new Refusal(422, { code: item.refusal }))}
          </span>
          <Group gap={6}>
            <Button size="compact-sm" variant="light" color="red" onClick={() => context.onRetry(item.id)}>
              {t("inbox:failed.again")}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => context.onDiscard(item)}>
              {t("inbox:failed.edit")}
            </Button>
          </Group>
        </div>
      )}
    </div>
  );
}

/** Names after `@` stand out. */
function Mentions({ text, names }: { text: string; names: string[] }) {
  const known = names.filter((name) => text.includes(`@${name}`)).sort((a, b) => b.length - a.length);
  if (known.length === 0) return <Words text={text} />;
  const escaped = known.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const parts = text.split(new RegExp(`(@(?:${escaped.join("|")}))`, "u"));
  return (
    <p className={classes.text} dir="auto">
      {parts.map((part, index) =>
        index % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a text does not change its pieces
          <span key={index} className={classes.mention}>
            {part}
          </span>
        ) : (
          part
        ),
      )}
    </p>
  );
}

function CommentRow({ comment, context }: { comment: Comment; context: BubbleContext }) {
  const { t } = context;
  const isMine = comment.person_id === context.me;
  const mate = context.team.find((person) => person.person_id === comment.person_id);
  return (
    <div className={classes.comment} role="note" aria-label={t("inbox:comment.label")}>
      <div className={classes.commentHead}>
        <IconNote size={14} stroke={1.7} aria-hidden />
        <b>{isMine ? t("inbox:you") : (mate?.name ?? comment.author ?? t("inbox:author.person"))}</b>
        <time dateTime={comment.created_at}>{time(comment.created_at, context.zone)}</time>
        <span style={{ flex: 1 }}>{t("inbox:comment.inside")}</span>
        {isMine && (
          <ActionIcon
            size="sm"
            aria-label={t("inbox:comment.remove")}
            onClick={() => context.onRemoveComment(comment.id)}
          >
            <IconTrash size={14} stroke={1.6} />
          </ActionIcon>
        )}
      </div>
      <Mentions text={comment.text} names={context.team.map((person) => person.name)} />
    </div>
  );
}

export const ThreadRow = memo(function ThreadRow({ row, context }: { row: Row; context: BubbleContext }) {
  const { t } = context;
  switch (row.kind) {
    case "day": {
      const today = dayOf(new Date().toISOString(), context.zone);
      const yesterday = dayOf(new Date(Date.now() - 86_400_000).toISOString(), context.zone);
      const own = dayOf(row.at, context.zone);
      return (
        <div className={classes.day}>
          {own === today ? t("inbox:today") : own === yesterday ? t("inbox:yesterday") : fullDay(row.at, context.zone)}
        </div>
      );
    }
    case "new":
      return <div className={classes.fresh}>{t("inbox:new_messages", { count: row.count })}</div>;
    case "message":
      return <MessageRow row={row} context={context} />;
    case "pending":
      return <PendingRow row={row} context={context} />;
    case "comment":
      return <CommentRow comment={row.comment} context={context} />;
  }
});
