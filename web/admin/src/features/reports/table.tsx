// The lines of a report: each figure beside that of the other period; a heading sorts. On a phone each line is a block of its own.

import { UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { currentLang } from "~/app/i18n";
import { type Column, difference, figure, type Row } from "./figures";
import classes from "./reports.module.css";

export const columnName = (column: Column): string => (currentLang() === "ru" ? column.name : column.name_en);

export interface Sorting {
  column: number;
  isUp: boolean;
}

interface Props {
  columns: Column[];
  rows: Row[];
  totals: Row;
  currency: string;
  first: string;
  sorting: Sorting | undefined;
  onSort: (sorting: Sorting | undefined) => void;
  nameOf: (row: Row) => string;
}

function Figure({ row, place, column, currency }: { row: Row; place: number; column: Column; currency: string }) {
  const by = difference(row.values[place], row.before?.[place], column);
  return (
    <span>
      {figure(row.values[place], column.kind, currency)}
      {by && <span className={by.isGood ? classes.good : classes.bad}> {by.text}</span>}
    </span>
  );
}

export function ReportTable({ columns, rows, totals, currency, first, sorting, onSort, nameOf }: Props) {
  const { t } = useTranslation("reports");
  // The largest first, then the smallest, then as it came.
  const next = (place: number): Sorting | undefined =>
    sorting?.column !== place
      ? { column: place, isUp: false }
      : sorting.isUp
        ? undefined
        : { column: place, isUp: true };
  const order = (place: number) =>
    sorting?.column !== place ? "none" : sorting.isUp ? ("ascending" as const) : ("descending" as const);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keys, too.
    <section className={classes.scroll} tabIndex={0} aria-label={t("table")}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{first}</th>
            {columns.map((column, place) => (
              <th key={column.key} scope="col" aria-sort={order(place)}>
                <UnstyledButton className={classes.sort} onClick={() => onSort(next(place))}>
                  {columnName(column)}
                  {sorting?.column === place &&
                    (sorting.isUp ? (
                      <IconChevronUp size={14} aria-hidden />
                    ) : (
                      <IconChevronDown size={14} aria-hidden />
                    ))}
                </UnstyledButton>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{nameOf(row)}</th>
              {columns.map((column, place) => (
                <td key={column.key} data-label={columnName(column)}>
                  <Figure row={row} place={place} column={column} currency={currency} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t("total")}</th>
            {columns.map((column, place) => (
              <td key={column.key} data-label={columnName(column)}>
                <Figure row={totals} place={place} column={column} currency={currency} />
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </section>
  );
}
