// The time grid: hours down, columns across; headings and hours stay in sight. Columns are employees of a day, or days of
// an employee.

import { Box, VisuallyHidden } from "@mantine/core";
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Column, type ColumnData } from "./column";
import classes from "./grid.module.css";
import type { Shown } from "./group/model";
import { directionOf, neighbour } from "./keys";
import { hourHeight, type Scale, type Span, snap } from "./layout";
import type { BlockView } from "./queries";
import { canMove, canResize } from "./status";
import { type Ghost, type Thing, useGrid } from "./use-grid";

export interface GridColumn extends ColumnData {
  head: ReactNode;
}
export interface Drop {
  mode: Ghost["mode"];
  id?: string | undefined;
  column: GridColumn;
  start: number;
  end: number;
}
interface Props {
  columns: GridColumn[];
  window: Span;
  zone: string;
  step: number;
  now: number;
  mayBook: boolean;
  fresh: ReadonlySet<string>;
  label: string;
  onDrop: (drop: Drop) => void;
  onTap: (column: GridColumn, start: number) => void;
  onOpen: (visit: Shown, at: DOMRect) => void;
  onOpenBlock: (block: BlockView) => void;
  /** Words for what stands in the way of a ghost. */
  troubleOf: (drop: Drop) => string | undefined;
}

