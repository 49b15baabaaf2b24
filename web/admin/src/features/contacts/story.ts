// A contact's story in order and in words: entries by day, and what exactly was changed in the card.

import type { TFunction } from "i18next";
import { dayKey, phone } from "~/app/format";
import type { StoryView } from "./queries";

export interface Day {
  day: string;
  entries: StoryView[];
}

/** Newest first, as the server gives them; a page may end in the middle of a day. */
export function byDay(entries: StoryView[], zone: string | undefined): Day[] {
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

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const record = (value: unknown): Record<string, unknown> =>
  value && typeof value === "object" && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

function said(t: TFunction, field: string, value: unknown, names: Map<string, string>): string | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  const text = String(value);
  if (field === "phone") return phone(text);
  if (field === "lang") return t([`contacts:lang.${text}`, text]);
  if (field === "owner_id") return names.get(text) ?? t("contacts:story.somebody");
  return text;
}

function line(label: string, from: string | undefined, to: string | undefined): Line {
  return { label, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

const SHOWN = ["name", "phone", "email", "tags", "note", "lang", "timezone", "owner_id", "fields", "consents"];

/** The changes worth telling; where the contact came from and what only machines read is left out. */
export function linesOf(t: TFunction, changes: Change[], names: Map<string, string>): Line[] {
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
        .map((name) => line(name, said(t, name, before[name], names), said(t, name, after[name], names)));
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
