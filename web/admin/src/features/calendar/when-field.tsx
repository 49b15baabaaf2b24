// When: free times of a day to pick from, or any other time with an honest word about what is wrong with it.

import { Alert, Button, Chip, Group, Input, Skeleton, Stack, Text } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { IconAlertTriangle, IconCalendar, IconHourglassHigh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { shortDay, time } from "~/app/format";
import { TimeField } from "~/ui";
import { type Conflict, canForce, clashOf, conflictText } from "./conflict";
import { calendarQuery, servicesQuery, slotsQuery } from "./queries";
import { dayBounds, instantOf, MINUTE, wallOf } from "./zone";

export interface When {
  date: string;
  /** `HH:MM`, empty until chosen. */
  time: string;
}

export function whenOf(at: number, zone: string): When {
  const { date, minutes } = wallOf(at, zone);
  return {
    date,
    time: `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`,
  };
}

export function startOf(when: When, zone: string): number | undefined {
  const [hours, minutes] = when.time.split(":").map(Number);
  if (hours === undefined || minutes === undefined || when.time === "") return undefined;
  return instantOf(when.date, hours * 60 + minutes, zone);
}

interface Wish {
  zone: string;
  when: When;
  services: string[];
  minutes: number;
  employee: { id: string; name: string } | undefined;
  branch: string | undefined;
  moving?: string | undefined;
}

/** What is wrong with the chosen time as far as we can see; undefined when it is free, or nothing is chosen yet. */
export function useTrouble({ zone, when, services, minutes, employee, moving }: Wish): Conflict | undefined {
  const [from, to] = dayBounds(when.date, zone);
  const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), cancelled: false };
  const { data: view, isPlaceholderData } = useQuery(calendarQuery(range));
  const { data: all = [] } = useQuery(servicesQuery);
  const start = startOf(when, zone);
  // A class takes nobody's time but its own: the server says whether there is a seat.
  if (all.some((one) => one.seats > 1 && services.includes(one.id))) return undefined;
  if (!view || isPlaceholderData || start === undefined || services.length === 0 || !employee) return undefined;
  const wanted = { employee: employee.id, start, end: start + Math.max(minutes, 5) * MINUTE, except: moving };
  return clashOf(view, wanted, employee.name, Date.now());
}

export function WhenField({
  onChange,
  error,
  onWait,
  ...wish
}: Wish & {
  onChange: (when: When) => void;
  error?: string | undefined;
  /** Offered where the day has nothing free. */
  onWait?: (() => void) | undefined;
}) {
  const { t } = useTranslation("calendar");
  const { zone, when, services, employee, branch, moving } = wish;
  const [from, to] = dayBounds(when.date, zone);
  const iso = (at: number) => new Date(at).toISOString();
  const base = { services, employee: employee?.id, branch, moving };
  const { data: slots, isPending } = useQuery(slotsQuery({ ...base, from: iso(from), until: iso(to) }));
  const free = [...new Set(slots?.map((slot) => time(slot.starts_at, zone)))];
  const isEmpty = slots !== undefined && free.length === 0;
  const next = useQuery({
    ...slotsQuery({ ...base, from: iso(to), until: iso(to + 21 * 1440 * MINUTE), limit: 1 }),
    enabled: isEmpty && services.length > 0,
  }).data?.[0];
  const trouble = useTrouble(wish);
  return (
    <Stack gap="sm">
      <Group align="flex-start" gap="sm">
        <DatePickerInput
          label={t("form.date")}
          value={when.date}
          onChange={(date) => date && onChange({ ...when, date })}
          valueFormat="D MMMM YYYY"
          leftSection={<IconCalendar size={16} aria-hidden />}
          popoverProps={{ withinPortal: true }}
          flex="1 1 190px"
        />
        <TimeField
          label={t("form.time")}
          value={when.time}
          onChange={(chosen) => onChange({ ...when, time: chosen })}
          error={error}
        />
      </Group>
      <Input.Wrapper label={t("form.free")} labelElement="div">
        {services.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t("form.free_later")}
          </Text>
        ) : isPending ? (
          <Group gap={6} mt={4}>
            {[1, 2, 3, 4].map((one) => (
              <Skeleton key={one} w={68} h={32} radius="xl" />
            ))}
          </Group>
        ) : isEmpty ? (
          <Group gap="xs" mt={4}>
            <Text size="sm" c="dimmed">
              {t("form.none_free")}
            </Text>
            {next && (
              <Button
                size="compact-sm"
                variant="light"
                onClick={() => onChange(whenOf(Date.parse(next.starts_at), zone))}
              >
                {t("form.next_free", { day: shortDay(next.starts_at, zone), time: time(next.starts_at, zone) })}
              </Button>
            )}
            {onWait && (
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconHourglassHigh size={15} aria-hidden />}
                onClick={onWait}
              >
                {t("form.wait")}
              </Button>
            )}
          </Group>
        ) : (
          <Chip.Group value={when.time} onChange={(chosen) => onChange({ ...when, time: String(chosen) })}>
            <Group gap={6} mt={4} mah={152} style={{ overflowY: "auto" }} tabIndex={-1}>
              {free.map((at) => (
                <Chip key={at} value={at} size="sm" variant="light" classNames={{ label: "tabular" }}>
                  {at}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
        )}
      </Input.Wrapper>
      {trouble && (
        <Alert color={canForce(trouble) ? "yellow" : "red"} icon={<IconAlertTriangle size={18} />} p="sm">
          {conflictText(t, trouble, zone)} {canForce(trouble) && t("form.anyway")}
        </Alert>
      )}
    </Stack>
  );
}
