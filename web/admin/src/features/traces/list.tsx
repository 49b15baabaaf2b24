// Answers one under another, the newest first. Only lines in sight are drawn; more come while scrolling.

import { Badge, Loader, Text, UnstyledButton } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { dayKey, number, shortDay, time } from "~/app/format";
import { reasonOf } from "~/features/inbox/names";
import type { TurnLine } from "./queries";
import { SLOW_MS } from "./search";
import classes from "./traces.module.css";
import { duration } from "./words";

interface Props {
  lines: TurnLine[];
  open: string | undefined;
  onOpen: (id: string) => void;
  isMore: boolean;
  isLoading: boolean;
  onEnd: () => void;
}

export function TurnList({ lines, open, onOpen, isMore, isLoading, onEnd }: Props) {
  const { t } = useTranslation("traces");
  const list = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => {
    const scroller = document.getElementById("content");
    if (!scroller || !list.current) return;
    setMargin(list.current.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop);
  }, []);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => document.getElementById("content"),
    estimateSize: () => 68,
    getItemKey: (at) => lines[at]?.id ?? at,
    overscan: 8,
    scrollMargin: margin,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (isMore && last >= lines.length - 10) onEnd();
  }, [isMore, last, lines.length, onEnd]);
  return (
    <>
      <div className={classes.rows}>
        <div ref={list} style={{ position: "relative", height: virtual.getTotalSize() }} aria-busy={isLoading}>
          {items.map(({ index, key, start }) => {
            const line = lines[index];
            if (!line) return null;
            return (
              <div
                key={key}
                data-index={index}
                ref={virtual.measureElement}
                style={{ position: "absolute", insetInline: 0, top: 0, transform: `translateY(${start - margin}px)` }}
              >
                <Line line={line} isOpen={line.id === open} onOpen={() => onOpen(line.id)} />
              </div>
            );
          })}
        </div>
      </div>
      {isLoading && <Loader type="dots" size="sm" mx="auto" mt="md" display="block" aria-label={t("app:loading")} />}
    </>
  );
}

function Line({ line, isOpen, onOpen }: { line: TurnLine; isOpen: boolean; onOpen: () => void }) {
  const { t } = useTranslation(["traces", "inbox"]);
  const zone = useZone();
  const isToday = dayKey(line.created_at, zone) === dayKey(new Date(), zone);
  const isSlow = line.duration_us >= SLOW_MS * 1_000;
  return (
    <UnstyledButton className={classes.line ?? ""} data-open={isOpen || undefined} onClick={onOpen}>
      <Text span size="sm" c="dimmed" className="tabular">
        {time(line.created_at, zone)}
        {!isToday && <br />}
        {!isToday && shortDay(line.created_at, zone)}
      </Text>
      <span className={classes.texts}>
        <Text span size="sm" fw={500} truncate display="block">
          {line.question || t(line.is_replayable ? "no_words" : "bare")}
        </Text>
        <Text span size="sm" c="dimmed" truncate display="block">
          {line.answer.replaceAll(/\s+/g, " ") ||
            t(
              line.is_replayable
                ? "no_answer"
                : line.verdict === "handed_over"
                  ? "ended.handed_over"
                  : "ended.answered",
            )}
        </Text>
      </span>
      <span className={classes.badges}>
        {line.verdict === "handed_over" && line.is_replayable && (
          <Badge component="span" color="orange" variant="light" tt="none">
            {line.reason ? reasonOf(t, line.reason) : t("ended.handed_over")}
          </Badge>
        )}
        {line.has_failure && (
          <Badge component="span" color="red" variant="light" tt="none">
            {t("badge.failed")}
          </Badge>
        )}
        {line.model_calls > 0 && (
          <Badge component="span" color="indigo" variant="light" tt="none">
            {t("badge.model")}
          </Badge>
        )}
        {isSlow && (
          <Badge component="span" color="yellow" variant="light" tt="none">
            {duration(t, line.duration_us, number)}
          </Badge>
        )}
        {line.agent && (
          <Badge component="span" color="gray" variant="outline" tt="none" c="inherit">
            {line.agent}
            {line.agent_version ? `, ${t("version", { number: line.agent_version })}` : ""}
          </Badge>
        )}
        {line.contact && (
          <Text span size="xs" c="dimmed" w="100%" ta="end" truncate visibleFrom="sm">
            {line.contact}
          </Text>
        )}
      </span>
    </UnstyledButton>
  );
}
