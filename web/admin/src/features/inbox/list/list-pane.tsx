// The list of conversations: only the rows on the screen are drawn, and news above the eye does not move what it reads.

import { Button, Loader } from "@mantine/core";
import { IconArrowUp, IconFilterOff, IconInbox, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { useMe } from "~/app/session";
import { EmptyState, ErrorState, Loading } from "~/ui";
import { useDrafts } from "../mailbox";
import type { Chosen } from "../model/bulk";
import { isWorthAsking } from "../model/found";
import { shiftOf } from "../model/list";
import { useNow } from "../now";
import { useTeam } from "../queries";
import { savedQuery, shownView } from "../saved";
import { BULK, type BulkAct, type Conversation, type Filter } from "../wire";
import { BulkBar } from "./bulk-bar";
import { Found } from "./found";
import classes from "./list.module.css";
import { ListHead } from "./list-head";
import { ManageViews } from "./manage-views";
import { Row } from "./row";

export const ROW_HEIGHT = 84;

export interface Choice {
  chosen: Chosen;
  isOn: boolean;
  set: (isOn: boolean) => void;
  choose: (id: string, isRange: boolean) => void;
  all: () => void;
  act: (rows: Conversation[], act: BulkAct) => void;
}

interface Props {
  rows: Conversation[];
  filter: Filter;
  onFilter: (filter: Filter) => void;
  open: string | undefined;
  cursor: string | undefined;
  onCursor: (id: string) => void;
  isLoading: boolean;
  error: unknown;
  retry: () => void;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
  onHelp: () => void;
  onOpen: (id: string, seq?: number) => void;
  /** Undefined for who may not do anything with them. */
  choice: Choice | undefined;
}

/** Only more rows at the end: what is above has not moved. */
function isLonger(before: Conversation[], rows: Conversation[]): boolean {
  const last = before.length - 1;
  return rows.length > before.length && rows[0]?.id === before[0]?.id && rows[last]?.id === before[last]?.id;
}

/** Keeps what is on the screen in its place when rows come above it, and counts what came. */
function useSteady(rows: Conversation[], viewport: React.RefObject<HTMLDivElement | null>, key: string) {
  const before = useRef({ rows, key });
  const top = useRef(0);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  useLayoutEffect(() => {
    const element = viewport.current;
    const old = before.current;
    before.current = { rows, key };
    if (!element || (old.rows === rows && old.key === key)) return;
    if (old.key !== key) {
      top.current = 0;
      element.scrollTop = 0;
      setFresh(new Set());
      return;
    }
    const first = top.current;
    if (first === 0 || isLonger(old.rows, rows)) return;
    const last = first + Math.ceil(element.clientHeight / ROW_HEIGHT);
    const seen = old.rows.slice(first, last).map((row, index) => ({ id: row.id, index: first + index }));
    const shift = shiftOf(seen, new Map(rows.map((row, index) => [row.id, index])));
    if (shift !== 0) element.scrollTop += shift * ROW_HEIGHT;
    const above = new Set(old.rows.slice(0, first).map((row) => row.id));
    const came = rows.slice(0, Math.max(0, first + shift)).filter((row) => !above.has(row.id));
    if (came.length > 0) setFresh((ids) => new Set([...ids, ...came.map((row) => row.id)]));
  }, [rows, key, viewport]);
  const onScroll = () => {
    top.current = Math.floor((viewport.current?.scrollTop ?? 0) / ROW_HEIGHT);
    if (top.current === 0 && fresh.size > 0) setFresh(new Set());
  };
  return { fresh: fresh.size, onScroll };
}

export function ListPane(props: Props) {
  const { rows, filter, onFilter, open, cursor, onCursor, hasMore, isLoadingMore, loadMore } = props;
  const { t } = useTranslation("inbox");
  const viewport = useRef<HTMLDivElement>(null);
  const [now, zone, team, drafts, me] = [useNow(), useZone(), useTeam(), useDrafts(), useMe().person.id];
  const key = JSON.stringify(filter);
  const { fresh, onScroll } = useSteady(rows, viewport, key);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => ROW_HEIGHT,
    // The same function while the rows are the same: another one makes it measure all rows anew.
    getItemKey: useCallback((index: number) => rows[index]?.id ?? index, [rows]),
    overscan: 6,
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !isLoadingMore && rows.length > 0 && last > rows.length - 15) loadMore();
  }, [hasMore, isLoadingMore, last, rows.length, loadMore]);
  const cursorIndex = useMemo(() => rows.findIndex((row) => row.id === cursor), [rows, cursor]);
  const wished = useRef(cursor);
  useEffect(() => {
    if (wished.current === cursor || cursorIndex < 0) return;
    wished.current = cursor;
    virtualizer.scrollToIndex(cursorIndex, { align: "auto" });
  }, [cursor, cursorIndex, virtualizer]);
  const isFiltered = Boolean(filter.q || filter.tag || filter.connection_id || filter.team_id || filter.unread);
  const [isManaging, setIsManaging] = useState(false);
  const broken = shownView(useQuery(savedQuery).data, filter)?.missing[0];
  const { choice } = props;
  const chosen = useMemo(() => rows.filter((row) => choice?.chosen.has(row.id)), [rows, choice]);
  const isChoosing = choice !== undefined && (choice.isOn || chosen.length > 0);
  const isSearch = isWorthAsking(filter.q) && !filter.contact_id;
  return (
    <section className={classes.pane} aria-label={t("title")}>
      {/* With a conversation open its customer is the heading. */}
      {!open && <h1 className="visually-hidden">{t("title")}</h1>}
      <ListHead
        filter={filter}
        onFilter={onFilter}
        onHelp={props.onHelp}
        onManage={() => setIsManaging(true)}
        choosing={choice && { isOn: isChoosing, set: choice.set }}
      />
      <div className={classes.scroll}>
        {fresh > 0 && (
          <Button
            className={classes.pill ?? ""}
            size="compact-sm"
            radius="xl"
            leftSection={<IconArrowUp size={14} aria-hidden />}
            onClick={() => viewport.current?.scrollTo({ top: 0, behavior: "smooth" })}
          >
            {t("fresh", { count: fresh })}
          </Button>
        )}
        <div className={classes.viewport} ref={viewport} onScroll={onScroll} data-list>
          {props.isLoading ? (
            <Loading rows={8} avatar />
          ) : props.error && rows.length === 0 ? (
            <ErrorState error={props.error} retry={props.retry} />
          ) : rows.length === 0 && broken ? (
            <EmptyState
              compact
              icon={IconFilterOff}
              title={t("saved.broken")}
              text={t(`saved.missing.${broken}`)}
              action={
                <Button variant="light" onClick={() => setIsManaging(true)}>
                  {t("saved.manage")}
                </Button>
              }
            />
          ) : rows.length === 0 && isSearch ? (
            <p className={classes.noneHere}>{t("empty.found_here")}</p>
          ) : rows.length === 0 ? (
            <EmptyState
              compact
              icon={isFiltered ? IconSearch : IconInbox}
              title={t(isFiltered ? "empty.found" : `empty.${filter.view}`)}
              text={t(isFiltered ? "empty.found_text" : `empty.${filter.view}_text`)}
              action={
                isFiltered ? (
                  <Button variant="light" onClick={() => onFilter({ view: filter.view })}>
                    {t("clear_filters")}
                  </Button>
                ) : undefined
              }
            />
          ) : (
            <ul
              className={classes.rows}
              data-choosing={isChoosing || undefined}
              style={{ height: virtualizer.getTotalSize() }}
              aria-label={t("title")}
            >
              {items.map((item) => {
                const row = rows[item.index];
                if (!row) return null;
                return (
                  <li
                    key={row.id}
                    className={classes.slot}
                    aria-posinset={item.index + 1}
                    aria-setsize={hasMore ? -1 : rows.length}
                    style={{ transform: `translateY(${item.start}px)` }}
                  >
                    <Row
                      row={row}
                      draft={drafts[`reply:${row.id}`]}
                      isOpen={row.id === open}
                      isCursor={cursorIndex < 0 ? item.index === 0 : row.id === cursor}
                      now={now}
                      zone={zone}
                      team={team}
                      me={me}
                      t={t}
                      onFocus={onCursor}
                      onOpen={props.onOpen}
                      isChosen={choice?.chosen.has(row.id)}
                      onChoose={choice?.choose ?? nothing}
                    />
                  </li>
                );
              })}
            </ul>
          )}
          {isLoadingMore && (
            <div className={classes.foot}>
              <Loader size="sm" type="dots" aria-label={t("app:loading")} />
            </div>
          )}
          {isSearch && !hasMore && <Found filter={filter} zone={zone} team={team} me={me} onOpen={props.onOpen} />}
        </div>
      </div>
      <ManageViews opened={isManaging} onClose={() => setIsManaging(false)} />
      {isChoosing && (
        <BulkBar
          chosen={chosen}
          loaded={Math.min(rows.length, BULK)}
          team={team}
          me={me}
          zone={zone}
          onAct={(act) => choice.act(chosen, act)}
          onAll={choice.all}
          onNone={() => choice.set(false)}
        />
      )}
    </section>
  );
}

const nothing = () => {};
