// Days and times as people write them in a line: «завтра в 10», «через неделю», «в пятницу вечером», "tomorrow at 5pm".
// Both languages are always understood. What was understood is cut out of the line; the rest is the task.

import { addDays, addMonths, instantOf, MINUTE, wallOf, weekdayOf } from "~/features/calendar/zone";

export interface Moment {
  /** `2026-11-21` */
  date: string;
  /** Since midnight; absent for the whole day. */
  minutes?: number;
}
export interface Reading {
  title: string;
  when?: Moment;
}

interface Found extends Partial<Moment> {
  from: number;
  to: number;
}
interface Now {
  at: number;
  zone: string;
  today: string;
}
type Read = (parts: (string | undefined)[], now: Now) => Partial<Moment> | undefined;

const rule = (source: string, read: Read): [RegExp, Read] => [
  new RegExp(`(?<![\\p{L}\\d.,])(?:${source})(?![\\p{L}\\d])`, "iu"),
  read,
];

const LEAD = "(?:(?:в|во|на|до|к|ко|on|by|until|till|for)\\s+)?";
const MONTHS = [
  "январ[ья]|january|jan",
  "феврал[ья]|february|feb",
  "марта?|march|mar",
  "апрел[ья]|april|apr",
  "ма[йя]|may",
  "июн[ья]|june|jun",
  "июл[ья]|july|jul",
  "августа?|august|aug",
  "сентябр[ья]|september|sept?",
  "октябр[ья]|october|oct",
  "ноябр[ья]|november|nov",
  "декабр[ья]|december|dec",
];
const MONTH = MONTHS.join("|");
const DAYS = [
  "понедельник[ауе]?|пн|monday",
  "вторник[ауе]?|вт|tuesday",
  "сред[ауые]|ср|wednesday",
  "четверг[ауе]?|чт|thursday",
  "пятниц[ауые]|пт|friday",
  "суббот[ауые]|сб|saturday",
  "воскресень[еяю]|вс|sunday",
];
const DAY = DAYS.join("|");
const indexIn = (list: string[], word = "") =>
  list.findIndex((words) => new RegExp(`^(?:${words})$`, "iu").test(word)) + 1;

const two = (number: number) => String(number).padStart(2, "0");

/** A day of the calendar; without a year the next one that comes. */
function dated(day: number, month: number, year: string | undefined, { today }: Now): Moment | undefined {
  const make = (of: number) => {
    const date = `${of}-${two(month)}-${two(day)}`;
    const read = new Date(`${date}T00:00:00Z`);
    return Number.isNaN(read.getTime()) || read.getUTCDate() !== day ? undefined : date;
  };
  if (month < 1 || month > 12 || day < 1) return undefined;
  if (year) {
    const date = make(Number(year.length === 2 ? `20${year}` : year));
    return date ? { date } : undefined;
  }
  const first = Number(today.slice(0, 4));
  // The 29th of February may be four years away.
  for (let of = first; of < first + 9; of += 1) {
    const date = make(of);
    if (date && date >= today) return { date };
  }
  return undefined;
}

function monthday(day: number, { today }: Now): Moment | undefined {
  for (let months = 0; months < 13; months += 1) {
    const month = addMonths(`${today.slice(0, 7)}-01`, months).slice(0, 7);
    const date = `${month}-${two(day)}`;
    if (day > 0 && day <= Number(addDays(addMonths(`${month}-01`, 1), -1).slice(8)) && date >= today) return { date };
  }
  return undefined;
}

function counted(word: string | undefined): number {
  if (!word || /^(?:an?|one|один|одну)$/i.test(word)) return 1;
  if (/^(?:пару|a couple of)$/i.test(word)) return 2;
  return Number(word);
}

function later(minutes: number, { at, zone }: Now): Moment {
  return wallOf(at + minutes * MINUTE, zone);
}

function away(count: number, unit: string, now: Now): Moment {
  const one = unit.toLowerCase();
  if (/^(?:мин|min)/.test(one)) return later(count, now);
  if (/^(?:час|ч$|h)/.test(one)) return later(count * 60, now);
  if (/^(?:нед|week)/.test(one)) return { date: addDays(now.today, 7 * count) };
  if (/^(?:мес|month)/.test(one)) return { date: addMonths(now.today, count) };
  return { date: addDays(now.today, count) };
}

