// Several departures at once: on these days of the week, from here to there. What will be added is seen before it is.

import { Group, NumberInput, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import "@mantine/dates/styles.css";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { shortDay } from "~/app/format";
import type { EmployeeView } from "~/features/employees/queries";
import { FormDrawer, showDone, useFormRefusal } from "~/ui";
import { DateLocale, useCalendarLabels } from "~/ui/date-locale";
import { WeekdaysField } from "./months";
import { type DepartureView, type TourView, useCreateSeries } from "./queries";
import { MOST_AT_ONCE, type Series, seriesOf } from "./series";

/** So many days are written out. */
const SHOWN = 12;

interface Props {
  tour: TourView;
  known: DepartureView[];
  employees: EmployeeView[];
  today: string;
  onClose: () => void;
}

function Preview({ series, isReady }: { series: Series; isReady: boolean }) {
  const { t } = useTranslation("tours");
  const { days, taken, outside } = series;
  if (!isReady) return null;
  return (
    <Stack gap={4} role="status">
      <Text size="sm" fw={500}>
        {days.length > MOST_AT_ONCE
          ? t("series.too_many", { count: MOST_AT_ONCE })
          : t("series.will_add", { count: days.length })}
      </Text>
      {days.length > 0 && (
        <Text size="sm" c="dimmed">
          {days
            .slice(0, SHOWN)
            .map((day) => shortDay(day, "UTC"))
            .join(" · ")}
          {days.length > SHOWN && ` ${t("series.and_more", { count: days.length - SHOWN })}`}
        </Text>
      )}
      {taken.length > 0 && (
        <Text size="sm" c="dimmed">
          {t("series.taken", { count: taken.length })}
        </Text>
      )}
      {outside.length > 0 && (
        <Text size="sm" c="dimmed">
          {t("series.outside", { count: outside.length })}
        </Text>
      )}
    </Stack>
  );
}

export function SeriesForm({ tour, known, employees, today, onClose }: Props) {
  const { t } = useTranslation("tours");
  const labels = useCalendarLabels();
  const create = useCreateSeries(tour.id);
  const form = useForm({
    initialValues: {
      range: [null, null] as [string | null, string | null],
      weekdays: [6],
      every: "1",
      seats: tour.group_max,
      guide_id: null as string | null,
    },
    validate: {
      range: ([from, to]) => (from && to ? null : t("series.range_missing")),
      weekdays: (days) => (days.length > 0 ? null : t("series.weekdays_missing")),
      seats: (seats) => (Number(seats) >= 1 ? null : t("app:problem.missing")),
    },
  });
  const refused = useFormRefusal(form as never, { days: "range" });
  const { range, weekdays, every } = form.values;
  const [from, to] = range;
  const isReady = Boolean(from && to && weekdays.length > 0);
  const rule = { from: from ?? "", to: to ?? "", weekdays, everyWeeks: every === "2" ? 2 : 1 } as const;
  const series = seriesOf(rule, new Set(known.map(({ starts_on }) => starts_on)), tour.season);
  const submit = form.onSubmit(async ({ seats, guide_id }) => {
    const { days } = series;
    if (days.length === 0) return form.setFieldError("range", t("series.nothing"));
    if (days.length > MOST_AT_ONCE) return form.setFieldError("range", t("series.too_many", { count: MOST_AT_ONCE }));
    try {
      await create.mutateAsync({ days, seats, guide_id });
      showDone(t("departure.added", { count: days.length }));
      onClose();
    } catch (error) {
      refused(error);
    }
  });
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t("series.title")}
      isDirty={form.isDirty()}
      isSaving={create.isPending}
      onSubmit={submit}
      action={t("app:add")}
    >
      <DateLocale>
        <DatePickerInput
          type="range"
          label={t("series.range")}
          placeholder={t("series.range_hint")}
          required
          ariaLabels={labels}
          minDate={today}
          valueFormat="D MMM YYYY"
          {...form.getInputProps("range")}
        />
      </DateLocale>
      <WeekdaysField label={t("series.weekdays")} {...form.getInputProps("weekdays")} />
      <SegmentedControl
        aria-label={t("series.every")}
        data={[
          { value: "1", label: t("series.every_1") },
          { value: "2", label: t("series.every_2") },
        ]}
        {...form.getInputProps("every")}
      />
      <Group grow align="flex-start">
        <NumberInput
          label={t("departure.seats")}
          required
          min={1}
          max={500}
          clampBehavior="strict"
          {...form.getInputProps("seats")}
        />
        <Select
          label={t("departure.guide")}
          data={employees.map(({ id, name }) => ({ value: id, label: name }))}
          searchable
          clearable
          clearButtonProps={{ "aria-label": t("departure.guide_clear") }}
          {...form.getInputProps("guide_id")}
        />
      </Group>
      <Preview series={series} isReady={isReady} />
    </FormDrawer>
  );
}
