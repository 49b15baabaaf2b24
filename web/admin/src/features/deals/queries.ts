// Deals, pipelines and what belongs to them as the server has them.

import {
  boardDeals,
  type CreatePipeline,
  createDeals,
  createPipelines,
  getDeals,
  getReportsFunnel,
  listDeals,
  listPipelines,
  listTours,
  moveManyDealsMove,
  movesDeals,
  moveToDealsMove,
  type PutPipeline,
  putPipelines,
  removeDeals,
  removePipelines,
  updateDeals,
} from "@samovar/client";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import { keepTail } from "./board-state";
import type { DealQuery, Sort } from "./search";
import { underWay } from "./under-way";
import type { Board, Change, Deal, DealPage, Move, NewDeal, Pipeline } from "./wire";

const PER_STAGE = 30;
const PAGE = 60;

export const BOARDS = ["deals", "board"] as const;
export const LISTS = ["deals", "list"] as const;
export const dealKey = (id: string) => ["deals", "deal", id] as const;
const ofContactKey = (contact: string) => ["deals", "of", contact] as const;
export const movesKey = (id: string) => ["deals", "moves", id] as const;

export const pipelinesQuery = queryOptions({
  queryKey: ["deals", "pipelines"],
  queryFn: async (): Promise<Pipeline[]> => {
    const { items } = await ask(listPipelines());
    return items.toSorted((a, b) => a.position - b.position);
  },
  staleTime: 5 * 60_000,
});

export const boardQuery = (query: DealQuery) =>
  queryOptions({
    queryKey: [...BOARDS, query] as const,
    queryFn: async ({ queryKey, signal }): Promise<Board> => {
      const fresh = await ask(boardDeals({ query: { ...query, per_stage: PER_STAGE }, signal }));
      return underWay.over(keepTail(queryClient.getQueryData<Board>(queryKey), fresh));
    },
    placeholderData: keepPreviousData,
  });

/** More of a column, after what is shown of it. */
export const moreOf = (query: DealQuery, stage: string, cursor: string): Promise<DealPage> =>
  ask(listDeals({ query: { ...query, stage, cursor, limit: PER_STAGE } }));

export const listQuery = (query: DealQuery, sort: Sort) =>
  infiniteQueryOptions({
    queryKey: [...LISTS, query, sort] as const,
    queryFn: ({ pageParam, signal }): Promise<DealPage> =>
      ask(listDeals({ query: { ...query, sort, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) }, signal })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor || undefined,
    placeholderData: keepPreviousData,
  });

export const dealQuery = (id: string) =>
  queryOptions({ queryKey: dealKey(id), queryFn: (): Promise<Deal> => ask(getDeals({ path: { id } })) });

export const ofContactQuery = (contact: string) =>
  queryOptions({
    queryKey: ofContactKey(contact),
    queryFn: async (): Promise<Deal[]> => (await ask(listDeals({ query: { contact_id: contact, limit: 50 } }))).items,
  });

export const movesQuery = (id: string) =>
  queryOptions({ queryKey: movesKey(id), queryFn: async () => (await ask(movesDeals({ path: { id } }))).items });

export const toursQuery = queryOptions({
  queryKey: ["deals", "tours"],
  queryFn: async () => (await ask(listTours())).items,
  staleTime: 5 * 60_000,
});

export const funnelQuery = (query: { pipeline?: string; from: string; to: string; owner_id?: string }) =>
  queryOptions({
    queryKey: ["deals", "funnel", query] as const,
    queryFn: ({ signal }) => ask(getReportsFunnel({ query, signal })),
    placeholderData: keepPreviousData,
  });

export const createDeal = (body: NewDeal): Promise<Deal> => ask(createDeals({ body }));
export const changeDeal = (id: string, body: Change): Promise<Deal> => ask(updateDeals({ path: { id }, body }));
export const dropDeal = (id: string) => ask(removeDeals({ path: { id } }));
export const moveDeal = (id: string, body: Move): Promise<Deal> => ask(moveToDealsMove({ path: { id }, body }));
export const moveMany = (ids: string[], stage: string, reason?: string) =>
  ask(moveManyDealsMove({ body: { ids, stage, ...(reason ? { loss_reason: reason } : {}) } }));

export const addPipeline = (body: CreatePipeline): Promise<Pipeline> => ask(createPipelines({ body }));
export const savePipeline = (key: string, body: PutPipeline): Promise<Pipeline> =>
  ask(putPipelines({ path: { key }, body }));
export const dropPipeline = (key: string) => ask(removePipelines({ path: { key } }));
