// One column of the time grid: an employee's day. Working time is light on shaded ground; on it stand visits, holds,
// blocks and the line of now.

import { Text } from "@mantine/core";
import { IconLock, IconPlus } from "@tabler/icons-react";
import { memo, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { time } from "~/app/format";
import classes from "./grid.module.css";
import type { Shown } from "./group/model";
import { HoldCard } from "./hold-card";
import { clip, lanesOf, type Scale, type Span } from "./layout";
import type { BlockView, HoldView } from "./queries";
import type { Ghost } from "./use-grid";
import { VisitCard } from "./visit-card";

export interface ColumnData {
  key: string;
  employee: string;
  label: string;
  scale: Scale;
  visits: Shown[];
  blocks: BlockView[];
  holds: HoldView[];
  working: Span[];
}
interface Props {
  data: ColumnData;
  window: Span;
  pixels: number;
  zone: string;
  ghost: Ghost | undefined;
  ghostedId: string | undefined;
  /** What is wrong with where the ghost stands. */
  trouble: string | undefined;
  activeId: string | undefined;
  fresh: ReadonlySet<string>;
  /** Minute of the line of now, when it is in this column. */
  now: number | undefined;
  mayBook: boolean;
  onOpen: (visit: Shown, at: DOMRect) => void;
  onOpenBlock: (block: BlockView) => void;
  onFocus: (id: string) => void;
}

const spanOf = (scale: Scale, thing: { starts_at: string; ends_at: string }): Span => ({
  start: scale.minuteOf(Date.parse(thing.starts_at)),
  end: scale.minuteOf(Date.parse(thing.ends_at)),
});

export const Column = memo(function Column(props: Props) {
  const { data, window, pixels, zone, ghost, ghostedId, trouble, activeId, fresh, now, mayBook } = props;
  const { onOpen, onOpenBlock, onFocus } = props;
  const { t } = useTranslation("calendar");
  const box = (span: Span) => ({
    top: (span.start - window.start) * pixels,
    height: (span.end - span.start) * pixels,
  });
  const placed = useMemo(() => {
    const shown = data.visits.flatMap((visit) => {
      const span = clip(spanOf(data.scale, visit), window);
      return span ? [{ visit, span }] : [];
    });
    const lanes = lanesOf(shown.map(({ span }) => span));
    return shown.map((one, index) => ({ ...one, ...(lanes[index] ?? { lane: 0, lanes: 1 }) }));
  }, [data.visits, data.scale, window]);
  return (
    <section className={classes.column} data-column={data.key} aria-label={data.label}>
      {data.working.map((span) => {
        const inside = clip(span, window);
        return inside && <div key={span.start} className={classes.working} style={box(inside)} />;
      })}
      <div className={classes.lines} />
      {data.blocks.map((block) => {
        const span = clip(spanOf(data.scale, block), window);
        return (
          span && (
            <button
              key={block.id}
              type="button"
              className={classes.block}
              data-thing={block.id}
              data-ghosted={ghostedId === block.id || undefined}
              data-movable={mayBook || undefined}
              tabIndex={activeId === block.id ? 0 : -1}
              style={box(span)}
              aria-label={`${time(block.starts_at, zone)}–${time(block.ends_at, zone)}, ${t("block.closed")}, ${block.reason}`}
              onClick={() => onOpenBlock(block)}
              onFocus={() => onFocus(block.id)}
            >
              <span className={classes.blockText}>
                <IconLock size={13} aria-hidden /> {block.reason || t("block.closed")}
              </span>
              {mayBook && <span className={classes.edge} data-resize />}
            </button>
          )
        );
      })}
      {data.holds.map((hold) => {
        const span = clip(spanOf(data.scale, hold), window);
        return span && <HoldCard key={hold.id} hold={hold} zone={zone} {...box(span)} />;
      })}
      {placed.map(({ visit, span, lane, lanes }) => (
        <VisitCard
          key={visit.id}
          visit={visit}
          zone={zone}
          {...box(span)}
          lane={lane}
          lanes={lanes}
          isActive={activeId === visit.id}
          isFresh={fresh.has(visit.id)}
          isGhosted={ghostedId === visit.id}
          mayBook={mayBook}
          t={t}
          onOpen={onOpen}
          onFocus={onFocus}
        />
      ))}
      {now !== undefined && now >= window.start && now <= window.end && (
        <div className={classes.now} style={{ top: (now - window.start) * pixels }} />
      )}
      {ghost && (
        <div
          className={classes.ghost}
          style={{ top: box(ghost).top, minHeight: box(ghost).height }}
          data-trouble={Boolean(trouble) || undefined}
        >
          <Text span size="sm" fw={600}>
            {ghost.mode === "draw" && <IconPlus size={13} stroke={2.5} aria-hidden />} {data.scale.label(ghost.start)}–
            {data.scale.label(ghost.end)}
          </Text>
          {trouble && (
            <Text span size="xs">
              {trouble}
            </Text>
          )}
        </div>
      )}
    </section>
  );
});
