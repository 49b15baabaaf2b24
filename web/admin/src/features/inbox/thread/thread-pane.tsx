// One conversation: its head, its messages, and the place to write. Reading it marks it read while the window has focus.

import { ActionIcon, Text } from "@mantine/core";
import { IconUser, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { queryClient } from "~/app/query";
import { useMay, useMe } from "~/app/session";
import { ErrorState, Loading, showProblem } from "~/ui";
import { Composer } from "../composer/composer";
import { useMailbox, useOutbox } from "../mailbox";
import type { DraftKind } from "../model/drafts";
import type { OutboxItem } from "../model/outbox";
import { buildRows } from "../model/rows";
import { lastSeq, prepend, type Thread } from "../model/thread";
import { customerName, reasonOf } from "../names";
import { usePeopleHere, useWriting } from "../presence";
import { commentsKey, commentsQuery, conversationQuery, threadKey, threadQuery, useTeam } from "../queries";
import { takeForUnread, useReading } from "../reading";
import { catchUp, reach } from "../sync";
import { type Comment, newestMessages, PAGE, removeComment } from "../wire";
import type { BubbleContext } from "./bubble";
import { DraftCard } from "./draft-card";
import { ThreadHeader } from "./header";
import { MessageList } from "./message-list";
import classes from "./thread.module.css";

/** Opened seldom, and not small. */
const WhyDrawer = lazy(() => import("~/features/traces/why").then(({ WhyDrawer: it }) => ({ default: it })));

interface Props {
  id: string;
  /** The number of the message it is opened at. */
  goal: number | undefined;
  isPhone: boolean;
  isPanelOpen: boolean;
  onPanel: () => void;
  onBack: () => void;
  onClosed: () => void;
  field: React.RefObject<HTMLTextAreaElement | null>;
  kind: DraftKind;
  onKind: (kind: DraftKind) => void;
  snooze: { isOpen: boolean; set: (isOpen: boolean) => void };
  /** The turn whose reasons are shown. */
  why: { turn: string | undefined; set: (turn: string | undefined) => void };
}

/** The number the person had read up to when the conversation was opened. */
function readUpTo(thread: Thread, unread: number): number | undefined {
  if (unread === 0) return undefined;
  const theirs = thread.messages.filter((message) => message.author === "contact");
  const first = theirs.at(-unread) ?? theirs[0];
  return first ? first.seq - 1 : undefined;
}

export function ThreadPane(props: Props) {
  const { id, field, goal } = props;
  const { t } = useTranslation("inbox");
  const [me, zone, team, may] = [useMe().person.id, useZone(), useTeam(), useMay("converse")];
  const { data: row, error: rowError, refetch } = useQuery(conversationQuery(id));
  const { data: thread, error } = useQuery(threadQuery(id));
  const { data: comments } = useQuery(commentsQuery(id));
  const { outbox, drafts } = useMailbox();
  const pending = useOutbox();
  const people = usePeopleHere(id);
  const agentWrites = useWriting(id);
  const { turn: why, set: setWhy } = props.why;
  const wasWhy = useRef(false);
  if (why) wasWhy.current = true;
  const [writing, setWriting] = useState<{ since: number }>();
  const [mark, setMark] = useState<{ seq: number | undefined }>();
  // What came while another screen was shown.
  useEffect(() => void catchUp(id), [id]);
  if (thread && row && !mark) setMark({ seq: readUpTo(thread, row.unread) });
  const seq = lastSeq(thread);
  useReading(id, seq, row?.unread ?? 0);

  const mine = useMemo(() => pending.filter((item) => item.conversation === id), [pending, id]);
  const rows = useMemo(
    () =>
      buildRows({
        messages: thread?.messages ?? [],
        comments: comments ?? [],
        pending: mine,
        readSeq: mark?.seq,
        zone,
      }),
    [thread, comments, mine, mark, zone],
  );
  const context = useMemo<BubbleContext>(
    () => ({
      t,
      conversation: id,
      zone,
      team,
      me,
      onWhy: setWhy,
      onRetry: (item) => outbox.retry(item),
      onDiscard: (item: OutboxItem) => {
        outbox.remove(item.id);
        const text = [drafts.get(id, "reply"), item.text].filter(Boolean).join("\n");
        drafts.set(id, "reply", text);
        props.onKind("comment");
        requestAnimationFrame(() => props.onKind("reply"));
      },
      onRemoveComment: (comment) => {
        const known = queryClient.getQueryData<Comment[]>(commentsKey(id));
        queryClient.setQueryData(
          commentsKey(id),
          known?.filter((item) => item.id !== comment),
        );
        removeComment(id, comment).catch((fault) => {
          showProblem(fault);
          queryClient.setQueryData(commentsKey(id), known);
        });
      },
    }),
    [t, id, zone, team, me, outbox, drafts, props.onKind, setWhy],
  );
  const firstSeq = thread?.messages[0]?.seq;
  const isFar = goal !== undefined && firstSeq !== undefined && firstSeq > goal;
  useEffect(() => {
    if (isFar) reach(id, goal).catch(showProblem);
  }, [id, goal, isFar]);
  const loadOlder = useCallback(async () => {
    if (firstSeq === undefined) return false;
    try {
      const older = await newestMessages(id, firstSeq);
      queryClient.setQueryData<Thread>(threadKey(id), (known) => known && prepend(known, older, PAGE));
      return true;
    } catch (fault) {
      showProblem(fault);
      return false;
    }
  }, [id, firstSeq]);
  const onWriting = useCallback(
    (isOn: boolean) => setWriting((now) => (isOn ? (now ?? { since: lastSeqNow(id) }) : undefined)),
    [id],
  );

  if (!row && rowError) return <ErrorState error={rowError} retry={() => void refetch()} />;
  if (!row) return <Loading rows={6} />;
  const typing = people.filter((somebody) => somebody.isTyping);
  const overtaken = writing && thread?.messages.findLast((m) => isOther(m, me) && m.seq > writing.since);
  const last = thread?.messages.at(-1);
  return (
    <section className={classes.pane} aria-label={t("conversation", { name: customerName(t, row) })}>
      <ThreadHeader
        row={row}
        team={team}
        me={me}
        zone={zone}
        people={people}
        isPhone={props.isPhone}
        isPanelOpen={props.isPanelOpen}
        onPanel={props.onPanel}
        onBack={props.onBack}
        onClosed={props.onClosed}
        onUnread={() => {
          void takeForUnread(id);
          props.onBack();
        }}
        snooze={props.snooze}
      />
      {row.hand_over && row.mode === "human" && (
        <div className={classes.notice} data-tone="warm">
          <IconUser size={16} stroke={1.7} aria-hidden />
          <HandOver reason={row.hand_over} isOpen={Boolean(row.waiting_since) && !props.isPhone} />
        </div>
      )}
      {error && !thread ? (
        <ErrorState error={error} retry={() => void queryClient.invalidateQueries({ queryKey: threadKey(id) })} />
      ) : thread && mark ? (
        <MessageList
          rows={rows}
          goal={goal}
          context={context}
          hasOlder={thread.hasOlder}
          loadOlder={loadOlder}
          label={t("messages")}
        />
      ) : (
        <div className={classes.stage}>
          <Loading rows={6} />
        </div>
      )}
      {agentWrites && (
        <div className={classes.writing}>
          <span>{t("agent_writes")}</span>
          <p>{agentWrites}</p>
        </div>
      )}
      <div className={classes.typing} aria-live="polite">
        {typing.length > 0 &&
          t(typing[0]?.who === "contact" ? "customer_types" : "types_answer", {
            name: typing[0]?.name || customerName(t, row),
          })}
      </div>
      <div className="visually-hidden" role="log" aria-live="polite" aria-label={t("announcements")}>
        {last && last.author !== "person" && seq > (mark?.seq ?? 0) && (
          <span key={last.id}>
            {last.author === "agent" ? t("author.agent") : customerName(t, row)}: {last.text || t("file", { count: 1 })}
          </span>
        )}
      </div>
      {row.draft && <DraftCard key={row.draft.id} row={row} draft={row.draft} />}
      {overtaken && (
        <div className={classes.notice} role="status">
          <p>
            <Text span fw={600} size="sm">
              {t("overtaken", {
                name:
                  overtaken.author === "agent"
                    ? t("author.agent")
                    : (team.find((mate) => mate.person_id === overtaken.person_id)?.name ?? t("author.person")),
              })}
            </Text>{" "}
            {overtaken.text.slice(0, 240)}
          </p>
          <ActionIcon aria-label={t("app:close")} onClick={() => setWriting({ since: overtaken.seq })}>
            <IconX size={16} />
          </ActionIcon>
        </div>
      )}
      {row.connector === "import" ? (
        <Text size="sm" c="dimmed" p="md" ta="center">
          {t("imported")}
        </Text>
      ) : may ? (
        <Composer
          row={row}
          team={team}
          me={me}
          kind={props.kind}
          onKind={props.onKind}
          field={field}
          onWriting={onWriting}
        />
      ) : (
        <Text size="sm" c="dimmed" p="md" ta="center">
          {t("read_only")}
        </Text>
      )}
      {wasWhy.current && (
        <Suspense fallback={null}>
          <WhyDrawer turn={why} onClose={() => setWhy(undefined)} />
        </Suspense>
      )}
    </section>
  );
}

const lastSeqNow = (id: string) => lastSeq(queryClient.getQueryData<Thread>(threadKey(id)));
const isOther = (m: Thread["messages"][number], me: string) =>
  m.author === "agent" || (m.author === "person" && m.person_id !== me);

/** Why the agent called a person, and what it had found out by then. */
function HandOver({ reason, isOpen }: { reason: string; isOpen: boolean }) {
  const { t } = useTranslation("inbox");
  const [, ...rest] = reason.split("\n");
  if (rest.length === 0) return <p>{reasonOf(t, reason)}</p>;
  return (
    <details open={isOpen}>
      <summary>{reasonOf(t, reason)}</summary>
      {rest.join("\n")}
    </details>
  );
}

export function NothingOpen() {
  const { t } = useTranslation("inbox");
  return (
    <div className={classes.pane}>
      <Text m="auto" c="dimmed" ta="center" px="xl" maw={420}>
        {t("nothing_open")}
      </Text>
    </div>
  );
}
