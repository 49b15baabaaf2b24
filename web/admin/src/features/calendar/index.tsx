// The calendar: who comes to whom and when. Day by employees, the week of one or of all, the month at a glance.

import { Button } from "@mantine/core";
import { getBookings } from "@samovar/client";
import { IconCalendar, IconUsers } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { ask } from "~/app/api";
import { useMay } from "~/app/session";
import { EmptyState, ErrorState, Forbidden, listFile, showProblem } from "~/ui";
import { BlockDialog, type BlockDraft } from "./block-dialog";
import { CalendarBody } from "./body";
import { BookingDialog } from "./booking-dialog";
import { CancelDialog } from "./cancel-dialog";
import { findVisit } from "./changes";
import { ConflictDialog } from "./conflict-dialog";
import { Dated } from "./dated";
import { Filters } from "./filters";
import { GroupCancelDialog } from "./group/cancel-dialog";
import { GroupDialog, type GroupDraft } from "./group/dialog";
import type { Shown } from "./group/model";
import { GroupSheet } from "./group/sheet";
import { EmployeeStrip } from "./heads";
import { HelpDialog } from "./help-dialog";
import { MoveDialog } from "./move-dialog";
import classes from "./page.module.css";
import { PrintDay } from "./print-day";
import type { GroupEventView, Visit } from "./queries";
import { GridSkeleton } from "./skeleton";
import { titleOf } from "./titles";
import { Toolbar } from "./toolbar";
import { useCalendar } from "./use-calendar";
import { useChanges } from "./use-changes";
import { useKeys, useSwipe } from "./use-keys";
import { type Opened, VisitDetails } from "./visit-details";
import { wallOf } from "./zone";

/** What a new visit starts from. */
export interface Draft {
  employee?: string | undefined;
  /** When only the day is known. */
  date?: string | undefined;
  startsAt?: string | undefined;
  endsAt?: string | undefined;
}

export function CalendarPage() {
  return useMay("read") ? <Calendar /> : <Forbidden />;
}

