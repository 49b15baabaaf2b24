// The week as a calendar: a column for each day, on a phone the days one under another. A task is carried to another day
// by the mouse, or by its menu.

import { ActionIcon, Button, Group, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type DragEvent, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { day } from "~/app/format";
import { addDays, dayBounds, wallOf, weekdayOf, weekOf } from "~/features/calendar/zone";
import type { Member } from "~/features/people/queries";
import { ErrorState, Loading, weekdayShort } from "~/ui";
import { byDay, moved } from "./groups";
import { assigneeOf } from "./list";
import { putOff, spanQuery } from "./queries";
import { TaskRow } from "./row";
import classes from "./tasks.module.css";
import { dueOf } from "./when";
import type { Task, View } from "./wire";

interface Props {
  view: View;
  date: string | undefined;
  onDate: (date: string) => void;
  now: number;
  zone: string;
  mayEdit: boolean;
  members: Member[];
  onOpen: (task: Task) => void;
}

const KIND = "application/x-samovar-task";

export function WeekView({ view, date, onDate, members, ...rest }: Props) {
  const { t } = useTranslation("tasks");
  const { now, zone, mayEdit } = rest;
  const today = wallOf(now, zone).date;
  const dates = useMemo(() => weekOf(date ?? today), [date, today]);
  const [first = today, last = today] = [dates[0], dates[6]];
  const iso = (at: number) => new Date(at).toISOString();
  const query = useInfiniteQuery(spanQuery(view, iso(dayBounds(first, zone)[0]), iso(dayBounds(last, zone)[1])));
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  // A week is looked at as a whole.
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const days = useMemo(() => byDay(data?.pages.flatMap(({ items }) => items) ?? [], dates, zone), [data, dates, zone]);
  const [over, setOver] = useState<string>();
  const drop = (event: DragEvent, to: string) => {
    event.preventDefault();
    setOver(undefined);
    const id = event.dataTransfer.getData(KIND);
    const task = [...days.values()].flat().find((one) => one.id === id);
    if (task) void putOff(task, dueOf(moved(task, to, zone), zone));
  };
  return (
    <section aria-label={t("mode.week")}>
      <Group justify="space-between" mb="sm" gap="xs">
        <Text fw={600} className="tabular">
          {day(`${first}T12:00:00Z`, "UTC")} — {day(`${last}T12:00:00Z`, "UTC")}
        </Text>
        <Group gap={4}>
          <ActionIcon size={40} aria-label={t("week.previous")} onClick={() => onDate(addDays(first, -7))}>
            <IconChevronLeft size={20} stroke={1.7} />
          </ActionIcon>
          <Button variant="default" h={40} disabled={dates.includes(today)} onClick={() => onDate(today)}>
            {t("week.now")}
          </Button>
          <ActionIcon size={40} aria-label={t("week.next")} onClick={() => onDate(addDays(first, 7))}>
            <IconChevronRight size={20} stroke={1.7} />
          </ActionIcon>
        </Group>
      </Group>
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading rows={5} />
      ) : (
        <div className={classes.week}>
          {dates.map((one) => {
            const tasks = days.get(one) ?? [];
            return (
              // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop a task; its menu does the same
              <div
                key={one}
                className={classes.day}
                data-today={one === today || undefined}
                data-over={over === one || undefined}
                data-empty={tasks.length === 0 || undefined}
                onDragOver={(event) => {
                  if (!mayEdit || !event.dataTransfer.types.includes(KIND)) return;
                  event.preventDefault();
                  setOver(one);
                }}
                onDragLeave={() => setOver(undefined)}
                onDrop={(event) => drop(event, one)}
              >
                <h2 className={classes.dayName} id={`day-${one}`}>
                  {weekdayShort(weekdayOf(one))} <span>{Number(one.slice(8))}</span>
                </h2>
                <ul
                  className={classes.dayList}
                  aria-labelledby={`day-${one}`}
                  onDragStart={(event) => {
                    const id = (event.target as HTMLElement).closest<HTMLElement>("[data-task]")?.dataset.task;
                    if (!id) return;
                    event.dataTransfer.setData(KIND, id);
                    event.dataTransfer.effectAllowed = "move";
                  }}
                >
                  {tasks.map((task) => (
                    <TaskRow key={task.id} task={task} assignee={assigneeOf(task, view, members)} isInWeek {...rest} />
                  ))}
                </ul>
                {tasks.length === 0 && <p className={classes.free}>{t("week.free")}</p>}
              </div>
            );
          })}
        </div>
      )}
    </section>
  );
}
