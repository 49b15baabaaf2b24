// Employees, what they can do and when they work, as the server has them; and the ways to change that.

import {
  createEmployees,
  type EmployeeView,
  type ExceptionView,
  getEmployeesSchedule,
  listEmployees,
  putRangeEmployeesExceptionsRange,
  type RangeView,
  removeEmployees,
  removeRangeEmployeesExceptionsRange,
  replaceEmployeesSchedule,
  type ScheduleView,
  type ShiftView,
  type SkillView,
  updateEmployees,
} from "@samovar/client";
import { queryOptions, useMutation } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";

export type { EmployeeView, ExceptionView, RangeView, ScheduleView, ShiftView, SkillView };

export const employeesQuery = queryOptions({
  queryKey: ["employees"],
  queryFn: async () => (await ask(listEmployees())).items,
  staleTime: 5 * 60_000,
});

/** The weekly rules, and the special dates of the coming year. */
export const scheduleQuery = (id: string) => {
  const from = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const until = new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 10);
  return queryOptions({
    queryKey: ["employees", id, "schedule"],
    queryFn: () => ask(getEmployeesSchedule({ path: { id }, query: { from, until } })),
  });
};

export interface EmployeeValues {
  name: string;
  title: string;
  about: string;
  synonyms: string[];
  skills: SkillView[];
  is_active: boolean;
}

const refresh = () => {
  void queryClient.invalidateQueries({ queryKey: ["calendar"] });
  return queryClient.invalidateQueries({ queryKey: ["employees"] });
};

export function useCreateEmployee() {
  return useMutation({
    mutationFn: (body: { name: string; title: string }) => ask(createEmployees({ body })),
    onSettled: refresh,
  });
}
export function useUpdateEmployee(id: string) {
  return useMutation({
    mutationFn: (body: Partial<EmployeeValues>) => ask(updateEmployees({ path: { id }, body })),
    onSettled: refresh,
  });
}
export function useRemoveEmployee() {
  return useMutation({ mutationFn: (id: string) => ask(removeEmployees({ path: { id } })), onSettled: refresh });
}
export function useReplaceShifts(id: string) {
  return useMutation({
    mutationFn: (shifts: ShiftView[]) => ask(replaceEmployeesSchedule({ path: { id }, body: { shifts } })),
    onSettled: refresh,
  });
}

export interface SpecialDates {
  from: string;
  to: string;
  /** Empty = days off. */
  spans: { starts: string; ends: string }[];
  reason: string;
  /** Only tell which visits would be in the way. */
  preview: boolean;
}

export function usePutSpecial(id: string) {
  return useMutation({
    mutationFn: (body: SpecialDates): Promise<RangeView> =>
      ask(putRangeEmployeesExceptionsRange({ path: { id }, body })),
    onSettled: refresh,
  });
}
export function useRemoveSpecial(id: string) {
  return useMutation({
    mutationFn: (query: { from: string; to: string }) =>
      ask(removeRangeEmployeesExceptionsRange({ path: { id }, query })),
    onSettled: refresh,
  });
}