function Calendar() {
  const { t } = useTranslation("calendar");
  const cache = useQueryClient();
  const mayBook = useMay("book");
  const state = useCalendar();
  const { view, date, today, zone, isPhone, team, chosen, go, search, now } = state;
  const changes = useChanges(zone, state.branches);
  const [opened, setOpened] = useState<Opened>();
  const [groupId, setGroupId] = useState<string>();
  const [plan, setPlan] = useState<GroupDraft>();
  const [ending, setEnding] = useState<GroupEventView>();
  const [draft, setDraft] = useState<Draft>();
  const [block, setBlock] = useState<BlockDraft>();
  const [canceling, setCanceling] = useState<Visit>();
  const [moving, setMoving] = useState<Visit>();
  const [isHelp, setIsHelp] = useState(false);
  const [isPaper, setIsPaper] = useState(false);
  const area = useRef<HTMLDivElement>(null);
  const one = chosen.length === 1 ? chosen[0] : undefined;

  const open = useCallback((visit: Shown, at: DOMRect) => {
    if (visit.group) setGroupId(visit.group.id);
    else setOpened({ id: visit.id, at });
  }, []);
  const close = useCallback(() => setOpened(undefined), []);
  const shown = opened && state.raw?.bookings.find(({ id }) => id === opened.id);
  const group = groupId === undefined ? undefined : state.raw?.groups.find(({ id }) => id === groupId);

  // A link to one visit opens its day and the visit.
  const { booking } = search;
  const isReady = state.isReady && !state.isStale;
  useEffect(() => {
    if (!booking || !isReady) return;
    const visit = findVisit(cache, booking);
    const element = [...document.querySelectorAll<HTMLElement>("[data-thing]")].find(
      (node) => node.dataset.thing === booking,
    );
    if (visit && (element || wallOf(Date.parse(visit.starts_at), zone).date === date)) {
      element?.scrollIntoView({ block: "center", inline: "center" });
      setOpened({ id: booking, at: element?.getBoundingClientRect() ?? new DOMRect(innerWidth / 2, 120, 1, 1) });
      go({}, true);
      return;
    }
    ask(getBookings({ path: { id: booking } })).then(
      (found) => {
        const day = wallOf(Date.parse(found.starts_at), zone).date;
        const cancelled = found.status === "cancelled" || search.cancelled;
        go(
          {
            view: "day",
            date: day,
            employees: undefined,
            branch: undefined,
            booking: day === date ? undefined : booking,
            cancelled,
          },
          true,
        );
      },
      (error) => {
        showProblem(error);
        go({}, true);
      },
    );
  }, [booking, isReady, cache, zone, date, go, search.cancelled]);

  const print = useCallback(() => {
    flushSync(() => setIsPaper(true));
    window.print();
    setIsPaper(false);
  }, []);
  const startNew = () => {
    const day = view === "month" && date.slice(0, 7) === today.slice(0, 7) ? today : date;
    setDraft({ employee: one, date: day < today ? today : day });
  };
  useKeys((action) => {
    if (action === "today") go({ date: undefined });
    else if (action === "day" || action === "week" || action === "month") go({ view: action });
    else if (action === "previous") state.shift(-1);
    else if (action === "next") state.shift(1);
    else if (action === "new" && mayBook) startNew();
    else if (action === "block" && mayBook) setBlock({ employee: one });
    else if (action === "print") print();
    else if (action === "help") setIsHelp(true);
  });
  useSwipe(area, isPhone, state.shift);

  const dayOf = (next: string) => (next === today ? undefined : next);
  return (
    <Dated>
      <div className={classes.page}>
        <Toolbar
          view={view}
          date={date}
          today={today}
          isPhone={isPhone}
          mayBook={mayBook}
          onView={(next) => go({ view: next })}
          onDate={(next) => go({ date: dayOf(next) })}
          onShift={state.shift}
          onNew={startNew}
          onBlock={() => setBlock({ employee: one })}
          onGroup={() => setPlan({ employee: one, branch: state.branch?.id, date: date < today ? today : date })}
          onPrint={print}
          onHelp={() => setIsHelp(true)}
          file={listFile("bookings", { from: state.range.from, until: state.range.to, branch_id: state.range.branch })(
            "xlsx",
          )}
          filters={
            <Filters
              isPhone={isPhone}
              branches={state.branches}
              employees={team}
              branch={state.branch?.id}
              chosen={chosen}
              cancelled={search.cancelled ?? false}
              isOneBranch={state.isOneBranch}
              onBranch={(id) => go({ branch: id, employees: undefined })}
              onChosen={(ids) => go({ employees: ids.length > 0 ? ids.join(",") : undefined }, true)}
              onCancelled={(isShown) => go({ cancelled: isShown || undefined }, true)}
            />
          }
        />
        {isPhone && view !== "month" && team.length > 1 && (
          <EmployeeStrip team={team} chosen={one} onChoose={(id) => go({ employees: id }, true)} />
        )}
        <div className={`${classes.body} no-print`} ref={area} data-stale={state.isStale || undefined}>
          {state.error && !state.isReady ? (
            <ErrorState error={state.error} retry={state.retry} />
          ) : !state.isReady || !state.data ? (
            <GridSkeleton columns={isPhone ? 1 : 4} />
          ) : state.staff.length === 0 ? (
            <EmptyState
              icon={IconUsers}
              title={t("empty.title")}
              text={t("empty.text")}
              action={
                <Button component={Link} to="/employees">
                  {t("empty.action")}
                </Button>
              }
            />
          ) : team.length === 0 ? (
            <EmptyState icon={IconCalendar} title={t("empty.branch")} text={t("empty.branch_text")} />
          ) : (
            <CalendarBody
              state={state}
              data={state.data}
              changes={changes}
              mayBook={mayBook}
              onOpen={open}
              onOpenBlock={(held) => mayBook && setBlock({ block: held })}
              onNew={setDraft}
            />
          )}
        </div>
        {isPaper && (
          <PrintDay
            title={titleOf("day", date, today)}
            zone={zone}
            employees={state.employees}
            visits={state.visits.filter((visit) => wallOf(Date.parse(visit.starts_at), zone).date === date)}
            blocks={state.blocks.filter((held) => wallOf(Date.parse(held.starts_at), zone).date === date)}
          />
        )}
        <VisitDetails
          visit={shown}
          at={opened?.at}
          zone={zone}
          employees={state.staff}
          branches={state.branches}
          mayBook={mayBook}
          onClose={close}
          onMark={(visit, status) => void changes.mark(visit, status)}
          onMove={setMoving}
          onPrepaid={(visit, isPaid) => void changes.prepaid(visit, isPaid)}
          onCancel={setCanceling}
        />
        <GroupSheet
          group={group}
          zone={zone}
          employees={state.staff}
          branches={state.branches}
          mayBook={mayBook}
          onClose={() => setGroupId(undefined)}
          onMark={changes.mark}
          onPrepaid={changes.prepaid}
          onCancelVisit={setCanceling}
          onChange={(held) => setPlan({ group: held })}
          onCancel={setEnding}
        />
        <GroupDialog draft={plan} onClose={() => setPlan(undefined)} />
        <GroupCancelDialog group={ending} zone={zone} onClose={() => setEnding(undefined)} />
        <ConflictDialog changes={changes} zone={zone} />
        <CancelDialog visit={canceling} zone={zone} changes={changes} onClose={() => setCanceling(undefined)} />
        <MoveDialog visit={moving} zone={zone} changes={changes} onClose={() => setMoving(undefined)} />
        <BlockDialog draft={block} zone={zone} changes={changes} onClose={() => setBlock(undefined)} />
        <BookingDialog
          opened={draft !== undefined}
          onClose={() => setDraft(undefined)}
          employeeId={draft?.employee}
          branchId={state.branch?.id}
          startsAt={draft?.startsAt}
          date={draft?.date}
          onBlock={
            draft?.startsAt && draft.employee
              ? () => {
                  const start = Date.parse(draft.startsAt ?? "") || now;
                  setBlock({
                    employee: draft.employee,
                    start,
                    end: Date.parse(draft.endsAt ?? "") || start + 3_600_000,
                  });
                  setDraft(undefined);
                }
              : undefined
          }
        />
        <HelpDialog opened={isHelp} onClose={() => setIsHelp(false)} />
      </div>
    </Dated>
  );
}