const UNITS =
  "минут[уы]?|мин|час(?:а|ов)?|ч|день|дня|дней|недел[юиь]|месяц(?:а|ев)?|minutes?|mins?|hours?|days?|weeks?|months?";

const DAY_RULES = [
  rule(`${LEAD}(?:послезавтра|the day after tomorrow|day after tomorrow)`, (_, { today }) => ({
    date: addDays(today, 2),
  })),
  rule(`${LEAD}(?:завтра|tomorrow)`, (_, { today }) => ({ date: addDays(today, 1) })),
  rule("tonight", (_, { today }) => ({ date: today, minutes: 19 * 60 })),
  rule(`${LEAD}(?:сегодня|today)`, (_, { today }) => ({ date: today })),
  rule("(?:через полчаса|in half an hour)", (_, now) => later(30, now)),
  rule("через полтора часа", (_, now) => later(90, now)),
  rule(`(?:через|in)\\s+(?:(\\d{1,3}|пару|a couple of|one|an?)\\s+)?(${UNITS})`, ([count, unit], now) =>
    away(counted(count), unit ?? "", now),
  ),
  rule("(?:на следующей неделе|next week)", (_, { today }) => ({ date: addDays(today, 8 - weekdayOf(today)) })),
  rule("(?:в следующем месяце|next month)", (_, { today }) => ({ date: `${addMonths(today, 1).slice(0, 7)}-01` })),
  rule(`${LEAD}(?:(следующ(?:ий|ую|ее)|next|this)\\s+)?(${DAY})`, ([next, word], { today }) => {
    const day = indexIn(DAYS, word);
    if (next && !/^this$/i.test(next)) return { date: addDays(today, 8 - weekdayOf(today) + day - 1) };
    return { date: addDays(today, ((day - weekdayOf(today) + 6) % 7) + 1) };
  }),
  rule(`${LEAD}(\\d{1,2})(?:-?го|-?е|st|nd|rd|th)?\\s+(${MONTH})(?:,?\\s+(\\d{4}))?`, ([day, month, year], now) =>
    dated(Number(day), indexIn(MONTHS, month), year, now),
  ),
  rule(`${LEAD}(${MONTH})\\s+(\\d{1,2})(?:st|nd|rd|th)?(?:,?\\s+(\\d{4}))?`, ([month, day, year], now) =>
    dated(Number(day), indexIn(MONTHS, month), year, now),
  ),
  rule("(\\d{4})-(\\d{2})-(\\d{2})", ([year, month, day], now) => dated(Number(day), Number(month), year, now)),
  rule(
    "(?:(?:на|до|к|on|by)\\s+)?(?<!(?:в|at)\\s)(\\d{1,2})\\.(\\d{2})(?:\\.(\\d{4}|\\d{2}))?",
    ([day, month, year], now) => dated(Number(day), Number(month), year, now),
  ),
  rule(`${LEAD}(?:the\\s+)?(\\d{1,2})(?:-?го|-е|st|nd|rd|th|\\s+числа)`, ([day], now) => monthday(Number(day), now)),
];

/** `word`: утра, дня, pm … decides the half of the day; a bare hour before seven is meant for the afternoon. */
function hour(hours: number, minutes: number, word: string | undefined, isBare: boolean): Partial<Moment> | undefined {
  if (hours > 23 || minutes > 59) return undefined;
  let full = hours;
  const said = word?.toLowerCase() ?? "";
  if (/^(?:вечера|дня|pm)$/.test(said) && hours < 12) full = hours + 12;
  else if (/^(?:утра|ночи|am)$/.test(said) && hours === 12) full = 0;
  else if (isBare && !/^(?:утра|ночи|am|дня|вечера|pm)$/.test(said) && hours > 0 && hours < 7) full = hours + 12;
  return { minutes: full * 60 + minutes };
}

