// Days of a series of departures: every Saturday from here to there, every second week if wished.

/** What the server adds at once. */
export const MOST_AT_ONCE = 200;

export interface SeriesRule {
  /** `2027-06-01`. */
  from: string;
  /** The last day that may be one of them. */
  to: string;
  /** 1 = Monday … 7 = Sunday. */
  weekdays: readonly number[];
  /** Each week, or each second one, counted from the first week with a day of the series. */
  everyWeeks: 1 | 2;
}

export interface Series {
  days: string[];
  /** Left out: there is a departure already. */
  taken: string[];
  /** Left out: the tour does not run then. */
  outside: string[];
}

const DAY = 86_400_000;
const at = (day: string) => Date.parse(`${day}T00:00:00Z`);
const dayOf = (instant: number) => new Date(instant).toISOString().slice(0, 10);
const weekdayOf = (instant: number) => ((new Date(instant).getUTCDay() + 6) % 7) + 1;
/** Weeks since a Monday long ago. */
const weekOf = (instant: number) => Math.floor((instant / DAY + 3) / 7);

export function addDays(day: string, count: number): string {
  return dayOf(at(day) + count * DAY);
}

/** Days by the rule, in order; `taken` and days of other months than `season` are left out and told apart. */
export function seriesOf(rule: SeriesRule, taken: ReadonlySet<string>, season: readonly number[]): Series {
  const series: Series = { days: [], taken: [], outside: [] };
  const [from, to] = [at(rule.from), at(rule.to)];
  if (Number.isNaN(from) || Number.isNaN(to)) return series;
  let first: number | undefined;
  // Ten years are more than anybody plans, and a slip of the finger must not stop the browser.
  for (let instant = from; instant <= Math.min(to, from + 3_660 * DAY); instant += DAY) {
    if (!rule.weekdays.includes(weekdayOf(instant))) continue;
    first ??= weekOf(instant);
    if ((weekOf(instant) - first) % rule.everyWeeks !== 0) continue;
    const day = dayOf(instant);
    if (taken.has(day)) series.taken.push(day);
    else if (season.includes(Number(day.slice(5, 7)))) series.days.push(day);
    else series.outside.push(day);
  }
  return series;
}
