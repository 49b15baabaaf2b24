// The messages of a conversation: drawn only where the eye is, older ones come while scrolling up, the end is followed
// while one stands there.

import { Button, Loader } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Row } from "../model/rows";
import { type BubbleContext, ThreadRow } from "./bubble";
import classes from "./thread.module.css";

interface Props {
  rows: Row[];
  /** The message to stand at. */
  goal: number | undefined;
  context: BubbleContext;
  hasOlder: boolean;
  /** False when they did not come. */
  loadOlder: () => Promise<boolean>;
  label: string;
}

const END_PX = 90;
/** A pause before what did not come is asked for again. */
const AGAIN_MS = 5_000;
/** A scroll so soon after a wheel, a touch or a key is a person's. */
const HAND_MS = 1_500;

/** A guess of the height before the row is measured. */
function guess(row: Row | undefined): number {
  switch (row?.kind) {
    case "message": {
      const lines = Math.max(1, Math.ceil(row.message.text.length / 52) + row.message.text.split("\n").length - 1);
      const files = row.message.attachments.length * 120;
      return 34 + lines * 22 + files + (row.isFirst ? 28 : 3) + (row.message.buttons.length > 0 ? 36 : 0);
    }
    case "pending":
      return 34 + Math.max(1, Math.ceil(row.item.text.length / 52)) * 22;
    case "comment":
      return 76;
    default:
      return 42;
  }
}

function lastSeqOf(rows: Row[]): number {
  const last = rows.findLast((row) => row.kind === "message");
  return last?.kind === "message" ? last.message.seq : 0;
}

function countBelow(rows: Row[], seen: number): number {
  let count = 0;
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index];
    if (row?.kind !== "message") continue;
    if (row.message.seq <= seen) break;
    if (row.message.author !== "person") count += 1;
  }
  return count;
}

export function MessageList({ rows, goal, context, hasOlder, loadOlder, label }: Props) {
  const { t } = useTranslation("inbox");
  const viewport = useRef<HTMLElement>(null);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const [isLoadingOlder, setIsLoadingOlder] = useState(false);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => viewport.current,
    estimateSize: (index) => guess(rows[index]),
    // The same function while the rows are the same: another one makes it measure all rows anew.
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: END_PX,
    overscan: 5,
    paddingStart: hasOlder ? 40 : 12,
    paddingEnd: 14,
  });
  const started = useRef(false);
  // Rows are measured after they are drawn, so the end moves by itself; only a person's hand leaves it.
  const isHeld = useRef(true);
  useLayoutEffect(() => {
    if (started.current || rows.length === 0) return;
    started.current = true;
    const fresh = rows.findIndex((row) => row.kind === "new");
    if (fresh > 0 && rows.length - fresh > 8) {
      isHeld.current = false;
      virtualizer.scrollToIndex(fresh, { align: "start" });
    } else virtualizer.scrollToEnd();
  }, [rows, virtualizer]);

  const goalIndex =
    goal === undefined ? -1 : rows.findIndex((row) => row.kind === "message" && row.message.seq === goal);
  const reached = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (goalIndex < 0 || reached.current === goal) return;
    reached.current = goal;
    isHeld.current = false;
    setIsAtEnd(false);
    virtualizer.scrollToIndex(goalIndex, { align: "center" });
  }, [goal, goalIndex, virtualizer]);

  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  useEffect(() => {
    if (!started.current || !hasOlder || isLoadingOlder || first >= 12) return;
    setIsLoadingOlder(true);
    void loadOlder().then((isLoaded) => setTimeout(() => setIsLoadingOlder(false), isLoaded ? 0 : AGAIN_MS));
  }, [hasOlder, isLoadingOlder, first, loadOlder]);

  const lastRow = rows.at(-1);
  const count = rows.length;
  // What came below while the eye is above.
  const seenSeq = useRef(0);
  const below = isAtEnd ? 0 : countBelow(rows, seenSeq.current);
  const touchedAt = useRef(0);
  const touch = () => {
    touchedAt.current = performance.now();
  };
  const look = useCallback(() => {
    const element = viewport.current;
    if (!element) return;
    const now = element.scrollHeight - element.scrollTop - element.clientHeight < END_PX;
    if (now) isHeld.current = true;
    else if (performance.now() - touchedAt.current < HAND_MS) isHeld.current = false;
    setIsAtEnd(now || isHeld.current);
  }, []);
  const total = virtualizer.getTotalSize();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height is what moves the end
  useLayoutEffect(() => {
    const element = viewport.current;
    if (element && started.current && isHeld.current) element.scrollTop = element.scrollHeight;
  }, [total, count]);
  useEffect(() => {
    if (isAtEnd) seenSeq.current = lastSeqOf(rows);
  }, [isAtEnd, rows]);
  // My own message is always followed.
  const pendingKey = lastRow?.kind === "pending" ? lastRow.key : undefined;
  useEffect(() => {
    if (!pendingKey) return;
    isHeld.current = true;
    virtualizer.scrollToEnd();
  }, [pendingKey, virtualizer]);

  return (
    <div className={classes.stage}>
      <section
        ref={viewport}
        className={classes.viewport}
        onScroll={look}
        onWheel={touch}
        onTouchMove={touch}
        onPointerDown={touch}
        onKeyDown={touch}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
        tabIndex={0}
        aria-label={label}
        data-thread
      >
        <ol className={classes.rows} style={{ height: total }}>
          {hasOlder && (
            <li className={classes.older} aria-hidden={!isLoadingOlder}>
              {isLoadingOlder && <Loader size="xs" type="dots" aria-label={t("older")} />}
            </li>
          )}
          {items.map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <li
                key={row.key}
                data-index={item.index}
                ref={virtualizer.measureElement}
                className={classes.slot}
                data-goal={item.index === goalIndex || undefined}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <ThreadRow row={row} context={context} />
              </li>
            );
          })}
        </ol>
      </section>
      {!isAtEnd && (
        <Button
          className={classes.jump ?? ""}
          size="compact-md"
          radius="xl"
          variant={below > 0 ? "filled" : "default"}
          leftSection={<IconArrowDown size={16} aria-hidden />}
          onClick={() => {
            isHeld.current = true;
            virtualizer.scrollToEnd();
          }}
        >
          {below > 0 ? t("below", { count: below }) : t("to_end")}
        </Button>
      )}
    </div>
  );
}
