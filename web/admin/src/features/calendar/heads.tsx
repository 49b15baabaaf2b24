// Headings of columns, and the strip of employees on a phone.

import { Text, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Avatar } from "~/ui";
import classes from "./heads.module.css";
import type { Scale, Span } from "./layout";
import type { EmployeeView } from "./queries";
import { format } from "./titles";

export function EmployeeHead({
  employee,
  count,
  working,
  scale,
}: {
  employee: EmployeeView;
  count: number;
  working: Span[];
  scale: Scale;
}) {
  const { t } = useTranslation("calendar");
  const first = working[0];
  const last = working.at(-1);
  const hours = first && last ? `${scale.label(first.start)}–${scale.label(last.end)}` : t("day_off");
  return (
    <>
      <Avatar id={employee.id} name={employee.name} size={34} />
      <div className={classes.text}>
        <Text size="sm" fw={600} truncate title={employee.name}>
          {employee.name}
        </Text>
        <Text size="xs" c="dimmed" truncate className="tabular" title={t("visits", { count })}>
          {hours}
          {count > 0 && ` · ${count}`}
        </Text>
      </div>
    </>
  );
}

export function DayHead({
  date,
  today,
  count,
  onDay,
}: {
  date: string;
  today: string;
  count: number;
  onDay: (date: string) => void;
}) {
  const { t } = useTranslation("calendar");
  return (
    <UnstyledButton className={classes.day} data-today={date === today || undefined} onClick={() => onDay(date)}>
      <span className={classes.number}>{Number(date.slice(8))}</span>
      <span className={classes.text}>
        <Text size="sm" fw={600} truncate>
          {format(date, { weekday: "short" })}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {count > 0 ? t("visits", { count }) : " "}
        </Text>
      </span>
    </UnstyledButton>
  );
}

interface StripProps {
  team: EmployeeView[];
  /** The one shown; all when absent. */
  chosen: string | undefined;
  onChoose: (id: string | undefined) => void;
}

export function EmployeeStrip({ team, chosen, onChoose }: StripProps) {
  const { t } = useTranslation("calendar");
  return (
    <fieldset className={`${classes.strip} no-print`} aria-label={t("filter.employees")}>
      <UnstyledButton className={classes.chip} aria-pressed={!chosen} onClick={() => onChoose(undefined)}>
        {t("filter.all")}
      </UnstyledButton>
      {team.map(({ id, name }) => (
        <UnstyledButton key={id} className={classes.chip} aria-pressed={chosen === id} onClick={() => onChoose(id)}>
          {name.split(" ")[0]}
        </UnstyledButton>
      ))}
    </fieldset>
  );
}
