// The board: every stage a column, every deal a card that is carried on. On a phone one stage at a time.

import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { type CSSProperties, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { number } from "~/app/format";
import { queryClient } from "~/app/query";
import { useMay } from "~/app/session";
import { useNow } from "~/features/inbox/now";
import { membersQuery } from "~/features/people/queries";
import { appended, dealOn } from "../board-state";
import { MoveSheet } from "../move-sheet";
import { called, dealName } from "../names";
import { boardQuery, moreOf } from "../queries";
import type { DealQuery } from "../search";
import type { Board as BoardData, Deal, Kind, Stage } from "../wire";
import classes from "./board.module.css";
import { Column, type Shared } from "./column";
import type { Shelf } from "./steer";
import { useCarry } from "./use-carry";

/** Cards are drawn anew no more often. */
const MINUTE = 60_000;

interface Props {
  board: BoardData;
  query: DealQuery;
  /** Columns of other kinds are left out. */
  status: Kind | undefined;
  isStale: boolean;
  stage: string | undefined;
  onStage: (stage: string) => void;
  onMove: (deal: Deal, to: string) => void;
}

export function Board({ board, query, status, isStale, stage: chosen, onStage, onMove }: Props) {
  const { t } = useTranslation("deals");
  const firm = useFirm();
  const mayMove = useMay("edit_contacts");
  const isPhone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false }) ?? false;
  const { data: members } = useQuery(membersQuery);
  const now = Math.floor(useNow() / MINUTE) * MINUTE;
  const [menu, setMenu] = useState<Deal>();
  const [said, setSaid] = useState("");
  const frame = useRef<HTMLDivElement>(null);

  const shown = useMemo(
    () =>
      board.pipeline.stages
        .filter((stage) => !status || stage.kind === status)
        .toSorted((a, b) => a.position - b.position)
        .flatMap((stage) => {
          const column = board.columns.find((one) => one.stage === stage.key);
          return column ? [{ stage, column }] : [];
        }),
    [board, status],
  );
  const shelves = useMemo<Shelf[]>(
    () => shown.map(({ stage, column }) => ({ stage: stage.key, ids: column.deals.map(({ id }) => id) })),
    [shown],
  );
  const owners = useMemo(() => new Map(members?.map((member) => [member.id, member])), [members]);
  const shared = useMemo<Shared>(
    () => ({
      owners,
      currency: firm?.currency ?? "RUB",
      zone: firm?.timezone,
      now,
      mayMove,
      onMenu: setMenu,
    }),
    [owners, firm, now, mayMove],
  );

  const key = boardQuery(query).queryKey;
  const latestKey = useRef(key);
  latestKey.current = key;
  const latestQuery = useRef(query);
  latestQuery.current = query;
  const loadMore = useCallback(async (stage: string, cursor: string) => {
    const asked = latestKey.current;
    const page = await moreOf(latestQuery.current, stage, cursor);
    queryClient.setQueryData<BoardData>(asked, (known) => known && appended(known, stage, page));
  }, []);

  const nameOf = (stage: Stage | undefined) => (stage ? called(stage) : "");
  const { carried, listeners } = useCarry({
    board: frame,
    shelves,
    isLocked: !mayMove || isPhone,
    onDrop: (id, to) => {
      const deal = dealOn(board, id);
      if (deal) onMove(deal, to);
    },
    say: (what, { id, stage }) => {
      const deal = dealOn(board, id);
      const at = shown.findIndex((one) => one.stage.key === stage);
      setSaid(
        t(`drag.${what}`, {
          name: deal ? dealName(t, deal) : "",
          stage: nameOf(shown[at]?.stage),
          place: at + 1,
          count: shown.length,
        }),
      );
    },
  });

  // The column a carried card is over comes into view.
  useEffect(() => {
    if (!carried?.isByKeys) return;
    frame.current
      ?.querySelector(`[data-column="${CSS.escape(carried.over)}"]`)
      ?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [carried]);

  const sheet = (
    <MoveSheet
      deal={menu}
      stages={board.pipeline.stages}
      onClose={() => setMenu(undefined)}
      onMove={(deal, to) => {
        setMenu(undefined);
        onMove(dealOn(board, deal.id) ?? deal, to);
      }}
    />
  );
  const only = shown.find(({ stage }) => stage.key === chosen) ?? shown[0];
  if (isPhone)
    return (
      <>
        <nav aria-label={t("column.switch")}>
          <ul className={classes.switch}>
            {shown.map(({ stage, column }) => (
              <li key={stage.key}>
                <button
                  type="button"
                  className={classes.switchItem}
                  style={{ "--stage": `var(--mantine-color-${stage.color}-6)` } as CSSProperties}
                  aria-current={stage.key === only?.stage.key || undefined}
                  onClick={(event) => {
                    event.currentTarget.scrollIntoView({ block: "nearest", inline: "center" });
                    onStage(stage.key);
                  }}
                >
                  {called(stage)}
                  <span className={classes.count}>{number(column.count)}</span>
                </button>
              </li>
            ))}
          </ul>
        </nav>
        {only && (
          <Column
            key={only.stage.key}
            stage={only.stage}
            column={only.column}
            shared={shared}
            carriedId={undefined}
            isOver={false}
            isFrom={false}
            isAlone
            loadMore={loadMore}
          />
        )}
        {sheet}
      </>
    );
  return (
    <>
      {mayMove && (
        <p id="deal-keys" className="visually-hidden">
          {t("drag.keys")}
        </p>
      )}
      <div
        ref={frame}
        className={classes.board}
        data-carrying={carried !== undefined || undefined}
        data-stale={isStale || undefined}
        {...listeners}
      >
        {shown.map(({ stage, column }) => (
          <Column
            key={stage.key}
            stage={stage}
            column={column}
            shared={shared}
            carriedId={carried && column.stage === carried.from ? carried.id : undefined}
            isOver={carried?.over === stage.key}
            isFrom={carried?.from === stage.key}
            loadMore={loadMore}
          />
        ))}
      </div>
      <div aria-live="assertive" className="visually-hidden">
        {said}
      </div>
      {sheet}
    </>
  );
}
