// The contacts themselves: a table on a desk, cards on a phone; ten thousand of them cost as much as ten.

import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { type Column, gridOf, SORT_OF } from "./columns";
import classes from "./contacts.module.css";
import type { ListedContact } from "./queries";
import { CardRow, TableRow } from "./row";
import type { Sort } from "./search";

const ROW = 56;
const CARD = 92;

interface Props {
  rows: ListedContact[];
  columns: Column[];
  isPhone: boolean;
  sort: Sort;
  onSort: (sort: Sort) => void;
  cursor: string | undefined;
  onCursor: (id: string) => void;
  hasMore: boolean;
  isLoadingMore: boolean;
  /** The answer to the newest question is on its way. */
  isStale: boolean;
  loadMore: () => void;
  listKey: string;
  total: number;
}

/** Where one was in the list before a card was opened. */
const left = { key: "", top: 0 };

function Heads({ columns, sort, onSort, template }: Pick<Props, "columns" | "sort" | "onSort"> & { template: string }) {
  const { t } = useTranslation("contacts");
  return (
    <tr aria-rowindex={1} className={classes.heads} style={{ gridTemplateColumns: template }}>
      {(["name", ...columns] as const).map((column) => {
        const order = SORT_OF[column];
        const isOn = order === sort;
        const direction = isOn ? (order === "name" || order === "next_visit" ? "ascending" : "descending") : undefined;
        return (
          <th key={column} scope="col" {...(direction && { "aria-sort": direction })} className={classes.headCell}>
            {order ? (
              <button
                type="button"
                className={classes.headSort}
                data-on={isOn || undefined}
                onClick={() => onSort(order)}
              >
                {t(`columns.${column}`)}
                <span aria-hidden>{isOn ? (direction === "ascending" ? "↑" : "↓") : ""}</span>
              </button>
            ) : (
              t(`columns.${column}`)
            )}
          </th>
        );
      })}
    </tr>
  );
}

export function Rows(props: Props) {
  const { rows, columns, isPhone, cursor, onCursor, hasMore, isLoadingMore, loadMore, listKey } = props;
  const { t } = useTranslation("contacts");
  const zone = useZone();
  const viewport = useRef<HTMLDivElement>(null);
  const height = isPhone ? CARD : ROW;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => height,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 8,
    initialOffset: () => (left.key === listKey ? left.top : 0),
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !isLoadingMore && last > rows.length - 20) loadMore();
  }, [hasMore, isLoadingMore, last, rows.length, loadMore]);

  const shown = useRef(listKey);
  useLayoutEffect(() => {
    if (viewport.current && shown.current !== listKey) viewport.current.scrollTop = 0;
    shown.current = listKey;
    left.key = listKey;
  }, [listKey]);

  // The row under the cursor comes into view, then takes the focus.
  const wished = useRef(cursor);
  useEffect(() => {
    if (wished.current === cursor || cursor === undefined) return;
    wished.current = cursor;
    const index = rows.findIndex((row) => row.id === cursor);
    if (index < 0) return;
    virtualizer.scrollToIndex(index, { align: "auto" });
    requestAnimationFrame(() =>
      viewport.current
        ?.querySelector<HTMLElement>(`[data-row="${CSS.escape(cursor)}"]`)
        ?.focus({ preventScroll: true }),
    );
  }, [cursor, rows, virtualizer]);

  const { template, least } = gridOf(columns);
  const hasCursor = rows.some((row) => row.id === cursor);
  const onScroll = () => {
    left.top = viewport.current?.scrollTop ?? 0;
  };
  const placed = items.flatMap((item) => {
    const row = rows[item.index];
    if (!row) return [];
    const isCursor = hasCursor ? row.id === cursor : item.index === 0;
    return [{ row, index: item.index, style: { transform: `translateY(${item.start}px)` }, isCursor }];
  });
  const frame = (inside: ReactNode) => (
    <div
      ref={viewport}
      className={classes.viewport}
      onScroll={onScroll}
      data-list
      data-stale={props.isStale || undefined}
    >
      {inside}
    </div>
  );
  if (isPhone)
    return frame(
      <ul className={classes.cards} style={{ height: virtualizer.getTotalSize() }} aria-label={t("title")}>
        {placed.map(({ row, index, style }) => (
          <li key={row.id} className={classes.slot} style={style} aria-posinset={index + 1} aria-setsize={props.total}>
            <CardRow row={row} zone={zone} />
          </li>
        ))}
      </ul>,
    );
  return frame(
    <table
      aria-label={t("title")}
      aria-rowcount={props.total < 0 ? -1 : props.total + 1}
      className={classes.table}
      style={{ minWidth: least }}
    >
      <thead className={classes.headGroup}>
        <Heads columns={columns} sort={props.sort} onSort={props.onSort} template={template} />
      </thead>
      <tbody className={classes.body} style={{ height: virtualizer.getTotalSize() }}>
        {placed.map(({ row, index, style, isCursor }) => (
          <TableRow
            key={row.id}
            row={row}
            index={index}
            columns={columns}
            zone={zone}
            isCursor={isCursor}
            onFocus={onCursor}
            style={{ ...style, gridTemplateColumns: template, height: ROW }}
          />
        ))}
      </tbody>
    </table>,
  );
}
