// What the calendar asks the server for, and the keys of its cache.

import type { BlockView, BookingView, BranchView, EmployeeView, HoldView, ServiceView } from "@samovar/client";
import { currentOrg, listBranches, listEmployees, listServices, listSlots } from "@samovar/client";
import { client } from "@samovar/client/client.gen";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";

export type { BlockView, BranchView, EmployeeView, HoldView, ServiceView };

export interface Visit extends BookingView {
  contact: { id: string; name?: string; phone?: string };
  /** Names, in the order of `items`. */
  services: string[];
}
export interface Working {
  employee_id: string;
  branch_id: string;
  starts_at: string;
  ends_at: string;
}
export interface CalendarView {
  bookings: Visit[];
  blocks: BlockView[];
  holds: HoldView[];
  working: Working[];
}
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
    queryFn: ({ signal }): Promise<CalendarView> =>
      ask(
        client.get<CalendarView, unknown, false>({
          url: "/api/v1/calendar",
          query: {
            from: range.from,
            to: range.to,
            ...(range.branch ? { branch_id: range.branch } : {}),
            ...(range.cancelled ? { cancelled: true } : {}),
          },
          signal,
        }) as Promise<{ data?: CalendarView; error?: unknown; response?: Response }>,
      ),
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
