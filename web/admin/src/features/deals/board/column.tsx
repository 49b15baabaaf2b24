// One stage: its head with count and sum, its deals, more of them as one scrolls.

import { Loader } from "@mantine/core";
import { type CSSProperties, memo, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { money, number } from "~/app/format";
import { showProblem } from "~/ui";
import { called } from "../names";
import type { Column as ColumnData, Deal, Stage } from "../wire";
import classes from "./board.module.css";
import { DealCard, type Owner } from "./card";

export interface Shared {
  owners: Map<string, Owner>;
  currency: string;
  zone: string | undefined;
  now: number;
  mayMove: boolean;
  onMenu: (deal: Deal) => void;
}
interface Props {
  stage: Stage;
  column: ColumnData;
  shared: Shared;
  carriedId: string | undefined;
  isOver: boolean;
  isFrom: boolean;
  isAlone?: boolean;
  loadMore: (stage: string, cursor: string) => Promise<void>;
}

export const Column = memo(function Column(props: Props) {
  const { stage, column, shared, carriedId, isOver, isFrom, isAlone = false, loadMore } = props;
  const { t } = useTranslation("deals");
  const { mayMove, onMenu, owners, currency, zone, now } = shared;
  const [stop, setStop] = useState<string>();
  const [isLoading, setIsLoading] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLDivElement>(null);
  const { next_cursor: cursor } = column;
  useEffect(() => {
    const { current: mark } = end;
    if (!cursor || !mark) return;
    let isGone = false;
    const watch = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        watch.disconnect();
        setIsLoading(true);
        loadMore(stage.key, cursor)
          .catch(showProblem)
          .finally(() => !isGone && setIsLoading(false));
      },
      { root: body.current, rootMargin: "500px" },
    );
    watch.observe(mark);
    return () => {
      isGone = true;
      watch.disconnect();
    };
  }, [cursor, stage.key, loadMore]);

  const name = called(stage);
  const stopId = column.deals.some(({ id }) => id === stop) ? stop : column.deals[0]?.id;
  return (
    <section
      className={classes.column}
      data-column={stage.key}
      data-over={(isOver && !isFrom) || undefined}
      data-alone={isAlone || undefined}
      style={{ "--stage": `var(--mantine-color-${stage.color}-6)` } as CSSProperties}
      aria-label={t("column.label", { stage: name, count: column.count })}
    >
      <header className={classes.columnHead}>
        <h2 className={classes.columnName} title={name}>
          {name}
        </h2>
        <span className={classes.count}>{number(column.count)}</span>
        <span className={classes.sum}>{column.amount > 0 ? money(column.amount, currency) : ""}</span>
      </header>
      <div className={classes.columnBody} ref={body}>
        {column.deals.length > 0 ? (
          <ul
            className={classes.cards}
            aria-label={name}
            onFocus={(event) => setStop(event.target.closest<HTMLElement>("[data-deal]")?.dataset.deal)}
          >
            {column.deals.map((deal) => (
              <DealCard
                key={deal.id}
                deal={deal}
                stage={stage}
                owner={deal.owner_id ? owners.get(deal.owner_id) : undefined}
                currency={currency}
                zone={zone}
                now={now}
                isCarried={carriedId === deal.id}
                isStop={stopId === deal.id}
                mayMove={mayMove}
                onMenu={onMenu}
              />
            ))}
          </ul>
        ) : (
          <p className={classes.none}>{t(isAlone ? "column.none" : mayMove ? "column.empty" : "column.none")}</p>
        )}
        <div ref={end} className={classes.end}>
          {isLoading && <Loader size="xs" type="dots" aria-label={t("app:loading")} />}
        </div>
      </div>
    </section>
  );
});
