// When an answer is due, as a reader sees it; promises of a report put together.

import type { SlaRow } from "./wire";

export type Tone = "calm" | "warm" | "hot";

export interface Deadline {
  /** Left, or over when late. */
  minutes: number;
  isLate: boolean;
  tone: Tone;
}

export function deadline(dueAt: string, warnAt: string | null | undefined, now: number): Deadline {
  const left = Date.parse(dueAt) - now;
  const isLate = left <= 0;
  const isSoon = warnAt != null && Date.parse(warnAt) <= now;
  const minutes = isLate ? Math.floor((now - Date.parse(dueAt)) / 60_000) : Math.ceil(left / 60_000);
  return { minutes, isLate, tone: isLate ? "hot" : isSoon ? "warm" : "calm" };
}

/** The share of kept promises in percent; none where nothing was promised. */
export function keptShare(rows: Pick<SlaRow, "kept" | "broken">[]): number | undefined {
  const kept = rows.reduce((sum, row) => sum + row.kept, 0);
  const all = rows.reduce((sum, row) => sum + row.kept + row.broken, 0);
  // Nothing broken is a hundred, and nothing else is.
  return all === 0 ? undefined : kept === all ? 100 : Math.min(99, Math.round((kept / all) * 100));
}
