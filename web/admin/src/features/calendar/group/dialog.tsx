// Planning a class or changing one: what, who holds it, when, how many seats; once, or every week on some days.

import { Alert, Button, Chip, Group, Input, NumberInput, Select, Stack, Switch, Text, Textarea } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import type { GroupEventsDone, GroupEventView } from "@samovar/client";
import { IconAlertTriangle, IconUsersGroup } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { moment } from "~/app/format";
import { EmptyState, FormDrawer, showDone, showProblem, TimeField } from "~/ui";
import { canDo } from "../basket";
import { type Conflict, canForce, conflictOf, conflictText, type Force } from "../conflict";
import { Dated } from "../dated";
import { branchesQuery, employeesQuery, firmQuery, servicesQuery } from "../queries";
import { startOf, whenOf } from "../when-field";
import { addDays } from "../zone";
import { changeGroup, planGroup } from "./queries";

export interface GroupDraft {
  group?: GroupEventView | undefined;
  employee?: string | undefined;
  branch?: string | undefined;
  /** When only the day is known. */
  date?: string | undefined;
}
interface Props {
  draft: GroupDraft | undefined;
  onClose: () => void;
}

const WEEKS = 12;
const DAYS = [1, 2, 3, 4, 5, 6, 7];

export function GroupDialog({ draft, onClose }: Props) {
  const [last, setLast] = useState<GroupDraft>();
  const [round, setRound] = useState(0);
  if (draft && draft !== last) {
    setLast(draft);
    setRound(round + 1);
  }
  if (!last) return null;
  return (
    <Dated>
      <Form key={round} draft={last} isOpen={draft !== undefined} onClose={onClose} />
    </Dated>
  );
}

interface Values {
  service: string | null;
  employee: string | null;
  branch: string | null;
  date: string;
  time: string;
  minutes: number | undefined;
  seats: number | undefined;
  note: string;
  repeats: boolean;
  days: string[];
  until: string;
  isFollowing: boolean;
}

