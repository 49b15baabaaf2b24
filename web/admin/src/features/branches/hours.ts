// Opening hours as a person says them: days with the same hours together, «Пн–Пт 10:00–20:00».

import type { HoursView } from "./queries";

export interface DayHours {
  weekday: number;
  spans: { opens: string; closes: string }[];
}

export function byDay(hours: HoursView[]): DayHours[] {
  return [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
    weekday,
    spans: hours
      .filter((span) => span.weekday === weekday)
      .map(({ opens, closes }) => ({ opens, closes }))
      .sort((a, b) => a.opens.localeCompare(b.opens)),
  }));
}

export function fromDays(days: DayHours[]): HoursView[] {
  return days.flatMap(({ weekday, spans }) => spans.map((span) => ({ weekday, ...span })));
}

/** Runs of neighbouring days with the same hours; closed days are left out. */
export function runs(hours: HoursView[]): { from: number; to: number; text: string }[] {
  const found: { from: number; to: number; text: string }[] = [];
  for (const { weekday, spans } of byDay(hours)) {
    if (spans.length === 0) continue;
    const text = spans.map(({ opens, closes }) => `${opens}–${closes}`).join(", ");
    const last = found.at(-1);
    if (last && last.to === weekday - 1 && last.text === text) last.to = weekday;
    else found.push({ from: weekday, to: weekday, text });
  }
  return found;
}

/** Which days have hours that end before they begin or overlap. */
export function faults(days: DayHours[]): number[] {
  const bad = days.filter(({ spans }) => {
    const sorted = [...spans].sort((a, b) => a.opens.localeCompare(b.opens));
    return sorted.some(
      (span, at) =>
        !span.opens ||
        !span.closes ||
        span.opens >= span.closes ||
        (at > 0 && (sorted[at - 1]?.closes ?? "") > span.opens),
    );
  });
  return bad.map(({ weekday }) => weekday);
}
