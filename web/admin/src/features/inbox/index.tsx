// The inbox: the list, the conversation and the customer beside each other where there is room, one at a time on a phone.

import { Drawer } from "@mantine/core";
import { useElementSize, useLocalStorage } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { queryClient } from "~/app/query";
import { useMay, useMe } from "~/app/session";
import { Loading } from "~/ui";
import { carryOutAll } from "./bulk";
import { countsQuery } from "./counts";
import { startView } from "./first";
import classes from "./inbox.module.css";
import { KeysHelp } from "./keys-help";
import { ListPane } from "./list/list-pane";
import { type Chosen, ranged, toggled } from "./model/bulk";
import type { DraftKind } from "./model/drafts";
import { type Command, commandOf, whereIs } from "./model/keys";
import { flatten, keepSelected, neighbour } from "./model/list";
import type { Thread } from "./model/thread";
import { carryOut } from "./moves";
import { conversationQuery, knownRow, listQuery, threadKey } from "./queries";
import { takeForUnread } from "./reading";
import { onWanted, takeWanted } from "./saved";
import { startSync } from "./sync";
import { NothingOpen, ThreadPane } from "./thread/thread-pane";
import { BULK, type BulkAct, type Conversation, type Filter } from "./wire";

const ContactPanel = lazy(async () => ({ default: (await import("./panel/contact-panel")).ContactPanel }));
const DESK = 980;
const TABLET = 620;
/** Longest wait for a conversation to open before keys are commands again. */
const OPENING_MS = 1_200;

/** The view is kept while the tab lives. */
function useFilter(): [Filter, (filter: Filter) => void] {
  const [filter, setFilter] = useState<Filter>(startView);
  const change = useCallback((next: Filter) => {
    sessionStorage.setItem("samovar.inbox.view", next.view);
    setFilter(next);
  }, []);
  useEffect(() => {
    const take = () => {
      const wanted = takeWanted();
      if (wanted) change(wanted);
    };
    take();
    return onWanted(take);
  }, [change]);
  return [filter, change];
}

