// The audit log as a timeline. Only the lines in sight are drawn and further pages come while scrolling, so years of it
// stay light. Exactly what is filtered can be saved as a table.

import { Button } from "@mantine/core";
import { IconDownload, IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFirm, useZone } from "~/app/firm";
import { dayKey, fullDay } from "~/app/format";
import { useMay } from "~/app/session";
import { Block } from "~/features/settings/parts";
import { EmptyState, ErrorState, Forbidden, Loading, PageHeader } from "~/ui";
import classes from "./audit.module.css";
import { Filters } from "./audit-filters";
import { AuditLine } from "./audit-line";
import { type AuditView, auditQuery, NO_FILTERS, toQuery } from "./audit-queries";
import type { ValueContext } from "./audit-value";
import { byDay } from "./diff";
import { keysQuery, membersQuery } from "./queries";

interface TimelineProps {
  lines: AuditView[];
  context: ValueContext;
  onEnd: () => void;
  isMore: boolean;
}

function Timeline({ lines, context, onEnd, isMore }: TimelineProps) {
  const { t } = useTranslation("people");
  const { zone } = context;
  const rows = useMemo(() => byDay(lines, (line) => dayKey(line.at, zone)), [lines, zone]);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const list = useRef<HTMLElement>(null);
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => {
    const scroller = document.getElementById("content");
    if (!scroller || !list.current) return;
    setMargin(list.current.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop);
  }, []);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => document.getElementById("content"),
    estimateSize: (at) => ("day" in (rows[at] ?? {}) ? 44 : 61),
    getItemKey: (at) => {
      const row = rows[at];
      return row && "line" in row ? row.line.id : `day ${row?.day ?? at}`;
    },
    overscan: 8,
    scrollMargin: margin,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (isMore && last >= rows.length - 10) onEnd();
  }, [isMore, last, rows.length, onEnd]);
  const toggle = (id: string) =>
    setOpen((now) => {
      const next = new Set(now);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  return (
    <section
      ref={list}
      className={classes.timeline}
      style={{ height: virtual.getTotalSize() }}
      aria-label={t("audit.title")}
      aria-busy={isMore}
    >
      {items.map(({ index, key, start }) => {
        const row = rows[index];
        if (!row) return null;
        return (
          <div
            key={key}
            data-index={index}
            ref={virtual.measureElement}
            className={classes.slot}
            style={{ transform: `translateY(${start - margin}px)` }}
          >
            {"day" in row ? (
              <h2 className={classes.day}>{fullDay(`${row.day}T12:00:00Z`, "UTC")}</h2>
            ) : (
              <article>
                <AuditLine
                  line={row.line}
                  isOpen={open.has(row.line.id)}
                  onToggle={() => toggle(row.line.id)}
                  context={context}
                />
              </article>
            )}
          </div>
        );
      })}
    </section>
  );
}

export function AuditSettings() {
  const { t, i18n } = useTranslation("people");
  const mayRead = useMay("read_audit");
  const mayKeys = useMay("manage_keys");
  const zone = useZone();
  const firm = useFirm();
  const [filters, setFilters] = useState(NO_FILTERS);
  const query = useMemo(() => toQuery(filters, zone), [filters, zone]);
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    ...auditQuery(query),
    enabled: mayRead,
  });
  const { data: members } = useQuery({ ...membersQuery, enabled: mayRead });
  const { data: keys } = useQuery({ ...keysQuery, enabled: mayRead && mayKeys });
  const names = useMemo(() => {
    const known = new Map<string, string>();
    for (const member of members ?? []) known.set(member.person_id, member.name).set(member.id, member.name);
    for (const key of keys ?? []) known.set(key.id, key.name);
    if (firm) known.set(firm.id, firm.name);
    return known;
  }, [members, keys, firm]);
  if (!mayRead) return <Forbidden />;
  const lines = data?.pages.flatMap((page) => page.items);
  const isFiltered = Object.keys(query).length > 0;
  const more = () => {
    if (!isFetchingNextPage && hasNextPage) void fetchNextPage();
  };
  const file = (
    <Button
      component="a"
      href={`/api/v1/audit/export?${new URLSearchParams(query)}`}
      download
      variant="default"
      leftSection={<IconDownload size={17} stroke={1.6} />}
    >
      {t("audit.export")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("audit.title")} text={t("audit.text")} actions={file} />
      <Filters
        filters={filters}
        onChange={setFilters}
        people={(members ?? []).map(({ person_id, name }) => ({ id: person_id, name }))}
        keys={keys ?? []}
      />
      <Block>
        {lines && lines.length > 0 ? (
          <Timeline
            lines={lines}
            context={{ t, exists: (key) => i18n.exists(key), zone, names }}
            onEnd={more}
            isMore={hasNextPage}
          />
        ) : lines ? (
          <EmptyState
            icon={IconHistory}
            title={t(isFiltered ? "audit.none" : "audit.empty")}
            text={t(isFiltered ? "audit.none_text" : "audit.empty_text")}
            action={
              isFiltered && (
                <Button variant="light" onClick={() => setFilters(NO_FILTERS)}>
                  {t("audit.reset")}
                </Button>
              )
            }
          />
        ) : error ? (
          <ErrorState error={error} retry={() => void refetch()} />
        ) : (
          <Loading rows={8} avatar />
        )}
      </Block>
    </>
  );
}
