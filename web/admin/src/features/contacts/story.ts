// A contact's story in order and in words: entries by day, and what exactly was changed in the card.

import type { TFunction } from "i18next";
import { dayKey, phone } from "~/app/format";
import type { Merge } from "~/features/merges/queries";
import { sourceName } from "./names";
import type { StoryView } from "./queries";

/** An entry of the server's, or two cards becoming one. */
export type Told = StoryView & { merge?: Merge };
export interface Day {
  day: string;
  entries: Told[];
}

/** Puts the merges where they belong in time; those older than what is loaded wait for their page. */
export function withMerges(entries: readonly StoryView[], merges: readonly Merge[], isWhole: boolean): Told[] {
  const last = entries.at(-1);
  const since = isWhole || !last ? Number.NEGATIVE_INFINITY : Date.parse(last.at);
  const told = merges.filter(({ at }) => Date.parse(at) >= since).map((merge): Told => ({ at: merge.at, merge }));
  // The change of the card that a merge was is told by the merge.
  const rest = entries.filter(({ contact }) => contact?.action !== "merge");
  return [...rest, ...told].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

/** Newest first, as the server gives them; a page may end in the middle of a day. */
export function byDay(entries: readonly Told[], zone: string | undefined): Day[] {
  const days: Day[] = [];
  for (const entry of entries) {
    const day = dayKey(entry.at, zone);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}

export type Change = NonNullable<StoryView["contact"]>["changes"][number];
/** One line of what was changed: `from` is absent when there was nothing before, `to` when nothing is left. */
export interface Line {
  label: string;
  from?: string;
  to?: string;
}

/** The word a consent was, where a change of the card is one. */
export function consentOf({ action, changes }: NonNullable<StoryView["contact"]>) {
  if (action !== "consent") return undefined;
  const after = Object.fromEntries(changes.map(({ field, to }) => [field, to]));
  return {
    kind: String(after.consent ?? ""),
    isGiven: after.is_given === true,
    source: typeof after.source === "string" ? after.source : "",
  };
}

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const record = (value: unknown): Record<string, unknown> =>
  value && typeof value === "object" && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

function said(t: TFunction, field: string, value: unknown, names: Map<string, string>): string | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  const text = String(value);
  if (field === "phone") return phone(text);
  if (field === "lang") return t([`contacts:lang.${text}`, text]);
  if (field === "preferred_channel") return sourceName(t, text);
  if (field === "is_unsubscribed") return t(value === true ? "contacts:reachable.off" : "contacts:reachable.on");
  if (field === "owner_id") return names.get(text) ?? t("contacts:story.somebody");
  return text;
}

function line(label: string, from: string | undefined, to: string | undefined): Line {
  return { label, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

const SHOWN = [
  "name",
  "phone",
  "email",
  "tags",
  "note",
  "lang",
  "timezone",
  "preferred_channel",
  "is_unsubscribed",
  "owner_id",
  "fields",
  "consents",
];

/** The changes worth telling, the firm's own fields by the names it gave them; where the contact came from and what only machines read is left out. */
export function linesOf(
  t: TFunction,
  changes: Change[],
  names: Map<string, string>,
  own: ReadonlyMap<string, string> = new Map(),
): Line[] {
  const order = ({ field }: Change) => SHOWN.indexOf(field);
  const told = changes.filter(({ field }) => SHOWN.includes(field)).sort((a, b) => order(a) - order(b));
  return told.flatMap(({ field, from, to }) => {
    if (field === "tags") {
      const [before, after] = [list(from), list(to)];
      const gone = before.filter((tag) => !after.includes(tag));
      const come = after.filter((tag) => !before.includes(tag));
      const join = (tags: string[]) => (tags.length > 0 ? tags.join(", ") : undefined);
      return come.length + gone.length > 0 ? [line(t("contacts:field.tags"), join(gone), join(come))] : [];
    }
    if (field === "fields") {
      const [before, after] = [record(from), record(to)];
      return [...new Set([...Object.keys(before), ...Object.keys(after)])]
        .filter((name) => before[name] !== after[name])
        .map((name) =>
          line(own.get(name) ?? name, said(t, name, before[name], names), said(t, name, after[name], names)),
        );
    }
    if (field === "consents") {
      const kinds = (value: unknown) =>
        (Array.isArray(value) ? value : []).map((one) => {
          const kind = String(record(one).kind);
          return t([`contacts:consent.${kind}`, kind]);
        });
      const [before, after] = [kinds(from).join(", "), kinds(to).join(", ")];
      return before === after ? [] : [line(t("contacts:field.consents"), before || undefined, after || undefined)];
    }
    const [before, after] = [said(t, field, from, names), said(t, field, to, names)];
    return before === after ? [] : [line(t(`contacts:field.${field}`), before, after)];
  });
}
