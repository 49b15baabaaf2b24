// A figure beside that of the period before.

/** Percent of change; undefined when there is nothing to compare with. */
export function change(now: number, before: number): number | undefined {
  if (before === 0) return undefined;
  const percent = Math.round(((now - before) / before) * 100);
  return Math.max(-999, Math.min(999, percent));
}

/** Part of the whole in percent; undefined of nothing. */
export function share(part: number, whole: number): number | undefined {
  return whole > 0 ? Math.round((part / whole) * 100) : undefined;
}

/** Days in a row become weeks when there are too many bars to tell apart. */
export function bars<Day extends { date: string }>(days: Day[], add: (into: Day, one: Day) => Day, most = 45): Day[] {
  if (days.length <= most) return days;
  const weeks: Day[] = [];
  for (const [at, day] of days.entries()) {
    const last = weeks.at(-1);
    if (at % 7 === 0 || !last) weeks.push(day);
    else weeks[weeks.length - 1] = { ...add(last, day), date: last.date };
  }
  return weeks;
}
