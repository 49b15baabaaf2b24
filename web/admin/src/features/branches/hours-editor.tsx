// Opening hours by weekday: a switch per day, spans beside it, and "the same for all days" in one press.

import { ActionIcon, Button, Group, Stack, Switch, Text } from "@mantine/core";
import { IconCopy, IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { asEnd, TimeField, weekdayName } from "~/ui";
import classes from "./branches.module.css";
import { byDay, type DayHours, faults, fromDays } from "./hours";
import type { HoursView } from "./queries";

const USUAL = { opens: "10:00", closes: "20:00" };

export function HoursEditor({ value, onChange }: { value: HoursView[]; onChange: (hours: HoursView[]) => void }) {
  const { t } = useTranslation("branches");
  const days = byDay(value);
  const bad = faults(days);
  const set = (weekday: number, spans: DayHours["spans"]) =>
    onChange(fromDays(days.map((day) => (day.weekday === weekday ? { weekday, spans } : day))));
  const example = days.find(({ spans }) => spans.length > 0)?.spans ?? [USUAL];
  return (
    <Stack gap={6} role="group" aria-label={t("form.hours")}>
      <Group justify="space-between">
        <Text size="sm" fw={500}>
          {t("form.hours")}
        </Text>
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={<IconCopy size={14} />}
          onClick={() => onChange(fromDays(days.map((day) => ({ ...day, spans: example }))))}
        >
          {t("form.same_hours")}
        </Button>
      </Group>
      {days.map(({ weekday, spans }) => (
        <div key={weekday} className={classes.day}>
          <Switch
            label={weekdayName(weekday)}
            checked={spans.length > 0}
            onChange={(event) => set(weekday, event.currentTarget.checked ? example : [])}
            className={classes.weekday}
          />
          <Stack gap={6} className={classes.spans}>
            {spans.length === 0 && (
              <Text size="sm" c="dimmed">
                {t("closed")}
              </Text>
            )}
            {spans.map((span, at) => {
              const put = (changed: Partial<typeof span>) =>
                set(
                  weekday,
                  spans.map((one, index) => (index === at ? { ...one, ...changed } : one)),
                );
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: spans have no identity but their place
                <Group key={at} gap={6} wrap="nowrap">
                  <TimeField
                    aria-label={t("form.opens", { day: weekdayName(weekday) })}
                    value={span.opens}
                    error={bad.includes(weekday)}
                    onChange={(opens) => put({ opens })}
                  />
                  <span aria-hidden>–</span>
                  <TimeField
                    aria-label={t("form.closes", { day: weekdayName(weekday) })}
                    value={span.closes}
                    error={bad.includes(weekday)}
                    onChange={(closes) => put({ closes: asEnd(closes) })}
                  />
                  {spans.length > 1 ? (
                    <ActionIcon
                      aria-label={t("form.drop_span")}
                      onClick={() =>
                        set(
                          weekday,
                          spans.filter((_, index) => index !== at),
                        )
                      }
                    >
                      <IconX size={16} />
                    </ActionIcon>
                  ) : (
                    <ActionIcon
                      aria-label={t("form.add_span")}
                      onClick={() =>
                        set(weekday, [
                          ...spans,
                          { opens: span.closes === "24:00" ? "22:00" : span.closes, closes: "24:00" },
                        ])
                      }
                    >
                      <IconPlus size={16} />
                    </ActionIcon>
                  )}
                </Group>
              );
            })}
            {bad.includes(weekday) && (
              <Text size="xs" c="var(--mantine-color-error)" role="alert">
                {t("form.hours_order")}
              </Text>
            )}
          </Stack>
        </div>
      ))}
    </Stack>
  );
}
