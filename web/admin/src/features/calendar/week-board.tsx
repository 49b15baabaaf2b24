// The week of everybody: a row for each employee, a cell for each day, visits as chips. One look tells who is full.

import { Text, UnstyledButton } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { memo, useDeferredValue } from "react";
import { useTranslation } from "react-i18next";
import { time } from "~/app/format";
import { Avatar } from "~/ui";
import classes from "./board.module.css";
import type { Shown } from "./group/model";
import type { EmployeeView, Working } from "./queries";
import { STATUS, signOf } from "./status";
import { format } from "./titles";
import { clientOf } from "./visit-card";
import { wallOf } from "./zone";

interface Props {
  dates: string[];
  today: string;
  zone: string;
  employees: EmployeeView[];
  visits: Shown[];
  working: Working[];
  fresh: ReadonlySet<string>;
  mayBook: boolean;
  onOpen: (visit: Shown, at: DOMRect) => void;
  onDay: (date: string) => void;
  onEmployee: (id: string) => void;
  onNew: (employee: string, date: string) => void;
}

const NONE: Shown[] = [];

/** Whoever pressed a button sees at once that it was pressed; a thousand visits follow a moment later, first of all in an empty frame. */
export function WeekBoard(props: Props) {
  return <Board {...useDeferredValue(props, { ...props, visits: NONE })} />;
}

const Board = memo(function Board(props: Props) {
  const { dates, today, zone, employees, visits, working, fresh, mayBook, onOpen, onDay, onEmployee, onNew } = props;
  const { t } = useTranslation("calendar");
  const cells = new Map<string, Shown[]>();
  for (const visit of visits) {
    const key = `${visit.employee_id} ${wallOf(Date.parse(visit.starts_at), zone).date}`;
    const cell = cells.get(key);
    if (cell) cell.push(visit);
    else cells.set(key, [visit]);
  }
  const works = new Set(working.map((one) => `${one.employee_id} ${wallOf(Date.parse(one.starts_at), zone).date}`));
  return (
    <div className={classes.scroller} data-scroll-restoration-id="calendar-week">
      <table className={classes.board}>
        <thead>
          <tr>
            <th className={classes.corner} scope="col">
              <span className="visually-hidden">{t("filter.employees")}</span>
            </th>
            {dates.map((date) => (
              <th key={date} scope="col" className={classes.day} data-today={date === today || undefined}>
                <UnstyledButton className={classes.dayLink} onClick={() => onDay(date)}>
                  <span>{format(date, { weekday: "short" })}</span>
                  <span className={classes.number}>{Number(date.slice(8))}</span>
                </UnstyledButton>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {employees.map((employee) => (
            <tr key={employee.id}>
              <th scope="row" className={classes.who}>
                <UnstyledButton className={classes.whoLink} onClick={() => onEmployee(employee.id)}>
                  <Avatar id={employee.id} name={employee.name} size={30} />
                  <Text size="sm" fw={600} lineClamp={2}>
                    {employee.name}
                  </Text>
                </UnstyledButton>
              </th>
              {dates.map((date) => {
                const cell = cells.get(`${employee.id} ${date}`) ?? [];
                const isOff = !works.has(`${employee.id} ${date}`);
                return (
                  <td key={date} className={classes.cell} data-off={isOff || undefined}>
                    {cell.map((visit) => (
                      <Chip
                        key={visit.id}
                        visit={visit}
                        zone={zone}
                        isFresh={fresh.has(visit.id)}
                        t={t}
                        onOpen={onOpen}
                      />
                    ))}
                    {isOff && cell.length === 0 && (
                      <Text size="xs" c="dimmed" className={classes.off}>
                        {t("day_off")}
                      </Text>
                    )}
                    {mayBook && !isOff && (
                      <UnstyledButton
                        className={classes.add}
                        aria-label={t("book_for", {
                          who: employee.name,
                          day: format(date, { day: "numeric", month: "long" }),
                        })}
                        onClick={() => onNew(employee.id, date)}
                      >
                        <IconPlus size={16} aria-hidden />
                      </UnstyledButton>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
});

interface ChipProps {
  visit: Shown;
  zone: string;
  isFresh: boolean;
  /** Of the board: a week holds a thousand chips, and each would listen to the language by itself. */
  t: TFunction<"calendar">;
  onOpen: Props["onOpen"];
}

const Chip = memo(function Chip({ visit, zone, isFresh, t, onOpen }: ChipProps) {
  const { color } = STATUS[visit.status];
  const Icon = signOf(visit);
  const client = clientOf(visit) ?? t("no_name");
  return (
    <button
      type="button"
      className={classes.chip}
      data-color={color}
      data-fresh={isFresh || undefined}
      onClick={(event) => onOpen(visit, event.currentTarget.getBoundingClientRect())}
    >
      <Icon size={13} stroke={2.2} aria-hidden className={classes.sign} />
      <span className={classes.at}>{time(visit.starts_at, zone)}</span>
      <span className={classes.client}>{client}</span>
      <span className="visually-hidden">
        {[visit.services.join(", "), visit.group ? "" : t(`status.${visit.status}`)].filter(Boolean).join(", ")}
      </span>
    </button>
  );
});
