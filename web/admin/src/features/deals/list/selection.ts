// Which rows are chosen: one by one, a span with Shift, all that are loaded.

/** The server moves so many at once. */
export const MOST = 200;

export interface Selection {
  ids: ReadonlySet<string>;
  /** Where a span begins. */
  anchor?: string | undefined;
}
export const NONE: Selection = { ids: new Set() };

export function toggled(selection: Selection, rows: readonly string[], id: string, isSpan: boolean): Selection {
  const ids = new Set(selection.ids);
  const isOn = !ids.has(id);
  const [from, to] = [rows.indexOf(selection.anchor ?? ""), rows.indexOf(id)];
  const touched = isSpan && from >= 0 && to >= 0 ? rows.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
  for (const one of touched) {
    if (!isOn) ids.delete(one);
    else if (ids.size < MOST) ids.add(one);
  }
  return { ids, anchor: id };
}

/** All that are loaded, up to what the server takes; none when they are all chosen already. */
export function toggledAll(selection: Selection, rows: readonly string[]): Selection {
  const all = rows.slice(0, MOST);
  const isAll = all.length > 0 && all.every((id) => selection.ids.has(id));
  return isAll ? NONE : { ids: new Set(all) };
}

/** Rows that are gone cannot stay chosen. */
export function kept(selection: Selection, rows: readonly string[]): Selection {
  const known = new Set(rows);
  const ids = [...selection.ids].filter((id) => known.has(id));
  return ids.length === selection.ids.size ? selection : { ...selection, ids: new Set(ids) };
}

/** What was not moved, by why: the most frequent first. */
export function byCode(refused: readonly { code: string }[]): { code: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { code } of refused) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count);
}

/** The way back for what was moved: ids by the stage they stood on. */
export function wayBack(
  moved: readonly string[],
  before: readonly { id: string; stage: string }[],
): Map<string, string[]> {
  const back = new Map<string, string[]>();
  for (const id of moved) {
    const stage = before.find((deal) => deal.id === id)?.stage;
    if (stage) back.set(stage, [...(back.get(stage) ?? []), id]);
  }
  return back;
}
