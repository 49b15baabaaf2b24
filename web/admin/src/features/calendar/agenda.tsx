// Visits as a list by time, for a phone: every day of the period under its own heading.

import { Group, Stack, Text, Title } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { time } from "~/app/format";
import classes from "./agenda.module.css";
import type { Shown } from "./group/model";
import type { BlockView, EmployeeView } from "./queries";
import { STATUS, signOf } from "./status";
import { capital, format } from "./titles";
import { clientOf } from "./visit-card";
import { wallOf } from "./zone";

interface Props {
  dates: string[];
  today: string;
  zone: string;
  visits: Shown[];
  blocks: BlockView[];
  employees: EmployeeView[];
  fresh: ReadonlySet<string>;
  onOpen: (visit: Shown, at: DOMRect) => void;
  onOpenBlock: (block: BlockView) => void;
}

type Row = { at: string; visit: Shown; block?: never } | { at: string; block: BlockView; visit?: never };

export function Agenda({ dates, today, zone, visits, blocks, employees, fresh, onOpen, onOpenBlock }: Props) {
  const { t } = useTranslation("calendar");
  const list = useRef<HTMLDivElement>(null);
  const period = dates.join();
  useLayoutEffect(() => {
    const here = period.includes(",") && list.current?.querySelector<HTMLElement>("[data-here]");
    if (here && list.current) list.current.scrollTop = here.offsetTop - list.current.offsetTop;
  }, [period]);
  const nameOf = (id: string) => employees.find((one) => one.id === id)?.name;
  const days = new Map<string, Row[]>(dates.map((date) => [date, []]));
  for (const visit of visits)
    days.get(wallOf(Date.parse(visit.starts_at), zone).date)?.push({ at: visit.starts_at, visit });
  for (const block of blocks)
    days.get(wallOf(Date.parse(block.starts_at), zone).date)?.push({ at: block.starts_at, block });
  return (
    <div ref={list} className={classes.agenda} data-scroll-restoration-id="calendar-agenda">
      {dates.map((date) => {
        const rows = (days.get(date) ?? []).sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
        if (rows.length === 0 && dates.length > 1 && date !== today) return null;
        return (
          <section
            key={date}
            data-here={date === today || undefined}
            aria-label={format(date, { weekday: "long", day: "numeric", month: "long" })}
          >
            {dates.length > 1 && (
              <Title order={2} className={classes.date} data-today={date === today || undefined}>
                {capital(format(date, { weekday: "long", day: "numeric", month: "long" }))}
              </Title>
            )}
            {rows.length === 0 && (
              <Text c="dimmed" size="sm" p="md">
                {t("empty.day")}
              </Text>
            )}
            <Stack gap={0}>
              {rows.map(({ visit, block }) =>
                visit ? (
                  <VisitRow
                    key={visit.id}
                    visit={visit}
                    zone={zone}
                    who={nameOf(visit.employee_id)}
                    isFresh={fresh.has(visit.id)}
                    onOpen={onOpen}
                  />
                ) : (
                  <button key={block.id} type="button" className={classes.row} onClick={() => onOpenBlock(block)}>
                    <Times starts={block.starts_at} ends={block.ends_at} zone={zone} />
                    <span className={classes.bar} />
                    <span className={classes.text}>
                      <Group gap={6} wrap="nowrap">
                        <IconLock size={15} aria-hidden />
                        <Text size="sm">{block.reason || t("block.closed")}</Text>
                      </Group>
                      <Text size="xs" c="dimmed">
                        {nameOf(block.subject_id)}
                      </Text>
                    </span>
                  </button>
                ),
              )}
            </Stack>
          </section>
        );
      })}
      {dates.length > 1 && [...days.values()].every((rows) => rows.length === 0) && !dates.includes(today) && (
        <Text c="dimmed" size="sm" p="md">
          {t("empty.week")}
        </Text>
      )}
    </div>
  );
}

function Times({ starts, ends, zone }: { starts: string; ends: string; zone: string }) {
  return (
    <span className={classes.times}>
      <Text size="sm" fw={600} className="tabular">
        {time(starts, zone)}
      </Text>
      <Text size="xs" c="dimmed" className="tabular">
        {time(ends, zone)}
      </Text>
    </span>
  );
}

interface RowProps {
  visit: Shown;
  zone: string;
  who: string | undefined;
  isFresh: boolean;
  onOpen: Props["onOpen"];
}

function VisitRow({ visit, zone, who, isFresh, onOpen }: RowProps) {
  const { t } = useTranslation("calendar");
  const { color } = STATUS[visit.status];
  const Icon = signOf(visit);
  return (
    <button
      type="button"
      className={classes.row}
      data-color={color}
      data-fresh={isFresh || undefined}
      onClick={(event) => onOpen(visit, event.currentTarget.getBoundingClientRect())}
    >
      <Times starts={visit.starts_at} ends={visit.ends_at} zone={zone} />
      <span className={classes.bar} />
      <span className={classes.text}>
        <Text size="sm" fw={600} truncate>
          {clientOf(visit) ?? t("no_name")}
        </Text>
        <Text size="sm" lineClamp={2}>
          {visit.services.join(", ")}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {[who, visit.group ? undefined : t(`status.${visit.status}`)].filter(Boolean).join(" · ")}
        </Text>
      </span>
      <Icon size={18} aria-hidden className={classes.sign} />
    </button>
  );
}
