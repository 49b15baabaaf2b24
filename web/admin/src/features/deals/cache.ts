// Deals in every cache where they stand: boards, lists, the open deal, the contact's deals. One change reaches them all.

import type { InfiniteData } from "@tanstack/react-query";
import { queryClient } from "~/app/query";
import { merged, put, without } from "./board-state";
import { BOARDS, dealKey, LISTS, movesKey } from "./queries";
import type { Board, Deal, DealPage } from "./wire";

type Pages = InfiniteData<DealPage, string>;

export function patchPages(pages: Pages, id: string, change: (deal: Deal) => Deal | undefined): Pages {
  if (!pages.pages.some((page) => page.items.some((deal) => deal.id === id))) return pages;
  return {
    ...pages,
    pages: pages.pages.map((page) => ({
      ...page,
      items: page.items.flatMap((deal) => (deal.id === id ? (change(deal) ?? []) : deal)),
    })),
  };
}

function eachBoard(change: (board: Board) => Board): void {
  queryClient.setQueriesData<Board>({ queryKey: BOARDS }, (board) => board && change(board));
}

function eachRow(id: string, change: (deal: Deal) => Deal | undefined): void {
  queryClient.setQueriesData<Pages>({ queryKey: LISTS }, (pages) => pages && patchPages(pages, id, change));
  queryClient.setQueriesData<Deal[]>({ queryKey: ["deals", "of"] }, (deals) =>
    deals?.flatMap((deal) => (deal.id === id ? (change(deal) ?? []) : deal)),
  );
}

/** A deal as it is now, wherever it is known. A board that does not show it yet is asked anew by whoever listens. */
export function keep(deal: Deal): void {
  eachBoard((board) =>
    board.columns.some((column) => column.deals.some(({ id }) => id === deal.id)) ? put(board, deal) : board,
  );
  eachRow(deal.id, () => deal);
  queryClient.setQueryData<Deal>(dealKey(deal.id), (known) => known && deal);
}

/** What an event tells, laid over what is known. */
export function take(told: Partial<Deal> & { id: string }): void {
  eachBoard((board) => {
    const known = board.columns.flatMap((column) => column.deals).find(({ id }) => id === told.id);
    return known ? put(board, merged(known, told)) : board;
  });
  eachRow(told.id, (known) => merged(known, told));
  queryClient.setQueryData<Deal>(dealKey(told.id), (known) => known && merged(known, told));
}

export function forget(id: string): void {
  eachBoard((board) => without(board, id));
  eachRow(id, () => undefined);
}

/** After a write the lists may have other members or another order. */
export function again(id?: string): void {
  void queryClient.invalidateQueries({ queryKey: LISTS });
  void queryClient.invalidateQueries({ queryKey: BOARDS });
  void queryClient.invalidateQueries({ queryKey: ["deals", "of"] });
  if (id) void queryClient.invalidateQueries({ queryKey: movesKey(id) });
}
