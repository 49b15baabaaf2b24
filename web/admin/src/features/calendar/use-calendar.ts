// What is on the screen: the address says what to show, the cache holds it, the socket keeps it true.

import { useMediaQuery } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { live } from "~/app/live";
import { useLive } from "~/app/use-live";
import { findVisit } from "./changes";
import { teamOf } from "./columns";
import { withGroups } from "./group/model";
import { afterEvent, patchViews } from "./patch";
import { branchesQuery, calendarQuery, employeesQuery, firmQuery, servicesQuery, VIEWS_KEY } from "./queries";
import { type CalendarSearch, readSearch, recall, remember, type View } from "./search";
import { datesOf, shifted } from "./titles";
import { addDays, dayBounds, instantOf, wallOf } from "./zone";

const FRESH_MS = 2_500;
const NONE: never[] = [];

/** The time now, good to half a minute. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function useFresh(): [ReadonlySet<string>, (id: string) => void] {
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());
  useEffect(() => () => timers.current.forEach(clearTimeout), []);
  const add = useCallback((id: string) => {
    setFresh((now) => new Set(now).add(id));
    const timer = setTimeout(() => {
      timers.current.delete(timer);
      setFresh((now) => new Set([...now].filter((one) => one !== id)));
    }, FRESH_MS);
    timers.current.add(timer);
  }, []);
  return [fresh, add];
}

export function useCalendar() {
  const cache = useQueryClient();
  const navigate = useNavigate();
  const asked = useSearch({ strict: false });
  const isPhone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false }) ?? false;
  const search = useMemo<CalendarSearch>(() => ({ ...recall(), ...readSearch(asked) }), [asked]);
  const now = useNow();

  const firm = useQuery(firmQuery);
  const branches = useQuery(branchesQuery);
  const staff = useQuery(employeesQuery);

  const zones = new Set(branches.data?.map(({ timezone }) => timezone));
  const isOneBranch = zones.size > 1;
  const known = branches.data?.find(({ id }) => id === search.branch);
  const branch = known ?? (isOneBranch ? branches.data?.[0] : undefined);
  const zone = branch?.timezone ?? branches.data?.[0]?.timezone ?? firm.data?.timezone ?? "UTC";
  const isZoneKnown = branches.data !== undefined && firm.data !== undefined;

  const today = wallOf(now, zone).date;
  const view: View = search.view ?? "day";
  const date = search.date ?? today;
  const dates = useMemo(() => datesOf(view, date), [view, date]);
  const range = useMemo(() => {
    const from = instantOf(dates[0] ?? date, 0, zone);
    const to = dayBounds(dates.at(-1) ?? date, zone)[1];
    return {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      branch: branch?.id,
      cancelled: search.cancelled ?? false,
    };
  }, [dates, date, zone, branch?.id, search.cancelled]);
  const calendar = useQuery({ ...calendarQuery(range), enabled: isZoneKnown });

  const [fresh, addFresh] = useFresh();
  useLive(["booking.", "group_event.", "hold.", "block."], (event) => {
    if (event.payload?.booking?.group_event_id || event.kind.startsWith("group_event.")) {
      void cache.invalidateQueries({ queryKey: ["calendar", "group"] });
    }
    const before = findVisit(cache, event.subject_id);
    const isChanged = patchViews(cache, (shown, its) => afterEvent(shown, its, event));
    const version = event.payload?.booking?.version;
    if (isChanged && version && (before?.version ?? 0) < version) addFresh(event.subject_id);
  });
  useLive(["schedule.", "employee.", "org.updated", "branch."], () => {
    void cache.invalidateQueries({ queryKey: ["calendar"] });
  });
  // Holds run out and hours change unheard while the line is down.
  useEffect(() => live.ready(() => void cache.invalidateQueries({ queryKey: VIEWS_KEY })), [cache]);

  const go = useCallback(
    (change: CalendarSearch, replace = false) => {
      const next = { ...search, booking: undefined, ...change };
      remember(next);
      void navigate({ to: "/calendar", search: next, replace });
    },
    [navigate, search],
  );
  const { t } = useTranslation("calendar");
  const services = useQuery(servicesQuery).data;
  const raw = calendar.data;
  // To half a minute is enough to tell what is over.
  const data = useMemo(() => {
    if (!raw) return raw;
    const words = {
      name: (id: string) => services?.find((one) => one.id === id)?.name ?? t("group.title"),
      seats: (people: number, seats: number) => t("group.seats_of", { people, seats }),
    };
    const bookings = withGroups(raw, words, now);
    return bookings === raw.bookings ? raw : { ...raw, bookings };
  }, [raw, services, t, now]);
  const team = useMemo(
    () => teamOf(staff.data ?? [], calendar.data, branch?.id),
    [staff.data, calendar.data, branch?.id],
  );
  const chosen = useMemo(() => {
    const ids = search.employees?.split(",") ?? [];
    return ids.filter((id) => team.some((one) => one.id === id));
  }, [search.employees, team]);
  const employees = useMemo(
    () => (chosen.length > 0 ? team.filter(({ id }) => chosen.includes(id)) : team),
    [team, chosen],
  );
  const ids = useMemo(() => new Set(employees.map(({ id }) => id)), [employees]);
  const visits = useMemo(() => data?.bookings.filter((visit) => ids.has(visit.employee_id)) ?? [], [data, ids]);
  const blocks = useMemo(
    () => calendar.data?.blocks.filter((block) => ids.has(block.subject_id)) ?? [],
    [calendar.data, ids],
  );

  // The next periods are there before one asks for them.
  const isSettled = calendar.isSuccess && !calendar.isPlaceholderData;
  useEffect(() => {
    if (!isSettled || view !== "day") return;
    for (const day of [addDays(date, 1), addDays(date, -1)]) {
      const [from, to] = dayBounds(day, zone);
      const beside = { ...range, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
      void cache.prefetchQuery({ ...calendarQuery(beside), staleTime: 60_000 });
    }
  }, [cache, isSettled, view, date, zone, range]);

  return {
    search,
    view,
    date,
    dates,
    range,
    today,
    now,
    zone,
    isPhone,
    isOneBranch,
    branch,
    branches: branches.data ?? NONE,
    staff: staff.data ?? NONE,
    team,
    chosen,
    employees,
    visits,
    blocks,
    data,
    /** As the server has it: whoever comes to a class is a visit here. */
    raw,
    isStale: calendar.isPlaceholderData,
    step: Math.max(5, firm.data?.settings.slot_step_minutes ?? 30),
    error: calendar.error ?? branches.error ?? staff.error ?? firm.error,
    isReady: calendar.data !== undefined && staff.data !== undefined,
    retry: () => void cache.invalidateQueries({ queryKey: ["calendar"] }),
    fresh,
    go,
    shift: (by: -1 | 1) => go({ date: shifted(view, date, by) }),
  };
}

export type CalendarState = ReturnType<typeof useCalendar>;
