// The weekly hours of one employee: a row per weekday, a switch, times, breaks; one day copied to others in two presses.

import { ActionIcon, Button, Group, Menu, Select, Stack, Switch, Text } from "@mantine/core";
import { IconCoffee, IconCopy, IconPlus, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { minutes } from "~/app/format";
import { branchesQuery } from "~/features/branches/queries";
import { asEnd, Problem, showDone, TimeField, weekdayName, weekdayShort } from "~/ui";
import classes from "./employees.module.css";
import { type ShiftView, useReplaceShifts } from "./queries";
import { copyTo, faultOf, fromWeek, middle, type Shift, total, toWeek, WEEKDAYS, type WeekDay } from "./week";

interface Props {
  employeeId: string;
  shifts: ShiftView[];
  mayEdit: boolean;
}

export function WeekEditor({ employeeId, shifts, mayEdit }: Props) {
  const { t } = useTranslation("employees");
  const { data: branches = [] } = useQuery(branchesQuery);
  const save = useReplaceShifts(employeeId);
  const [edited, setEdited] = useState<WeekDay[]>();
  const week = edited ?? toWeek(shifts);
  const first = branches.find((branch) => branch.is_active) ?? branches[0];
  const usual = (): Shift =>
    week.find((day) => day.shifts.length > 0)?.shifts[0] ?? {
      branch_id: first?.id ?? "",
      starts: "10:00",
      ends: "19:00",
      breaks: [],
    };
  const setDay = (weekday: number, changed: Shift[]) =>
    setEdited(week.map((day) => (day.weekday === weekday ? { weekday, shifts: changed } : day)));
  const isBroken = week.some((day) => faultOf(day) !== undefined);
  const submit = async () => {
    await save.mutateAsync(fromWeek(week)).then(
      () => {
        setEdited(undefined);
        showDone(t("week.saved"));
      },
      () => {},
    );
  };
  if (branches.length === 0) return <Text c="dimmed">{t("week.no_branch")}</Text>;
  return (
    <Stack gap="xs">
      {!mayEdit && (
        <Text size="sm" c="dimmed">
          {t("week.read_only")}
        </Text>
      )}
      <fieldset disabled={!mayEdit} className={classes.week} aria-label={t("week.title")}>
        {week.map((day) => (
          <Day
            key={day.weekday}
            day={day}
            branches={branches.map(({ id, name }) => ({ value: id, label: name }))}
            usual={usual}
            onChange={(changed) => setDay(day.weekday, changed)}
            onCopy={(days) => setEdited(copyTo(week, day.weekday, days))}
          />
        ))}
      </fieldset>
      <Group justify="space-between" className={edited ? classes.saveBar : undefined}>
        <Text size="sm" c="dimmed">
          {t("week.total", { time: minutes(total(week)) })}
        </Text>
        {edited && (
          <Group gap="xs">
            <Button variant="default" onClick={() => setEdited(undefined)}>
              {t("app:cancel")}
            </Button>
            <Button onClick={() => void submit()} loading={save.isPending} disabled={isBroken}>
              {t("app:save")}
            </Button>
          </Group>
        )}
      </Group>
      <Problem error={save.error} />
    </Stack>
  );
}

interface DayProps {
  day: WeekDay;
  branches: { value: string; label: string }[];
  usual: () => Shift;
  onChange: (shifts: Shift[]) => void;
  onCopy: (days: number[]) => void;
}

function Day({ day, branches, usual, onChange, onCopy }: DayProps) {
  const { t } = useTranslation("employees");
  const { weekday, shifts } = day;
  const name = weekdayName(weekday);
  const fault = faultOf(day);
  const put = (at: number, changed: Partial<Shift>) =>
    onChange(shifts.map((shift, index) => (index === at ? { ...shift, ...changed } : shift)));
  return (
    <div className={classes.day} data-off={shifts.length === 0 || undefined}>
      <Switch
        label={name}
        checked={shifts.length > 0}
        onChange={(event) => onChange(event.currentTarget.checked ? [usual()] : [])}
        className={classes.weekday}
      />
      <Stack gap={8} className={classes.shifts}>
        {shifts.length === 0 && (
          <Text size="sm" c="dimmed" py={8}>
            {t("week.off")}
          </Text>
        )}
        {shifts.map((shift, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: shifts have no identity but their place
          <Group key={at} gap={6} align="center">
            <TimeField
              aria-label={t("week.starts", { day: name })}
              value={shift.starts}
              error={fault === "order" || fault === "overlap"}
              onChange={(starts) => put(at, { starts })}
            />
            <span aria-hidden>–</span>
            <TimeField
              aria-label={t("week.ends", { day: name })}
              value={shift.ends}
              error={fault === "order" || fault === "overlap"}
              onChange={(ends) => put(at, { ends: asEnd(ends) })}
            />
            {branches.length > 1 && (
              <Select
                aria-label={t("week.branch", { day: name })}
                data={branches}
                value={shift.branch_id}
                allowDeselect={false}
                w={170}
                onChange={(branch) => branch && put(at, { branch_id: branch })}
              />
            )}
            {shift.breaks.map((pause, index) => {
              const putBreak = (changed: Partial<typeof pause>) =>
                put(at, { breaks: shift.breaks.map((one, place) => (place === index ? { ...one, ...changed } : one)) });
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: breaks have no identity but their place
                <Group key={index} gap={4} wrap="nowrap" className={classes.pause}>
                  <IconCoffee size={15} stroke={1.6} aria-hidden />
                  <TimeField
                    aria-label={t("week.break_starts", { day: name })}
                    value={pause.starts}
                    error={fault?.startsWith("break")}
                    onChange={(starts) => putBreak({ starts })}
                  />
                  <span aria-hidden>–</span>
                  <TimeField
                    aria-label={t("week.break_ends", { day: name })}
                    value={pause.ends}
                    error={fault?.startsWith("break")}
                    onChange={(ends) => putBreak({ ends: asEnd(ends) })}
                  />
                  <ActionIcon
                    aria-label={t("week.drop_break", { day: name })}
                    onClick={() => put(at, { breaks: shift.breaks.filter((_, place) => place !== index) })}
                  >
                    <IconX size={15} />
                  </ActionIcon>
                </Group>
              );
            })}
            <Group gap={0}>
              <Button
                variant="subtle"
                color="gray"
                size="compact-sm"
                leftSection={<IconCoffee size={15} />}
                onClick={() => put(at, { breaks: [...shift.breaks, middle(shift)] })}
              >
                {t("week.add_break")}
              </Button>
              {shifts.length > 1 && (
                <ActionIcon
                  aria-label={t("week.drop_shift", { day: name })}
                  onClick={() => onChange(shifts.filter((_, index) => index !== at))}
                >
                  <IconX size={16} />
                </ActionIcon>
              )}
            </Group>
          </Group>
        ))}
        {fault && (
          <Text size="xs" c="var(--mantine-color-error)" role="alert">
            {t(`week.fault_${fault}`)}
          </Text>
        )}
      </Stack>
      {shifts.length > 0 && (
        <Menu position="bottom-end" width={220}>
          <Menu.Target>
            <ActionIcon aria-label={t("week.more", { day: name })} className={classes.copy}>
              <IconCopy size={17} stroke={1.6} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{t("week.copy")}</Menu.Label>
            <Menu.Item onClick={() => onCopy([1, 2, 3, 4, 5])}>{`${weekdayShort(1)}–${weekdayShort(5)}`}</Menu.Item>
            <Menu.Item onClick={() => onCopy([6, 7])}>{`${weekdayShort(6)}–${weekdayShort(7)}`}</Menu.Item>
            <Menu.Item onClick={() => onCopy(WEEKDAYS)}>{t("week.copy_all")}</Menu.Item>
            <Menu.Divider />
            <Menu.Item
              leftSection={<IconPlus size={15} />}
              onClick={() =>
                onChange([...shifts, { ...usual(), starts: shifts.at(-1)?.ends ?? "18:00", ends: "23:00", breaks: [] }])
              }
            >
              {t("week.split")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}
