// The view itself: which of the grids shows the period, and what a drop or a tap in it means.

import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Agenda } from "./agenda";
import { canDo } from "./basket";
import { branchAt, dayColumns, weekColumns, windowOf } from "./columns";
import { clashOf, conflictText } from "./conflict";
import type { Shown } from "./group/model";
import { DayHead, EmployeeHead } from "./heads";
import type { Draft } from "./index";
import { MonthGrid } from "./month-grid";
import type { BlockView, CalendarView } from "./queries";
import { type Drop, type GridColumn, TimeGrid } from "./time-grid";
import { format, titleOf } from "./titles";
import type { CalendarState } from "./use-calendar";
import type { Changes } from "./use-changes";
import { WeekBoard } from "./week-board";

interface Props {
  state: CalendarState;
  data: CalendarView;
  changes: Changes;
  mayBook: boolean;
  onOpen: (visit: Shown, at: DOMRect) => void;
  onOpenBlock: (block: BlockView) => void;
  onNew: (draft: Draft) => void;
}

const iso = (at: number) => new Date(at).toISOString();

export function CalendarBody({ state, data, changes, mayBook, onOpen, onOpenBlock, onNew }: Props) {
  const { t } = useTranslation("calendar");
  const { view, date, dates, today, now, zone, isPhone, employees, visits, blocks, fresh, step, go } = state;
  const only = employees.length === 1 ? employees[0] : undefined;
  const isGrid = view === "day" ? !isPhone || only !== undefined : view === "week" && only !== undefined && !isPhone;
  // The board of a week is heavy: it is drawn again only for what it shows.
  const goEmployee = useCallback((id: string) => go({ employees: id }), [go]);
  const bookDay = useCallback((employee: string, day: string) => onNew({ employee, date: day }), [onNew]);
  const goDay = useCallback((day: string) => go({ view: "day", date: day === today ? undefined : day }), [go, today]);

  const columns = useMemo<GridColumn[]>(() => {
    if (!isGrid) return [];
    if (view === "day") {
      return dayColumns(data, employees, date, zone).map((column, index) => {
        const employee = employees[index];
        const head = employee && (
          <EmployeeHead
            employee={employee}
            count={column.visits.length}
            working={column.working}
            scale={column.scale}
          />
        );
        return { ...column, head };
      });
    }
    if (!only) return [];
    const labelled = dates.map((day) => ({
      date: day,
      label: format(day, { weekday: "long", day: "numeric", month: "long" }),
    }));
    return weekColumns(data, only, labelled, zone).map((column) => ({
      ...column,
      head: <DayHead date={column.scale.date} today={today} count={column.visits.length} onDay={goDay} />,
    }));
  }, [isGrid, view, data, employees, date, zone, only, dates, today, goDay]);
  const window = useMemo(() => windowOf(columns), [columns]);

  if (view === "month") {
    return <MonthGrid dates={dates} month={date.slice(0, 7)} today={today} zone={zone} visits={visits} onDay={goDay} />;
  }
  if (isPhone && !isGrid) {
    const shared = { dates, today, zone, visits, blocks, fresh, onOpen, onOpenBlock };
    return <Agenda {...shared} employees={employees} />;
  }
  if (!isGrid) {
    return (
      <WeekBoard
        dates={dates}
        today={today}
        zone={zone}
        employees={employees}
        visits={visits}
        working={data.working}
        fresh={fresh}
        mayBook={mayBook}
        onOpen={onOpen}
        onDay={goDay}
        onEmployee={goEmployee}
        onNew={bookDay}
      />
    );
  }

  const troubleOf = ({ mode, id, column, start, end }: Drop): string | undefined => {
    const who = state.staff.find((one) => one.id === column.employee);
    const visit = id ? data.bookings.find((one) => one.id === id) : undefined;
    if (
      visit &&
      who &&
      !canDo(
        who,
        visit.items.map((item) => item.service_id),
      )
    )
      return t("conflict.unskilled", { who: who.name });
    const wanted = { employee: column.employee, start, end: mode === "draw" ? start + 1 : end, except: id };
    const clash = clashOf(data, wanted, who?.name ?? "", now);
    const isOwnKind = !id || visit || (clash && ["booking", "hold", "block", "group_event"].includes(clash.kind));
    return clash && isOwnKind ? conflictText(t, clash, zone) : undefined;
  };
  const drop = ({ mode, id, column, start, end }: Drop) => {
    if (mode === "draw") return onNew({ employee: column.employee, startsAt: iso(start), endsAt: iso(end) });
    const block = data.blocks.find((one) => one.id === id);
    if (block) {
      void changes.moveBlock(block, { subject: column.employee, startsAt: iso(start), endsAt: iso(end) });
      return;
    }
    const visit = data.bookings.find((one) => one.id === id);
    if (!visit) return;
    const isLength = end - start !== Date.parse(visit.ends_at) - Date.parse(visit.starts_at);
    const who = state.staff.find((one) => one.id === column.employee);
    const branch = branchAt(data, who, start, visit.branch_id);
    const to = { startsAt: iso(start), endsAt: iso(end), employee: column.employee, branch };
    void changes.move(visit, isLength ? { ...to, minutes: Math.round((end - start) / 60_000) } : to);
  };
  return (
    <TimeGrid
      columns={columns}
      window={window}
      zone={zone}
      step={Math.min(step, 15)}
      now={now}
      mayBook={mayBook}
      fresh={fresh}
      label={titleOf(view, date, today)}
      onDrop={drop}
      onTap={(column, start) => onNew({ employee: column.employee, startsAt: iso(start) })}
      onOpen={onOpen}
      onOpenBlock={onOpenBlock}
      troubleOf={troubleOf}
    />
  );
}
