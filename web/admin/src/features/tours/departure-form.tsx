// One departure: its day, seats, guide, and whether it is sold. One that people go on is cancelled instead of thrown away.

import { Group, NumberInput, Select, Text } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import "@mantine/dates/styles.css";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { EmployeeView } from "~/features/employees/queries";
import { FormDrawer, showDone, showProblem, useConfirm, useFormRefusal } from "~/ui";
import { DateLocale, useCalendarLabels } from "~/ui/date-locale";
import { dayText } from "./day-text";
import {
  type DepartureValues,
  type DepartureView,
  type TourView,
  useRemoveDeparture,
  useSaveDeparture,
} from "./queries";
import { isInSeason } from "./season";

const STATUSES = ["open", "closed", "cancelled"] as const;

interface Props {
  tour: TourView;
  departure: DepartureView | undefined;
  employees: EmployeeView[];
  today: string;
  mayEdit: boolean;
  onClose: () => void;
}

export function DepartureForm({ tour, departure, employees, today, mayEdit, onClose }: Props) {
  const { t } = useTranslation("tours");
  const labels = useCalendarLabels();
  const confirm = useConfirm();
  const save = useSaveDeparture(tour.id, departure?.id);
  const remove = useRemoveDeparture();
  const form = useForm<Omit<DepartureValues, "starts_on"> & { starts_on: string | null }>({
    initialValues: {
      starts_on: departure?.starts_on ?? null,
      seats: departure?.seats ?? tour.group_max,
      seats_taken: departure?.seats_taken ?? 0,
      guide_id: departure?.guide_id ?? null,
      status: departure?.status ?? "open",
    },
    validate: {
      starts_on: (day) => (day ? null : t("departure.day_missing")),
      seats: (seats) => (Number(seats) >= 1 ? null : t("app:problem.missing")),
      seats_taken: (taken, { seats }) => (taken <= seats ? null : t("departure.too_many_taken")),
    },
  });
  const refused = useFormRefusal(form as never);
  const submit = form.onSubmit(async ({ starts_on, ...values }) => {
    if (!mayEdit) return onClose();
    if (!starts_on) return;
    try {
      await save.mutateAsync({ ...values, starts_on, seats_taken: Number(values.seats_taken) });
      showDone(t(departure ? "departure.saved" : "departure.added", { count: 1 }));
      onClose();
    } catch (error) {
      refused(error);
    }
  });
  const drop = async ({ id, starts_on }: DepartureView) => {
    const title = t("departure.remove", { day: dayText(starts_on, today) });
    if (!(await confirm({ title, action: t("app:delete"), isDanger: true }))) return;
    try {
      await remove.mutateAsync(id);
      onClose();
    } catch (error) {
      showProblem(error);
    }
  };
  const { starts_on: day, seats, seats_taken: taken, status } = form.values;
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={departure ? t("departure.title", { day: dayText(departure.starts_on, today) }) : t("departure.new")}
      isDirty={mayEdit && form.isDirty()}
      isSaving={save.isPending}
      onSubmit={submit}
      onRemove={departure && mayEdit ? () => void drop(departure) : undefined}
    >
      <DateLocale>
        <DatePickerInput
          label={t("departure.day")}
          placeholder={t("departure.day_hint")}
          required
          ariaLabels={labels}
          valueFormat="dd, D MMMM YYYY"
          {...(!departure && { minDate: today })}
          disabled={!mayEdit}
          {...form.getInputProps("starts_on")}
        />
      </DateLocale>
      {day && !isInSeason(day, tour.season) && (
        <Text size="sm" c="dimmed">
          {t("departure.outside")}
        </Text>
      )}
      <Group grow align="flex-start">
        <NumberInput
          label={t("departure.seats")}
          required
          min={1}
          max={500}
          clampBehavior="strict"
          disabled={!mayEdit}
          {...form.getInputProps("seats")}
        />
        <NumberInput
          label={t("departure.taken")}
          min={0}
          max={500}
          clampBehavior="strict"
          disabled={!mayEdit}
          {...form.getInputProps("seats_taken")}
        />
      </Group>
      <Text size="sm" c="dimmed" className="tabular">
        {taken <= seats ? t("seats.free", { count: seats - taken }) : null}
      </Text>
      <Select
        label={t("departure.guide")}
        description={t("departure.guide_hint")}
        data={employees.map(({ id, name }) => ({ value: id, label: name }))}
        searchable
        clearable
        clearButtonProps={{ "aria-label": t("departure.guide_clear") }}
        disabled={!mayEdit}
        {...form.getInputProps("guide_id")}
      />
      <Select
        label={t("departure.status")}
        description={t(`departure.status_${status}_text`)}
        data={STATUSES.map((value) => ({ value, label: t(`departure.status_${value}`) }))}
        allowDeselect={false}
        disabled={!mayEdit}
        {...form.getInputProps("status")}
      />
    </FormDrawer>
  );
}