function useTitle(title: string): void {
  const { data: counts } = useQuery(countsQuery);
  const unread = counts?.unread ?? 0;
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ""}${title} · Samovar`;
    void navigator.setAppBadge?.(unread).catch(() => {});
  }, [title, unread]);
}

export { mailboxOf } from "./mailbox";

export function InboxPage() {
  startSync();
  const { t } = useTranslation("inbox");
  const { ref, width } = useElementSize();
  const { conversationId: open } = useParams({ strict: false });
  const { at } = useSearch({ strict: false }) as { at?: number };
  const navigate = useNavigate();
  const me = useMe().person.id;
  const may = useMay("converse");
  useTitle(t("title"));

  const [filter, setFilter] = useFilter();
  const list = useInfiniteQuery(listQuery(filter));
  const { data: selected } = useQuery({ ...conversationQuery(open ?? ""), enabled: open !== undefined });
  const loaded = useMemo(() => flatten(list.data), [list.data]);
  const place = useRef({ id: open, index: -1 });
  const rows = useMemo(
    () => keepSelected(loaded, open ? selected : undefined, place.current.id === open ? place.current.index : -1),
    [loaded, open, selected],
  );
  useEffect(() => {
    const index = rows.findIndex((row) => row.id === open);
    if (index >= 0 || place.current.id !== open) place.current = { id: open, index };
  }, [rows, open]);

  const [cursor, setCursor] = useState(open);
  useEffect(() => {
    if (open) setCursor(open);
  }, [open]);
  const [chosen, setChosen] = useState<Chosen>(new Set());
  const [isChoosing, setIsChoosing] = useState(false);
  const anchor = useRef<string>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is chosen is chosen in one list
  useEffect(() => setChosen(new Set()), [filter]);
  const stopChoosing = useCallback((isOn: boolean) => {
    setIsChoosing(isOn);
    if (!isOn) setChosen(new Set());
  }, []);
  const shownRows = useRef(rows);
  shownRows.current = rows;
  const choose = useCallback((id: string, isRange: boolean) => {
    const from = anchor.current;
    anchor.current = id;
    setChosen((known) => {
      const next = isRange ? ranged(known, shownRows.current, from, id) : toggled(known, id);
      return next.size > BULK ? known : next;
    });
  }, []);
  const actOnAll = useCallback(
    (all: Conversation[], act: BulkAct) => {
      stopChoosing(false);
      void carryOutAll(all.slice(0, BULK), act);
    },
    [stopChoosing],
  );
  const choice = useMemo(
    () =>
      may
        ? {
            chosen,
            isOn: isChoosing,
            set: stopChoosing,
            choose,
            all: () => setChosen(new Set(shownRows.current.slice(0, BULK).map(({ id }) => id))),
            act: actOnAll,
          }
        : undefined,
    [may, chosen, isChoosing, stopChoosing, choose, actOnAll],
  );
  const [kind, setKind] = useState<DraftKind>("reply");
  const [isHelp, setIsHelp] = useState(false);
  const [isSnooze, setIsSnooze] = useState(false);
  const [why, setWhy] = useState<string>();
  const [isPanel, setIsPanel] = useLocalStorage({ key: "samovar.inbox.panel", defaultValue: true });
  const [isDrawer, setIsDrawer] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const wish = useRef<{ kind: DraftKind; at: number }>(undefined);
  const size = width === 0 ? undefined : width >= DESK ? "desk" : width >= TABLET ? "tablet" : "phone";
  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation begins with an answer, without dialogs
  useEffect(() => {
    setKind(wish.current?.kind ?? "reply");
    setIsSnooze(false);
    setWhy(undefined);
    setIsDrawer(false);
  }, [open]);
  // Writing was asked for in a conversation that had to be opened first.
  useEffect(() => {
    if (!wish.current || !field.current || !open) return;
    if (kind !== wish.current.kind) return;
    wish.current = undefined;
    field.current.focus();
  });

  const go = useCallback(
    (id: string | undefined, seq?: number) =>
      id
        ? navigate({ to: "/inbox/$conversationId", params: { conversationId: id }, search: seq ? { at: seq } : {} })
        : navigate({ to: "/inbox" }),
    [navigate],
  );
  const togglePanel = () => (size === "desk" ? setIsPanel(!isPanel) : setIsDrawer(true));
  const focusRow = (id: string | undefined) => {
    const find = () =>
      document.querySelector<HTMLElement>(id ? `[data-row="${CSS.escape(id)}"]` : "[data-row][tabindex='0']");
    const row = find();
    // A row out of sight is drawn first.
    if (row) row.focus();
    else requestAnimationFrame(() => find()?.focus());
  };

  const run = (command: Command): boolean => {
    const inList = document.activeElement?.closest("[data-list]") !== null && document.activeElement !== document.body;
    const shown = rows.find((row) => row.id === (inList ? (cursor ?? open) : (open ?? cursor)));
    // Keys come faster than screens are drawn: what the key before has changed counts.
    const target = shown && (knownRow(shown.id) ?? shown);
    switch (command) {
      case "next":
      case "previous": {
        if (document.activeElement?.closest("[data-thread]") && !open) return false;
        const next = neighbour(rows, inList ? cursor : (open ?? cursor), command === "next" ? 1 : -1);
        if (!next) return true;
        setCursor(next.id);
        if (open && !inList && size !== "phone") void go(next.id);
        else focusRow(next.id);
        return true;
      }
      case "open":
        return false;
      case "search":
        document.querySelector<HTMLElement>("[data-search]")?.focus();
        return true;
      case "help":
        setIsHelp(true);
        return true;
      case "back": {
        if (chosen.size > 0 || isChoosing) {
          stopChoosing(false);
          return true;
        }
        const active = document.activeElement;
        if (active instanceof HTMLTextAreaElement || active instanceof HTMLInputElement) {
          active.blur();
          if (open) document.querySelector<HTMLElement>("[data-thread]")?.focus();
          return true;
        }
        if (!open) return false;
        void go(undefined);
        focusRow(open);
        return true;
      }
      case "panel":
        if (open) togglePanel();
        return true;
      case "why": {
        const thread = open ? queryClient.getQueryData<Thread>(threadKey(open)) : undefined;
        const turn = thread?.messages.findLast(({ turn_id }) => turn_id)?.turn_id;
        if (turn) setWhy(turn);
        return turn !== undefined;
      }
      default:
        break;
    }
    if (!may) return false;
    const several = rows.filter((row) => chosen.has(row.id));
    if (several.length > 0 && (command === "close" || command === "assign_me" || command === "unread")) {
      const areClosed = several.every((row) => row.status === "closed");
      if (command === "close") actOnAll(several, { kind: areClosed ? "reopen" : "close" });
      else if (command === "unread") actOnAll(several, { kind: "unread" });
      else actOnAll(several, { kind: "assign", person_id: me });
      return true;
    }
    if (!target) return false;
    switch (command) {
      case "choose":
        choose(target.id, false);
        return true;
      case "reply":
      case "comment":
        if (target.id === open) {
          // At once: the next key is already meant for the field.
          flushSync(() => setKind(command));
          field.current?.focus();
        } else {
          wish.current = { kind: command, at: performance.now() };
          void go(target.id);
        }
        return true;
      case "close": {
        const next = neighbour(rows, target.id, 1) ?? neighbour(rows, target.id, -1);
        if (target.status === "closed") void carryOut(target, { kind: "reopen" });
        else {
          void carryOut(target, { kind: "close" });
          place.current = { id: undefined, index: -1 };
          if (target.id === open && size !== "phone") void go(next?.id);
          setCursor(next?.id);
          if (inList) focusRow(next?.id);
        }
        return true;
      }
      case "assign_me":
        void carryOut(target, { kind: "assign", person_id: target.assignee_id === me ? null : me });
        return true;
      case "take_over":
        void carryOut(target, { kind: target.mode === "human" ? "give-back" : "take-over" });
        return true;
      case "snooze":
        if (target.id !== open) void go(target.id);
        setTimeout(() => setIsSnooze(true), target.id === open ? 0 : 150);
        return true;
      case "unread":
        void takeForUnread(target.id);
        if (target.id === open) void go(undefined);
        return true;
      default:
        return false;
    }
  };
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      // A letter typed before the field has appeared is no command.
      if (wish.current && performance.now() - wish.current.at < OPENING_MS) return event.preventDefault();
      const where = whereIs(event.target);
      // Arrows and Enter belong to what has the focus, except in the list.
      const isArrow = event.key.startsWith("Arrow") || event.key === "Enter";
      const inList = event.target instanceof Element && event.target.closest("[data-list]");
      if (isArrow && !inList) return;
      const command = commandOf(event, where);
      if (command && latest.current(command)) event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);

  const onClosed = () => {
    if (size === "phone") void go(undefined);
  };
  const isThread = open !== undefined;
  const hasPanel = size === "desk" && isPanel && isThread;
  // The conversation is seen first; what stands beside it follows a moment later.
  const beside = useDeferredValue(selected);
  const loadMore = useCallback(() => void list.fetchNextPage({ cancelRefetch: false }), [list.fetchNextPage]);
  return (
    <div ref={ref} className={classes.frame} data-size={size} data-panel={hasPanel || undefined}>
      {size !== undefined && (size !== "phone" || !isThread) && (
        <ListPane
          rows={rows}
          filter={filter}
          onFilter={setFilter}
          open={open}
          cursor={cursor}
          onCursor={setCursor}
          isLoading={list.isPending}
          error={list.error}
          retry={() => void list.refetch()}
          hasMore={list.hasNextPage}
          isLoadingMore={list.isFetchingNextPage}
          loadMore={loadMore}
          onHelp={() => setIsHelp(true)}
          onOpen={go}
          choice={choice}
        />
      )}
      {size !== undefined &&
        (isThread ? (
          <ThreadPane
            key={open}
            id={open}
            goal={at}
            isPhone={size === "phone"}
            isPanelOpen={hasPanel}
            onPanel={togglePanel}
            onBack={() => void go(undefined)}
            onClosed={onClosed}
            field={field}
            kind={kind}
            onKind={setKind}
            snooze={{ isOpen: isSnooze, set: setIsSnooze }}
            why={{ turn: why, set: setWhy }}
          />
        ) : (
          size !== "phone" && <NothingOpen />
        ))}
      {hasPanel && beside && (
        <Suspense fallback={<Loading />}>
          <ContactPanel key={beside.contact_id} row={beside} />
        </Suspense>
      )}
      <Drawer
        opened={isDrawer && isThread}
        onClose={() => setIsDrawer(false)}
        position="right"
        size={size === "phone" ? "100%" : 380}
        title={t("panel.title")}
        closeButtonProps={{ "aria-label": t("app:close") }}
      >
        <Suspense fallback={<Loading />}>{selected && <ContactPanel row={selected} inDrawer />}</Suspense>
      </Drawer>
      <KeysHelp opened={isHelp} onClose={() => setIsHelp(false)} />
    </div>
  );
}
