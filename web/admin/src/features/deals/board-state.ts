// The board as it changes on the screen: a deal moved, changed, come or gone, with counts and sums that stay true.

import type { Board, Column, Deal, DealPage, Stage } from "./wire";

const withDeals = (column: Column, deals: Deal[], count: number, amount: number): Column => ({
  ...column,
  deals,
  count: Math.max(0, column.count + count),
  amount: column.amount + amount,
});

export function dealOn(board: Board | undefined, id: string): Deal | undefined {
  return board?.columns.flatMap((column) => column.deals).find((deal) => deal.id === id);
}

export function stageOf(board: Pick<Board, "pipeline"> | undefined, key: string): Stage | undefined {
  return board?.pipeline.stages.find((stage) => stage.key === key);
}

/** Takes a deal away; the same board when it is not there. */
export function without(board: Board, id: string): Board {
  const deal = dealOn(board, id);
  if (!deal) return board;
  return {
    ...board,
    columns: board.columns.map((column) =>
      column.deals.includes(deal)
        ? withDeals(
            column,
            column.deals.filter((one) => one !== deal),
            -1,
            -(deal.amount ?? 0),
          )
        : column,
    ),
  };
}

/** Puts a deal where its stage says: in its own place when it stands there already, else on top. A stage of another
 * pipeline takes it off the board. */
export function put(board: Board, deal: Deal): Board {
  const before = dealOn(board, deal.id);
  if (before && before.stage === deal.stage) {
    const more = (deal.amount ?? 0) - (before.amount ?? 0);
    return {
      ...board,
      columns: board.columns.map((column) =>
        column.deals.includes(before)
          ? withDeals(
              column,
              column.deals.map((one) => (one === before ? deal : one)),
              0,
              more,
            )
          : column,
      ),
    };
  }
  const rest = without(board, deal.id);
  return {
    ...rest,
    columns: rest.columns.map((column) =>
      column.stage === deal.stage ? withDeals(column, [deal, ...column.deals], 1, deal.amount ?? 0) : column,
    ),
  };
}

/** A deal on its way to another stage, as it will look there. */
export function asMoved(board: Pick<Board, "pipeline">, deal: Deal, stage: string, now = new Date()): Deal {
  if (deal.stage === stage) return deal;
  const status = stageOf(board, stage)?.kind ?? deal.status;
  const next: Deal = { ...deal, stage, status, stage_since: now.toISOString() };
  if (status !== "lost") delete next.loss_reason;
  return next;
}

/** The board with a known deal moved; the same board when it does not know the deal or the stage. */
export function moved(board: Board, id: string, stage: string): Board {
  const deal = dealOn(board, id);
  if (!deal || deal.stage === stage || !board.columns.some((column) => column.stage === stage)) return board;
  return put(board, asMoved(board, deal, stage));
}

/** What an event tells of a deal, laid over what is known of it: events may leave out what is joined to a deal. */
export function merged(known: Deal, told: Partial<Deal>): Deal {
  const joined = { contact: known.contact, tasks_open: known.tasks_open, next_task_at: known.next_task_at };
  const said = (deal: object) => Object.fromEntries(Object.entries(deal).filter(([, value]) => value != null));
  // In a whole deal what was cleared is absent or null, and must not live on.
  const base = "stage_since" in told ? { known: {}, fields: {} } : known;
  return { ...base, ...said(joined), ...said(told) } as Deal;
}

/** More of a column, behind what it shows; what stands elsewhere by now is not shown twice. */
export function appended(board: Board, stage: string, page: DealPage): Board {
  const known = new Set(board.columns.flatMap((column) => column.deals.map((deal) => deal.id)));
  return {
    ...board,
    columns: board.columns.map((column) => {
      if (column.stage !== stage) return column;
      const next: Column = { ...column, deals: [...column.deals, ...page.items.filter((deal) => !known.has(deal.id))] };
      if (page.next_cursor) next.next_cursor = page.next_cursor;
      else delete next.next_cursor;
      return next;
    }),
  };
}

/** A new answer for the top of each column, with what had been loaded below it: nobody is thrown back to the top. */
export function keepTail(before: Board | undefined, fresh: Board): Board {
  if (!before || before.pipeline.key !== fresh.pipeline.key) return fresh;
  const seen = new Set(fresh.columns.flatMap((column) => column.deals.map((deal) => deal.id)));
  return {
    ...fresh,
    columns: fresh.columns.map((column) => {
      const old = before.columns.find((one) => one.stage === column.stage);
      // Without more behind it the fresh column is whole.
      if (!old || !column.next_cursor || old.deals.length <= column.deals.length) return column;
      const tail = old.deals.slice(column.deals.length).filter((deal) => !seen.has(deal.id));
      if (tail.length === 0) return column;
      const next: Column = { ...column, deals: [...column.deals, ...tail] };
      if (old.next_cursor) next.next_cursor = old.next_cursor;
      else delete next.next_cursor;
      return next;
    }),
  };
}