function Form({ draft, isOpen, onClose }: { draft: GroupDraft; isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation("calendar");
  const cache = useQueryClient();
  const { data: firm } = useQuery(firmQuery);
  const { data: branches = [] } = useQuery(branchesQuery);
  const { data: employees = [] } = useQuery(employeesQuery);
  const { data: services } = useQuery(servicesQuery);
  const { group } = draft;
  const known = branches.find(({ id }) => id === (group?.branch_id ?? draft.branch));
  const zoneAt = (branch: string | null) =>
    (branches.find(({ id }) => id === branch) ?? branches[0])?.timezone ?? firm?.timezone ?? "UTC";
  const begins = group ? Date.parse(group.starts_at) : Date.now();
  const first = whenOf(begins, zoneAt(known?.id ?? null));
  const [changed, setChanged] = useState<Partial<Values>>({});
  const [errors, setErrors] = useState<Partial<Record<keyof Values, string>>>({});
  const [conflict, setConflict] = useState<Conflict>();
  const [skipped, setSkipped] = useState<GroupEventsDone["skipped"]>([]);
  const [isSaving, setIsSaving] = useState(false);

  const offered = (services ?? []).filter((one) => (one.seats > 1 && one.is_active) || one.id === group?.service_id);
  const only = offered.length === 1 ? (offered[0]?.id ?? null) : null;
  const serviceId = changed.service ?? group?.service_id ?? only;
  const service = offered.find(({ id }) => id === serviceId);
  const able = employees.filter(
    (one) => (one.is_active && (!serviceId || canDo(one, [serviceId]))) || one.id === group?.employee_id,
  );
  const asked = draft.employee && able.some(({ id }) => id === draft.employee) ? draft.employee : null;
  const employeeId =
    changed.employee ?? group?.employee_id ?? asked ?? (able.length === 1 ? (able[0]?.id ?? null) : null);
  const who = employees.find(({ id }) => id === employeeId);
  const home = who?.branches.length === 1 ? who.branches[0] : undefined;
  const values: Values = {
    date: group ? first.date : (draft.date ?? first.date),
    time: group ? first.time : "",
    minutes: group
      ? Math.round((Date.parse(group.ends_at) - Date.parse(group.starts_at)) / 60_000)
      : service?.duration_minutes,
    seats: group?.seats ?? service?.seats,
    note: group?.note ?? "",
    repeats: false,
    days: [],
    until: addDays(changed.date ?? draft.date ?? first.date, WEEKS * 7),
    isFollowing: false,
    ...changed,
    service: serviceId,
    employee: employeeId,
    branch: changed.branch ?? known?.id ?? home ?? branches[0]?.id ?? null,
  };
  const zone = zoneAt(values.branch);
  const set = (change: Partial<Values>) => {
    setChanged({ ...changed, ...change });
    setConflict(undefined);
    setErrors({});
  };

  const send = async (force: Force[]) => {
    const start = startOf({ date: values.date, time: values.time }, zone);
    const missing: typeof errors = {};
    if (!values.service) missing.service = t("group.need_service");
    if (!values.employee) missing.employee = t("block.need_employee");
    if (start === undefined) missing.time = t("form.need_time");
    if (!values.minutes) missing.minutes = t("group.need_minutes");
    if (!values.seats) missing.seats = t("group.need_seats");
    setErrors(missing);
    if (Object.keys(missing).length > 0 || !values.service || !values.employee || !values.branch) return;
    if (start === undefined || !values.minutes || !values.seats) return;
    setIsSaving(true);
    try {
      const common = {
        employee_id: values.employee,
        starts_at: new Date(start).toISOString(),
        duration_minutes: values.minutes,
        seats: values.seats,
        note: values.note.trim(),
        force,
      };
      const done = group
        ? await changeGroup(cache, group, { ...common, scope: values.isFollowing ? "following" : "one" })
        : await planGroup(cache, {
            ...common,
            service_id: values.service,
            branch_id: values.branch,
            ...(values.repeats ? { repeat: { days: values.days.map(Number), until: values.until } } : {}),
          });
      showDone(t(group ? "app:saved" : "group.planned", { count: done.events.length }));
      if (done.skipped.length > 0) setSkipped(done.skipped);
      else onClose();
    } catch (error) {
      const found = conflictOf(error);
      if (found) setConflict(found);
      else showProblem(error);
    } finally {
      setIsSaving(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send(["lead"]);
  };

  const isNone = services !== undefined && offered.length === 0;
  const isTold = group !== undefined && group.people > 0;
  return (
    <FormDrawer
      opened={isOpen}
      onClose={onClose}
      title={t(group ? "group.change" : "group.new")}
      isDirty={Object.keys(changed).length > 0 && skipped.length === 0}
      isSaving={isSaving}
      onSubmit={submit}
      isOver={isNone || skipped.length > 0}
      action={t(group ? "app:save" : "group.plan")}
      size={520}
    >
      {isNone ? (
        <EmptyState
          icon={IconUsersGroup}
          title={t("group.none")}
          text={t("group.none_text")}
          action={
            <Button component={Link} to="/services">
              {t("group.none_action")}
            </Button>
          }
        />
      ) : skipped.length > 0 ? (
        <Alert color="yellow" icon={<IconAlertTriangle size={18} />} title={t("group.skipped")} role="alert">
          <Stack gap={4}>
            {skipped.map((one) => (
              <Text key={one.starts_at} size="sm">
                {moment(one.starts_at, zone)}
                {one.conflict ? `: ${conflictText(t, one.conflict as Conflict, zone)}` : ""}
              </Text>
            ))}
          </Stack>
        </Alert>
      ) : (
        <>
          <Select
            label={t("group.service")}
            withAsterisk
            searchable
            data-autofocus={serviceId ? undefined : true}
            disabled={group !== undefined}
            value={values.service}
            onChange={(next) => set({ service: next, minutes: undefined, seats: undefined, employee: null })}
            error={errors.service}
            data={offered.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <Select
            label={t("group.who")}
            withAsterisk
            searchable
            value={values.employee}
            onChange={(next) => set({ employee: next })}
            error={errors.employee}
            description={serviceId && able.length === 0 ? t("group.nobody") : undefined}
            data={able.map(({ id, name }) => ({ value: id, label: name }))}
          />
          {branches.length > 1 && !group && (
            <Select
              label={t("form.branch")}
              value={values.branch}
              allowDeselect={false}
              onChange={(next) => set({ branch: next })}
              data={branches.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
          <Group align="flex-start" gap="sm">
            <DatePickerInput
              label={t("form.date")}
              value={values.date}
              onChange={(date) => date && set({ date })}
              valueFormat="D MMMM YYYY"
              flex="1 1 190px"
            />
            <TimeField
              label={t("form.time")}
              value={values.time}
              onChange={(time) => set({ time })}
              error={errors.time}
            />
          </Group>
          <Group grow align="flex-start">
            <NumberInput
              label={t("group.minutes")}
              min={5}
              max={1440}
              step={5}
              allowDecimal={false}
              suffix={t("group.min")}
              value={values.minutes ?? ""}
              onChange={(next) => set({ minutes: Number(next) || undefined })}
              error={errors.minutes}
            />
            <NumberInput
              label={t("group.seats")}
              min={1}
              max={500}
              allowDecimal={false}
              value={values.seats ?? ""}
              onChange={(next) => set({ seats: Number(next) || undefined })}
              error={errors.seats}
            />
          </Group>
          {!group && (
            <Switch
              label={t("group.repeats")}
              checked={values.repeats}
              onChange={(event) => set({ repeats: event.currentTarget.checked })}
            />
          )}
          {values.repeats && (
            <>
              <Input.Wrapper label={t("group.days")} description={t("group.days_hint")} labelElement="div">
                <Chip.Group multiple value={values.days} onChange={(days) => set({ days })}>
                  <Group gap={6} mt={6}>
                    {DAYS.map((one) => (
                      <Chip key={one} value={String(one)} size="sm" variant="light">
                        {t(`group.day.${one}` as "group.day.1")}
                      </Chip>
                    ))}
                  </Group>
                </Chip.Group>
              </Input.Wrapper>
              <DatePickerInput
                label={t("group.until")}
                value={values.until}
                minDate={values.date}
                onChange={(until) => until && set({ until })}
                valueFormat="D MMMM YYYY"
              />
            </>
          )}
          <Textarea
            label={t("form.note")}
            description={t("form.note_hint")}
            autosize
            minRows={2}
            maxRows={6}
            maxLength={2000}
            value={values.note}
            onChange={(event) => set({ note: event.currentTarget.value })}
          />
          {group?.series_id && (
            <Switch
              label={t("group.following")}
              checked={values.isFollowing}
              onChange={(event) => set({ isFollowing: event.currentTarget.checked })}
            />
          )}
          {conflict && (
            <Alert color="red" icon={<IconAlertTriangle size={18} />} title={t("conflict.title")} role="alert">
              <Text size="sm">{conflictText(t, conflict, zone)}</Text>
              {canForce(conflict) && (
                <Button
                  mt="xs"
                  size="compact-md"
                  variant="default"
                  loading={isSaving}
                  onClick={() => void send(["lead", "not_working", "past"])}
                >
                  {t("conflict.anyway")}
                </Button>
              )}
            </Alert>
          )}
          {isTold && (
            <Text size="sm" c="dimmed">
              {t("group.told")}
            </Text>
          )}
        </>
      )}
    </FormDrawer>
  );
}