const HALF = "утра|дня|вечера|ночи|am|pm";
const TIME_RULES = [
  rule(`(?:(?:в|к|на|до|с|at|by|from)\\s+)?(\\d{1,2}):(\\d{2})(?:\\s*(${HALF}))?`, ([hours, minutes, word]) =>
    hour(Number(hours), Number(minutes), word, false),
  ),
  rule(`(?:в|к|at|by)\\s+(\\d{1,2})\\.(\\d{2})`, ([hours, minutes]) =>
    hour(Number(hours), Number(minutes), undefined, false),
  ),
  rule(`(?:(?:в|к|до|at|by)\\s+)(\\d{1,2})\\s*(${HALF})`, ([hours, word]) => hour(Number(hours), 0, word, true)),
  rule("(\\d{1,2})\\s*(утра|вечера|am|pm)", ([hours, word]) => hour(Number(hours), 0, word, true)),
  rule("(?:в|к|at|by)\\s+(\\d{1,2})\\s+(?:час(?:а|ов)?|o'clock)", ([hours]) => hour(Number(hours), 0, undefined, true)),
  rule("(?:в полдень|at noon)", () => ({ minutes: 12 * 60 })),
  rule("(?:в обед|к обеду|at lunch(?:time)?)", () => ({ minutes: 13 * 60 })),
  rule("(?:утром|in the morning|morning)", () => ({ minutes: 9 * 60 })),
  rule("(?:днём|днем|in the afternoon|afternoon)", () => ({ minutes: 14 * 60 })),
  rule("(?:вечером|in the evening|evening)", () => ({ minutes: 19 * 60 })),
];
/** «в 10» may be a time or «в 2 филиала»: taken beside a day, or at an end of the line. */
const BARE = rule("(?:в|к|at|by)\\s+(\\d{1,2})", ([hours]) => hour(Number(hours), 0, undefined, true));

function find(text: string, rules: [RegExp, Read][], now: Now): Found | undefined {
  for (const [pattern, read] of rules) {
    const match = pattern.exec(text);
    const moment = match && read(match.slice(1), now);
    if (match && moment) return { ...moment, from: match.index, to: match.index + match[0].length };
  }
  return undefined;
}

const blank = (text: string, { from, to }: Found) => text.slice(0, from) + "\u0000".repeat(to - from) + text.slice(to);

function bare(text: string, hasDay: boolean, now: Now): Found | undefined {
  const found = find(text, [BARE], now);
  if (!found) return undefined;
  const isAtEnd = /^[\s\0.,!]*$/.test(text.slice(found.to));
  const isAtStart = /^[\s\0]*$/.test(text.slice(0, found.from));
  return hasDay || isAtEnd || isAtStart ? found : undefined;
}

/** The line without what was understood of it. */
function clean(text: string): string {
  const left = text
    .replaceAll(/\0+/g, " ")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/\s+([,.;:!?])/g, "$1")
    .replaceAll(/^[\s,.;:–—-]+|[\s,;:–—-]+$/g, "");
  return left.charAt(0).toLocaleUpperCase() + left.slice(1);
}

export function readTask(line: string, at: number, zone: string): Reading {
  const now: Now = { at, zone, today: wallOf(at, zone).date };
  let text = line.replaceAll("\0", "");
  const day = find(text, DAY_RULES, now);
  if (day) text = blank(text, day);
  const time =
    day?.minutes === undefined || /tonight/i.test(line)
      ? (find(text, TIME_RULES, now) ?? bare(text, day !== undefined, now))
      : undefined;
  if (time) text = blank(text, time);
  const title = clean(text);
  const minutes = time?.minutes ?? day?.minutes;
  if (day?.date) return { title, when: minutes === undefined ? { date: day.date } : { date: day.date, minutes } };
  if (minutes === undefined) return { title: clean(line) };
  const isPast = instantOf(now.today, minutes, zone) <= at;
  return { title, when: { date: isPast ? addDays(now.today, 1) : now.today, minutes } };
}

/** As the server keeps it: a whole day begins at its midnight. */
export function dueOf(when: Moment | undefined, zone: string): { due_at: string | null; is_all_day: boolean } {
  if (!when) return { due_at: null, is_all_day: false };
  return {
    due_at: new Date(instantOf(when.date, when.minutes ?? 0, zone)).toISOString(),
    is_all_day: when.minutes === undefined,
  };
}

export function whenOf(due: string | null | undefined, isAllDay: boolean, zone: string): Moment | undefined {
  if (!due) return undefined;
  const { date, minutes } = wallOf(Date.parse(due), zone);
  return isAllDay ? { date } : { date, minutes };
}
