// The deals as a list: put in order, chosen, moved many at once; thousands of them cost as much as ten.

import { Checkbox, Loader, Select } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { useMay } from "~/app/session";
import { useNow } from "~/features/inbox/now";
import { membersQuery } from "~/features/people/queries";
import { ErrorState, Loading } from "~/ui";
import { listQuery } from "../queries";
import { type DealQuery, type DealsSearch, type Sort, type SortBy, turned, USUAL_SORT } from "../search";
import type { Pipeline } from "../wire";
import { Bulk } from "./bulk";
import classes from "./list.module.css";
import { ItemRow, type RowProps, TableRow } from "./row";
import { kept, NONE, toggled, toggledAll } from "./selection";

const ROW = 58;
const ITEM = 92;
/** Rows are drawn anew no more often. */
const MINUTE = 60_000;

interface Props {
  query: DealQuery;
  search: DealsSearch;
  pipeline: Pipeline;
  isPhone: boolean;
  onChange: (part: DealsSearch) => void;
  empty: ReactNode;
}

const HEADS: { id: string; by?: SortBy; isEnd?: boolean }[] = [
  { id: "deal", by: "updated" },
  { id: "stage" },
  { id: "amount", by: "amount", isEnd: true },
  { id: "owner" },
  { id: "age", by: "stage_since" },
  { id: "task" },
  { id: "created", by: "created" },
];

export function List({ query, search, pipeline, isPhone, onChange, empty }: Props) {
  const { t } = useTranslation("deals");
  const firm = useFirm();
  const maySelect = useMay("edit_contacts");
  const now = Math.floor(useNow() / MINUTE) * MINUTE;
  const sort = search.order ?? USUAL_SORT;
  const list = useInfiniteQuery({ ...listQuery(query, sort), enabled: firm !== undefined });
  const { data: members } = useQuery(membersQuery);
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const ids = useMemo(() => rows.map(({ id }) => id), [rows]);
  const [chosen, setChosen] = useState(NONE);
  const selection = useMemo(() => kept(chosen, ids), [chosen, ids]);
  const latestIds = useRef(ids);
  latestIds.current = ids;
  const onSelect = useCallback(
    (id: string, isSpan: boolean) => setChosen((before) => toggled(before, latestIds.current, id, isSpan)),
    [],
  );
  const setSort = (next: Sort) => onChange({ order: next === USUAL_SORT ? undefined : next });

  const viewport = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => (isPhone ? ITEM : ROW),
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 8,
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  useEffect(() => {
    const isNear = last > rows.length - 20;
    if (isNear && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [last, rows.length, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const listKey = JSON.stringify([query, sort]);
  const shown = useRef(listKey);
  useLayoutEffect(() => {
    if (viewport.current && shown.current !== listKey) viewport.current.scrollTop = 0;
    shown.current = listKey;
  }, [listKey]);

  if (list.error && !list.data) return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  if (!list.data) return <Loading rows={8} />;
  if (rows.length === 0) return empty;

  const stages = new Map(pipeline.stages.map((stage) => [stage.key, stage]));
  const owners = new Map(members?.map(({ id, name }) => [id, name]));
  const placed: RowProps[] = items.flatMap((item) => {
    const deal = rows[item.index];
    if (!deal) return [];
    return {
      deal,
      index: item.index,
      stage: stages.get(deal.stage),
      owner: deal.owner_id ? owners.get(deal.owner_id) : undefined,
      currency: firm?.currency ?? "RUB",
      zone: firm?.timezone,
      now,
      isOn: selection.ids.has(deal.id),
      maySelect,
      onSelect,
      style: { transform: `translateY(${item.start}px)` },
    };
  });
  const height = { height: virtualizer.getTotalSize() };
  const all = (
    <Checkbox
      size="sm"
      aria-label={t("list.all")}
      checked={selection.ids.size > 0 && ids.every((id) => selection.ids.has(id))}
      indeterminate={selection.ids.size > 0 && !ids.every((id) => selection.ids.has(id))}
      onChange={() => setChosen(toggledAll(selection, ids))}
    />
  );
  const isWhole = !hasNextPage;
  return (
    <>
      {isPhone && (
        <Select
          px="md"
          pb="sm"
          size="md"
          aria-label={t("sort.label")}
          value={sort}
          onChange={(next) => next && setSort(next as Sort)}
          data={(["-updated", "-created", "-amount", "stage_since", "expected"] as const).map((value) => ({
            value,
            label: t(`sort.${value.replace("-", "")}`),
          }))}
          allowDeselect={false}
        />
      )}
      <div ref={viewport} className={classes.viewport} data-stale={list.isPlaceholderData || undefined}>
        {isPhone ? (
          <ul className={classes.items} style={height} aria-label={t("title")}>
            {placed.map((row) => (
              <ItemRow key={row.deal.id} {...row} />
            ))}
          </ul>
        ) : (
          <table className={classes.table} aria-label={t("title")} aria-rowcount={isWhole ? rows.length + 1 : -1}>
            <thead className={classes.headGroup}>
              <tr aria-rowindex={1} className={classes.heads}>
                <th scope="col" className={classes.headCell}>
                  {maySelect ? all : <span className="visually-hidden">{t("list.mark")}</span>}
                </th>
                {HEADS.map(({ id, by, isEnd }) => {
                  const isOn = by !== undefined && sort.replace("-", "") === by;
                  const direction = sort.startsWith("-") ? "descending" : "ascending";
                  return (
                    <th
                      key={id}
                      scope="col"
                      className={classes.headCell}
                      data-end={isEnd || undefined}
                      {...(isOn && { "aria-sort": direction })}
                    >
                      {by ? (
                        <button
                          type="button"
                          className={classes.headSort}
                          data-on={isOn || undefined}
                          onClick={() => setSort(turned(sort, by))}
                        >
                          {t(`list.${id}`)}
                          <span aria-hidden>{isOn ? (direction === "ascending" ? "↑" : "↓") : ""}</span>
                        </button>
                      ) : (
                        t(`list.${id}`)
                      )}
                    </th>
                  );
                })}
              </tr>
            </thead>
            <tbody className={classes.body} style={height}>
              {placed.map((row) => (
                <TableRow key={row.deal.id} {...row} />
              ))}
            </tbody>
          </table>
        )}
        {isFetchingNextPage && (
          <div className={classes.foot}>
            <Loader size="sm" type="dots" aria-label={t("app:loading")} />
          </div>
        )}
      </div>
      {selection.ids.size > 0 && (
        <Bulk
          deals={rows.filter(({ id }) => selection.ids.has(id))}
          pipeline={pipeline}
          onClear={() => setChosen(NONE)}
        />
      )}
    </>
  );
}
