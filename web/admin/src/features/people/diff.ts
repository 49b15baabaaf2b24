// What changed between two shapes of a row, field by field, for people to read. What only machines read is left out.

export interface Change {
  /** The way to the field: `settings`, `hold_minutes`. */
  path: string[];
  before: unknown;
  after: unknown;
}

const SILENT = new Set([
  "id",
  "org_id",
  "created_at",
  "updated_at",
  "version",
  "catalog_version",
  "position",
  "digest",
]);

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function walk(before: unknown, after: unknown, path: string[], found: Change[]): void {
  if (isTree(before) || isTree(after)) {
    const left = isTree(before) ? before : {};
    const right = isTree(after) ? after : {};
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      if (!SILENT.has(key)) walk(left[key], right[key], [...path, key], found);
    }
    return;
  }
  const isNothing = (value: unknown) => value === undefined || value === null || value === "";
  if (isNothing(before) && isNothing(after)) return;
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  if (path.length > 0) found.push({ path, before, after });
}

/** With one side missing: everything the other holds, as it appeared or went. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const found: Change[] = [];
  walk(before, after, [], found);
  return found;
}

/** The name by which a person knows the row, if its shape holds one. */
export function titleOf(shape: unknown): string | undefined {
  if (!isTree(shape)) return undefined;
  for (const key of ["name", "title", "email", "question", "connector"]) {
    const value = shape[key];
    if (typeof value === "string" && value.trim() !== "") return value;
  }
  return undefined;
}

/** Lines under the day they belong to, in the order given. */
export function byDay<Line>(lines: Line[], dayOf: (line: Line) => string): ({ day: string } | { line: Line })[] {
  const rows: ({ day: string } | { line: Line })[] = [];
  let last = "";
  for (const line of lines) {
    const day = dayOf(line);
    if (day !== last) rows.push({ day });
    last = day;
    rows.push({ line });
  }
  return rows;
}

/** The moment a day begins in a zone: 2026-11-21 in Moscow is 20 November, 21:00 UTC. */
export function startOfDay(day: string, zone: string | undefined): Date {
  const utc = new Date(`${day}T00:00:00Z`);
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const offset = (at: Date) => {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const shown = `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}Z`;
    return Date.parse(shown) - at.getTime();
  };
  // Twice, as the offset may differ between midnight there and midnight here.
  const guess = new Date(utc.getTime() - offset(utc));
  return new Date(utc.getTime() - offset(guess));
}
