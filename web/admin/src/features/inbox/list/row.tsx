// One conversation in the list: who, what was said last, who answers, how long the customer waits.

import { Checkbox } from "@mantine/core";
import { IconAlertCircle, IconClock, IconMoon, IconPencil, IconUserCircle } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { type MouseEvent, memo } from "react";
import { minutes as inMinutes, moment, recent } from "~/app/format";
import { Due } from "~/features/sla/due";
import { faceOf, initialsOf } from "~/ui";
import { headline } from "../model/outcome";
import { waiting } from "../model/words";
import { ChannelIcon, channelName, customerName, lineOf, MODE_ICON, reasonOf } from "../names";
import type { Mate } from "../queries";
import type { Conversation } from "../wire";
import classes from "./list.module.css";

interface Props {
  row: Conversation;
  draft: string | undefined;
  isOpen: boolean;
  isCursor: boolean;
  /** Undefined where nothing can be chosen. */
  isChosen: boolean | undefined;
  onChoose: (id: string, isRange: boolean) => void;
  now: number;
  zone: string | undefined;
  team: Mate[];
  me: string;
  t: TFunction<"inbox">;
  onFocus: (id: string) => void;
  onOpen: (id: string) => void;
}

function WhoAnswers({ row, team, me, t }: Pick<Props, "row" | "team" | "me" | "t">) {
  const Shape = MODE_ICON[row.mode];
  const mate = team.find((person) => person.person_id === row.assignee_id);
  const name = row.assignee_id === me ? t("inbox:you") : (mate?.name ?? t("inbox:mode_short.human"));
  const isPerson = row.assignee_id && row.mode !== "auto";
  const wanted = row.hand_over ? reasonOf(t, row.hand_over) : t("inbox:mode_short.nobody");
  return (
    <span className={classes.who} data-mode={row.mode}>
      <Shape size={14} stroke={1.7} aria-hidden />
      <span className={classes.whoName}>
        {isPerson ? name : row.mode === "human" ? wanted : t(`inbox:mode_short.${row.mode}`)}
      </span>
    </span>
  );
}

function LastLine({ row, draft, me, t }: Pick<Props, "row" | "draft" | "me" | "t">) {
  if (draft) {
    return (
      <span className={classes.line}>
        <span className={classes.draft}>
          <IconPencil size={13} stroke={1.7} aria-hidden /> {t("inbox:draft_mark")}
        </span>{" "}
        {draft.replaceAll(/\s+/g, " ")}
      </span>
    );
  }
  const last = row.last_message;
  if (!last) return <span className={classes.line}>{t("inbox:no_messages")}</span>;
  const mark =
    last.author === "contact"
      ? ""
      : last.author === "person"
        ? (last.person_id ?? row.assignee_id) === me
          ? t("inbox:author_mark.you")
          : t("inbox:author_mark.person")
        : last.author === "agent"
          ? t("inbox:author_mark.agent")
          : "";
  const isBad = last.delivery === "failed" || last.delivery === "unknown";
  return (
    <span className={classes.line} data-bad={isBad || undefined}>
      {isBad && <IconAlertCircle size={14} stroke={1.8} aria-label={t(`inbox:delivery.${last.delivery}`)} />}
      {mark && <span className={classes.mark}>{mark} </span>}
      {lineOf(t, last)}
    </span>
  );
}

export const Row = memo(function Row(props: Props) {
  const { row, draft, isOpen, isCursor, isChosen, now, zone, team, me, t, onFocus, onOpen, onChoose } = props;
  const name = customerName(t, row);
  // A plain link: with a held key it opens in a new tab as any other.
  const open = (event: MouseEvent) => {
    if (event.shiftKey && isChosen !== undefined && event.button === 0) {
      event.preventDefault();
      onChoose(row.id, true);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onOpen(row.id);
  };
  const wait =
    row.waiting_since && !row.snoozed_until && row.mode !== "auto" ? waiting(row.waiting_since, now) : undefined;
  const ended = headline(row);
  const at = row.last_message?.created_at ?? row.updated_at;
  const link = (
    <a
      href={`/app/inbox/${row.id}`}
      onClick={open}
      className={classes.row}
      data-row={row.id}
      data-open={isOpen || undefined}
      data-unread={row.unread > 0 || undefined}
      data-chosen={isChosen || undefined}
      aria-current={isOpen ? "true" : undefined}
      tabIndex={isCursor ? 0 : -1}
      onFocus={() => onFocus(row.id)}
    >
      <span className={classes.face}>
        <span className={classes.avatar} style={faceOf(row.contact_id)} aria-hidden>
          {initialsOf(row.contact.name ?? undefined) || <IconUserCircle size={26} stroke={1.5} />}
        </span>
        <span className={classes.channel} role="img" aria-label={channelName(t, row.connector)}>
          <ChannelIcon connector={row.connector} size={12} />
        </span>
      </span>
      <span className={classes.body}>
        <span className={classes.top}>
          <span className={classes.name}>{name}</span>
          <time className={classes.time} dateTime={at}>
            {recent(at, zone)}
          </time>
        </span>
        <span className={classes.middle}>
          <LastLine row={row} draft={draft} me={me} t={t} />
          {row.unread > 0 && (
            <span className={classes.unread}>
              {row.unread > 98 ? "99+" : row.unread}
              <span className="visually-hidden"> {t("inbox:unread_mark")}</span>
            </span>
          )}
        </span>
        <span className={classes.bottom}>
          <WhoAnswers row={row} team={team} me={me} t={t} />
          {row.snoozed_until && (
            <span className={classes.chip}>
              <IconMoon size={13} stroke={1.7} aria-hidden /> {moment(row.snoozed_until, zone)}
            </span>
          )}
          {row.sla_due_at && !row.snoozed_until && (
            <Due dueAt={row.sla_due_at} warnAt={row.sla_warn_at} now={now} zone={zone} className={classes.chip} />
          )}
          {wait && !row.sla_due_at && (
            <span className={classes.chip} data-tone={wait.tone}>
              <IconClock size={13} stroke={1.8} aria-hidden />
              <span className="visually-hidden">{t("inbox:waits")} </span>
              {inMinutes(wait.minutes)}
            </span>
          )}
          {row.draft && (
            <span className={classes.chip} data-tone="draft">
              {t("inbox:draft_ready")}
            </span>
          )}
          {row.status === "closed" && ended && <span className={classes.reason}>{t(`inbox:${ended}`)}</span>}
          {row.status !== "closed" && row.hand_over && row.assignee_id && !row.draft && (
            <span className={classes.reason}>{reasonOf(t, row.hand_over)}</span>
          )}
        </span>
      </span>
    </a>
  );
  if (isChosen === undefined) return link;
  return (
    <>
      {link}
      <span className={classes.choose} data-on={isChosen || undefined}>
        <Checkbox
          size="sm"
          checked={isChosen}
          aria-label={t("inbox:bulk.choose", { name })}
          tabIndex={isCursor ? 0 : -1}
          onFocus={() => onFocus(row.id)}
          onClick={(event) => {
            // A click with Shift takes all up to here; the box shows what comes of it.
            if (event.shiftKey) event.preventDefault();
            onChoose(row.id, event.shiftKey);
          }}
          onChange={() => {}}
        />
      </span>
    </>
  );
});
