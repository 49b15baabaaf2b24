// What the calendar asks the server for, and the keys of its cache.

import type {
  BlockView,
  BranchView,
  CalendarBooking,
  EmployeeView,
  GroupEventView,
  HoldView,
  CalendarView as ServerCalendar,
  ServiceView,
  WorkingView,
} from "@samovar/client";
import { currentOrg, getCalendar, listBranches, listEmployees, listServices, listSlots } from "@samovar/client";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";

export type { BlockView, BranchView, EmployeeView, GroupEventView, HoldView, ServiceView };

/** A visit with the names a calendar shows. */
export type Visit = CalendarBooking;
export type CalendarView = Pick<ServerCalendar, "bookings" | "blocks" | "groups" | "holds" | "working">;
export type Working = WorkingView;
export interface Range {
  from: string;
  to: string;
  branch?: string | undefined;
  cancelled: boolean;
}

export const VIEWS_KEY = ["calendar", "view"] as const;

export const calendarQuery = (range: Range) =>
  queryOptions({
    queryKey: [...VIEWS_KEY, range] as const,
    queryFn: ({ signal }): Promise<CalendarView> => {
      const query = {
        from: range.from,
        to: range.to,
        cancelled: range.cancelled,
        ...(range.branch ? { branch_id: range.branch } : {}),
      };
      return ask(getCalendar({ query, signal }));
    },
    placeholderData: keepPreviousData,
  });

export const branchesQuery = queryOptions({
  queryKey: ["calendar", "branches"],
  queryFn: async (): Promise<BranchView[]> => {
    const { items } = await ask(listBranches());
    return items.filter((branch) => branch.is_active);
  },
  staleTime: 5 * 60_000,
});

export const employeesQuery = queryOptions({
  queryKey: ["calendar", "employees"],
  queryFn: async (): Promise<EmployeeView[]> => (await ask(listEmployees())).items,
  staleTime: 60_000,
});

export const servicesQuery = queryOptions({
  queryKey: ["calendar", "services"],
  queryFn: async (): Promise<ServiceView[]> => (await ask(listServices())).items,
  staleTime: 60_000,
});

export const firmQuery = queryOptions({
  queryKey: ["calendar", "firm"],
  queryFn: () => ask(currentOrg()),
  staleTime: 5 * 60_000,
});

export interface SlotsWish {
  services: string[];
  employee?: string | undefined;
  branch?: string | undefined;
  from: string;
  until: string;
  moving?: string | undefined;
  limit?: number;
}

export const slotsQuery = (wish: SlotsWish) =>
  queryOptions({
    queryKey: ["calendar", "slots", wish] as const,
    queryFn: async ({ signal }) => {
      const query = {
        services: wish.services.join(","),
        from: wish.from,
        until: wish.until,
        limit: wish.limit ?? 100,
        ...(wish.employee ? { employee_id: wish.employee } : {}),
        ...(wish.branch ? { branch_id: wish.branch } : {}),
        ...(wish.moving ? { moving: wish.moving } : {}),
      };
      return (await ask(listSlots({ query, signal }))).items;
    },
    staleTime: 10_000,
    enabled: wish.services.length > 0,
  });