export function TimeGrid(props: Props) {
  const { columns, window, zone, step, now, mayBook, fresh, label, onDrop, onTap, onOpen, onOpenBlock, troubleOf } =
    props;
  const scroller = useRef<HTMLDivElement>(null);
  const pixels = hourHeight(step) / 60;
  const [activeId, setActiveId] = useState<string>();
  const byKey = useMemo(() => new Map(columns.map((column) => [column.key, column])), [columns]);
  const things = useMemo(() => collect(columns), [columns]);
  const toDrop = (ghost: Ghost): Drop | undefined => {
    const column = byKey.get(ghost.column);
    if (!column) return undefined;
    const at = { start: column.scale.at(ghost.start), end: column.scale.at(ghost.end) };
    return { mode: ghost.mode, id: ghost.id, column, ...at };
  };
  const { ghost, take } = useGrid({
    scroller,
    columns: columns.map(({ key }) => key),
    window,
    scale: pixels,
    step,
    isLocked: !mayBook,
    find: (id) => things.get(id),
    drop: (last, thing) => {
      const drop = toDrop(last);
      const isSame = thing && thing.column === last.column && thing.start === last.start && thing.end === last.end;
      if (drop && !isSame) onDrop(drop);
    },
    tap: (key, minute) => {
      const column = byKey.get(key);
      if (column) onTap(column, column.scale.at(Math.floor(minute / step) * step));
    },
  });
  const wanted = ghost && toDrop(ghost);
  const trouble = wanted && troubleOf(wanted);

  const firstId = things.keys().next().value;
  const isKnown = activeId !== undefined && things.has(activeId);
  const focusable = isKnown ? activeId : firstId;

  const onKey = useCallback(
    (event: KeyboardEvent) => {
      const held = (event.target as HTMLElement).closest<HTMLElement>("[data-thing]");
      if (!held?.dataset.thing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.code === "KeyM") take(held.dataset.thing);
      else {
        const direction = directionOf(event.key);
        if (!direction || !scroller.current) return;
        const all = [...scroller.current.querySelectorAll<HTMLElement>("[data-thing]")];
        const boxes = all.map((one) => one.getBoundingClientRect());
        const next = neighbour(all.indexOf(held), boxes, direction);
        if (next !== undefined) all[next]?.focus();
      }
      event.preventDefault();
      event.stopPropagation();
    },
    [take],
  );
  useEffect(() => {
    const node = scroller.current;
    node?.addEventListener("keydown", onKey);
    return () => node?.removeEventListener("keydown", onKey);
  }, [onKey]);

  // Opens at now, or where the work begins.
  const first = columns[0];
  const place = first ? openAt(columns, first.scale, now) : undefined;
  const opened = useRef("");
  const period = columns.map(({ scale }) => scale.date).join();
  useLayoutEffect(() => {
    const node = scroller.current;
    if (!node || place === undefined || opened.current === period) return;
    opened.current = period;
    node.scrollTop = Math.max(0, (place - window.start) * pixels - 60);
  });

  const holder = columns.find((column) => now >= column.scale.start && now < column.scale.end);
  const minuteNow = holder?.scale.minuteOf(now) ?? -1;
  const isTodayShown = minuteNow >= window.start && minuteNow <= window.end;
  const isDays = columns.length > 1 && columns[0]?.employee === columns[1]?.employee;
  const hours: number[] = [];
  for (let minute = window.start; minute < window.end; minute += 60) {
    if (!isTodayShown || Math.abs(minute - minuteNow) * pixels > 16) hours.push(minute);
  }
  const grid = {
    "--hour": `${60 * pixels}px`,
    "--step": `${Math.max(step, 15) * pixels}px`,
    "--columns": columns.length,
  };
  return (
    <Box
      data-scroll-restoration-id={`calendar-${period}`}
      className={classes.scroller}
      ref={scroller}
      data-days={isDays || undefined}
      style={grid}
      role="region"
      aria-label={label}
    >
      <div className={classes.corner} />
      {columns.map(({ key, head }) => (
        <div key={key} className={classes.head}>
          {head}
        </div>
      ))}
      <div className={classes.axis} style={{ height: (window.end - window.start) * pixels }} aria-hidden>
        {hours.map((minute) => (
          <span
            key={minute}
            className={classes.hour}
            style={{ top: (minute - window.start) * pixels }}
            data-first={minute === window.start || undefined}
          >
            {first?.scale.label(minute)}
          </span>
        ))}
        {isTodayShown && first && (
          <span className={classes.hourNow} style={{ top: (minuteNow - window.start) * pixels }}>
            {first.scale.label(Math.floor(minuteNow))}
          </span>
        )}
        {ghost && first && (
          <span className={classes.hourGhost} style={{ top: (ghost.start - window.start) * pixels }}>
            {first.scale.label(snap(ghost.start, 1))}
          </span>
        )}
      </div>
      {columns.map((column) => {
        const isHere = ghost?.column === column.key;
        const isToday = now >= column.scale.start && now < column.scale.end;
        return (
          <Column
            key={column.key}
            data={column}
            window={window}
            pixels={pixels}
            zone={zone}
            ghost={isHere ? ghost : undefined}
            ghostedId={ghost?.id && column.key === things.get(ghost.id)?.column ? ghost.id : undefined}
            trouble={isHere ? trouble : undefined}
            activeId={focusable && things.get(focusable)?.column === column.key ? focusable : undefined}
            fresh={fresh}
            now={isToday ? column.scale.minuteOf(now) : undefined}
            mayBook={mayBook}
            onOpen={onOpen}
            onOpenBlock={onOpenBlock}
            onFocus={setActiveId}
          />
        );
      })}
      <VisuallyHidden role="status">
        {ghost?.isByKeys && wanted
          ? [wanted.column.label, wanted.column.scale.label(ghost.start), trouble].filter(Boolean).join(", ")
          : ""}
      </VisuallyHidden>
    </Box>
  );
}

function collect(columns: GridColumn[]): Map<string, Thing> {
  const things = new Map<string, Thing>();
  for (const { key, scale, visits, blocks } of columns) {
    const add = (one: { id: string; starts_at: string; ends_at: string }, can: Pick<Thing, "canMove" | "canResize">) =>
      things.set(one.id, {
        id: one.id,
        column: key,
        start: scale.minuteOf(Date.parse(one.starts_at)),
        end: scale.minuteOf(Date.parse(one.ends_at)),
        ...can,
      });
    for (const visit of visits) {
      // A class is moved where it is said that everybody is told.
      const isOne = !visit.group;
      add(visit, { canMove: isOne && canMove(visit.status), canResize: isOne && canResize(visit.status) });
    }
    for (const block of blocks) add(block, { canMove: true, canResize: true });
  }
  return things;
}

function openAt(columns: GridColumn[], scale: Scale, now: number): number | undefined {
  if (columns.some((column) => now >= column.scale.start && now < column.scale.end)) return scale.minuteOf(now) % 1440;
  const starts = columns.flatMap(({ working }) => working.map(({ start }) => start));
  return starts.length > 0 ? Math.min(...starts) : undefined;
}
