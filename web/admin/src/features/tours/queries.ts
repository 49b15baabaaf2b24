// Tours, their departures and files as the server has them, and the ways to change them.

import {
  createSeriesToursDeparturesSeries,
  createTours,
  createToursDepartures,
  type DepartureView,
  listAllDepartures,
  listTours,
  listToursDepartures,
  removeDepartures,
  removeTours,
  replaceToursFiles,
  type TourFileView,
  type TourView,
  type UpdateTour,
  updateDepartures,
  updateTours,
} from "@samovar/client";
import { queryOptions, useMutation } from "@tanstack/react-query";
import { ask, writeHeaders } from "~/app/api";
import { queryClient } from "~/app/query";

export type { DepartureView, TourFileView, TourView };
export type TourValues = Required<Omit<UpdateTour, "photos" | "position">>;

export const toursQuery = queryOptions({
  queryKey: ["tours"],
  queryFn: async () => (await ask(listTours())).items,
  staleTime: 5 * 60_000,
});

/** More departures than anybody looks through. */
const MOST_PAGES = 10;

type Page = { items: DepartureView[]; next_cursor?: string };
async function whole(read: (cursor: string | undefined) => Promise<Page>): Promise<DepartureView[]> {
  const all: DepartureView[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { items, next_cursor } = await read(cursor);
    all.push(...items);
    if (!next_cursor) break;
    cursor = next_cursor;
  }
  return all;
}
const onward = (cursor: string | undefined) => ({ limit: 200, ...(cursor && { cursor }) });

/** Departures of all tours from this day on. */
export const aheadQuery = (today: string) =>
  queryOptions({
    queryKey: ["departures", "ahead", today],
    queryFn: () => whole((cursor) => ask(listAllDepartures({ query: { from: today, ...onward(cursor) } }))),
  });

/** Departures of one tour, those of the past too. */
export const departuresQuery = (tour: string) =>
  queryOptions({
    queryKey: ["departures", "of", tour],
    queryFn: () => whole((cursor) => ask(listToursDepartures({ path: { id: tour }, query: onward(cursor) }))),
  });

export const refreshTours = () => queryClient.invalidateQueries({ queryKey: ["tours"] });
export const refreshDepartures = () => queryClient.invalidateQueries({ queryKey: ["departures"] });

/** The answer of the server stands at once; the list is asked again all the same. */
function put(tour: TourView): void {
  queryClient.setQueryData(toursQuery.queryKey, (known) => known?.map((one) => (one.id === tour.id ? tour : one)));
}

export interface NewTour {
  key: string;
  name: string;
  category: string;
  duration_days: number;
  season: number[];
  group_max: number;
  price: number;
  currency: string;
}

export function useCreateTour() {
  return useMutation({
    mutationFn: (values: NewTour) => ask(createTours({ body: { ...values, difficulty: "easy", group_min: 1 } })),
    onSuccess: (tour) => queryClient.setQueryData(toursQuery.queryKey, (known) => [...(known ?? []), tour]),
    onSettled: refreshTours,
  });
}
export function useUpdateTour(id: string) {
  return useMutation({
    mutationFn: (body: TourValues) => ask(updateTours({ path: { id }, body })),
    onSuccess: put,
    onSettled: refreshTours,
  });
}
export function useRemoveTour() {
  return useMutation({ mutationFn: (id: string) => ask(removeTours({ path: { id } })), onSettled: refreshTours });
}

export interface FileChoices {
  photo_files: { file_id: string; text: string }[];
  materials: { file_id: string; text: string }[];
}

export function useReplaceFiles(id: string) {
  return useMutation({
    mutationFn: (body: FileChoices) => ask(replaceToursFiles({ path: { id }, body })),
    onSuccess: put,
    onError: refreshTours,
  });
}

export interface DepartureValues {
  starts_on: string;
  seats: number;
  seats_taken: number;
  guide_id: string | null;
  status: DepartureView["status"];
}

export function useSaveDeparture(tour: string, id: string | undefined) {
  return useMutation({
    mutationFn: ({ guide_id, ...values }: DepartureValues) =>
      id
        ? ask(updateDepartures({ path: { id }, body: { ...values, guide_id } }))
        : ask(createToursDepartures({ path: { id: tour }, body: { ...values, ...(guide_id && { guide_id }) } })),
    onSettled: refreshDepartures,
  });
}
export function useCreateSeries(tour: string) {
  return useMutation({
    mutationFn: ({ guide_id, ...body }: { days: string[]; seats: number; guide_id: string | null }) =>
      ask(createSeriesToursDeparturesSeries({ path: { id: tour }, body: { ...body, ...(guide_id && { guide_id }) } })),
    onSettled: refreshDepartures,
  });
}
export function useRemoveDeparture() {
  return useMutation({
    mutationFn: (id: string) => ask(removeDepartures({ path: { id } })),
    onSettled: refreshDepartures,
  });
}

export interface Stored {
  id: string;
  name: string;
  mime: string;
  size: number;
}

/** Stores a file; what is given to no tour within a day is forgotten. */
export function upload(file: File): Promise<Stored> {
  const body = new FormData();
  body.append("file", file);
  const call = fetch("/api/v1/files", { method: "POST", headers: writeHeaders(), body }).then(async (response) => {
    const data = await response.json().catch(() => undefined);
    return response.ok ? { data: data as Stored, response } : { error: data, response };
  });
  return ask(call);
}

export const fileUrl = (id: string): string => `/api/v1/files/${id}`;
