// Which columns the table shows; each person's own choice, kept in the browser.

import { useLocalStorage } from "@mantine/hooks";
import type { Sort } from "./search";

export const COLUMNS = [
  "phone",
  "email",
  "tags",
  "source",
  "visits",
  "last_visit",
  "next_visit",
  "last_message",
  "created",
] as const;
export type Column = (typeof COLUMNS)[number];

export const USUAL: Column[] = ["phone", "tags", "visits", "last_visit", "next_visit", "last_message"];

/** In the order of the table, whatever was kept; a column of another version is forgotten. */
export function readColumns(kept: unknown): Column[] {
  return Array.isArray(kept) ? COLUMNS.filter((column) => kept.includes(column)) : USUAL;
}

export function useColumns(): [Column[], (columns: Column[]) => void] {
  const [columns, setColumns] = useLocalStorage<Column[]>({
    key: "samovar.contacts.columns",
    defaultValue: USUAL,
    getInitialValueInEffect: false,
    deserialize: (text) => {
      try {
        return readColumns(JSON.parse(text ?? ""));
      } catch {
        return USUAL;
      }
    },
  });
  return [columns, (next) => setColumns(readColumns(next))];
}

/** The order a column's head asks for. */
export const SORT_OF: Partial<Record<Column | "name", Sort>> = {
  name: "name",
  visits: "visits",
  last_visit: "last_visit",
  next_visit: "next_visit",
  last_message: "last_message",
  created: "created",
};

const WIDTH: Record<Column, [least: number, share: string]> = {
  phone: [144, "144px"],
  email: [170, "1.2fr"],
  tags: [136, "1.2fr"],
  source: [150, "150px"],
  visits: [60, "60px"],
  last_visit: [122, "122px"],
  next_visit: [124, "124px"],
  last_message: [84, "84px"],
  created: [110, "110px"],
};

/** The grid of a row, and the width under which the table is moved sideways. */
export function gridOf(columns: Column[]): { template: string; least: number } {
  const cells = columns.map((column) => WIDTH[column]);
  const sized = cells.map(([least, share]) => (share.endsWith("fr") ? `minmax(${least}px, ${share})` : share));
  const least = cells.reduce((sum, [one]) => sum + one, 190) + columns.length * 16 + 48;
  return { template: ["minmax(190px, 1.6fr)", ...sized].join(" "), least };
}
