// Onto the waiting list, or another wish of somebody who is on it: who, what, with whom, which days and hours.

import { Chip, Group, Input, MultiSelect, Select, Stack, Textarea } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import "@mantine/dates/styles.css";
import { IconCalendar } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { canDo, grouped } from "~/features/calendar/basket";
import { type Client, ContactField, keepClient } from "~/features/calendar/contact-field";
import { branchesQuery, employeesQuery, firmQuery, servicesQuery } from "~/features/calendar/queries";
import { whenOf } from "~/features/calendar/when-field";
import { asEnd, FormDrawer, showDone, showProblem, TimeField, useRefusalText } from "~/ui";
import { DateLocale } from "~/ui/date-locale";
import { change, put, type WaitlistEntry } from "./queries";
import { faultOf, PARTS, type Part, partOf, plusDays } from "./words";

/** What a new wish begins with. */
export interface Wanted {
  client?: Client | undefined;
  conversationId?: string | undefined;
  services?: string[];
  employee?: string | undefined;
  branch?: string | undefined;
  date?: string | undefined;
}

interface Props {
  entry?: WaitlistEntry | undefined;
  wanted?: Wanted | undefined;
  onClose: () => void;
}

const WEEK = 6;

export function WaitlistForm({ entry, wanted, onClose }: Props) {
  const { t } = useTranslation(["waitlist", "calendar"]);
  const refusal = useRefusalText();
  const { data: firm } = useQuery(firmQuery);
  const { data: branches = [] } = useQuery(branchesQuery);
  const { data: employees = [] } = useQuery(employeesQuery);
  const { data: services = [] } = useQuery(servicesQuery);
  const today = whenOf(Date.now(), firm?.timezone ?? "UTC").date;
  const [client, setClient] = useState<Client | undefined>(
    entry ? { id: entry.contact.id, name: entry.contact.name ?? "", phone: entry.contact.phone ?? "" } : wanted?.client,
  );
  const [chosen, setChosen] = useState<string[]>(entry?.services ?? wanted?.services ?? []);
  const [branch, setBranch] = useState<string | undefined>(entry?.branch_id ?? wanted?.branch);
  const [employee, setEmployee] = useState<string | undefined>(entry?.employee_id ?? wanted?.employee);
  const [days, setDays] = useState<[string | null, string | null]>(
    entry
      ? [entry.from_day, entry.until_day]
      : [wanted?.date ?? today, wanted?.date ?? plusDays(wanted?.date ?? today, WEEK)],
  );
  const [hours, setHours] = useState<[string, string]>([entry?.from_time ?? "00:00", entry?.until_time ?? "24:00"]);
  const [isOwn, setIsOwn] = useState(partOf(hours[0], hours[1]) === undefined);
  const [note, setNote] = useState(entry?.note ?? "");
  const [errors, setErrors] = useState<Partial<Record<"client" | "services" | "days" | "hours", string>>>({});
  const [isSaving, setIsSaving] = useState(false);
  const [isDirty, setIsDirty] = useState(false);

  const who = employees.find((one) => one.id === employee);
  const people = employees.filter((one) => one.is_active && (canDo(one, chosen) || one.id === employee));
  const offered = services.filter((one) => one.is_active || chosen.includes(one.id));
  const edit =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      setIsDirty(true);
      setErrors({});
      set(value);
    };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const [from, until] = [days[0] ?? "", days[1] ?? days[0] ?? ""];
    const missing: typeof errors = {};
    if (!client || (!client.id && client.name.trim() === "" && client.phone === ""))
      missing.client = t("calendar:form.need_client");
    if (chosen.length === 0) missing.services = t("calendar:form.need_services");
    const fault = faultOf({ from, until, fromTime: hours[0], untilTime: hours[1] });
    if (fault) missing[fault] = t(`form.bad_${fault}`);
    setErrors(missing);
    if (Object.keys(missing).length > 0 || !client) return;
    setIsSaving(true);
    const wish = {
      services: chosen,
      from_day: from,
      until_day: until,
      from_time: hours[0],
      until_time: hours[1],
      note: note.trim(),
    };
    try {
      if (entry) await change(entry.id, { ...wish, employee_id: employee ?? null, branch_id: branch ?? null });
      else {
        const id = await keepClient(client);
        if (!client.id) setClient({ ...client, id });
        const conversation = wanted?.conversationId && wanted.client?.id === id ? wanted.conversationId : undefined;
        await put({
          ...wish,
          contact_id: id,
          ...(employee ? { employee_id: employee } : {}),
          ...(branch ? { branch_id: branch } : {}),
          ...(conversation ? { conversation_id: conversation } : {}),
        });
      }
      showDone(t(entry ? "done.changed" : "done.put"));
      onClose();
    } catch (error) {
      if (error instanceof Refusal && ["phone_invalid", "contact_exists"].includes(error.code))
        setErrors({ client: refusal(error) });
      else if (error instanceof Refusal && error.body.field === "until_day") setErrors({ days: t("form.bad_days") });
      else showProblem(error);
    } finally {
      setIsSaving(false);
    }
  };

  const part = isOwn ? "own" : (partOf(hours[0], hours[1]) ?? "own");
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t(entry ? "form.change" : "form.title")}
      isDirty={isDirty}
      isSaving={isSaving}
      onSubmit={(event) => void submit(event)}
      action={t(entry ? "app:save" : "form.put")}
      size={520}
    >
      {!entry && <ContactField value={client} onChange={edit(setClient)} error={errors.client} />}
      <MultiSelect
        label={t("calendar:form.services")}
        placeholder={chosen.length === 0 ? t("calendar:form.services_hint") : undefined}
        withAsterisk
        searchable
        hidePickedOptions
        maxValues={10}
        value={chosen}
        onChange={edit(setChosen)}
        error={errors.services}
        nothingFoundMessage={t("calendar:form.nothing")}
        clearButtonProps={{ "aria-label": t("calendar:form.clear") }}
        data={grouped(offered).map(({ group, items }) => ({
          group: group || t("calendar:form.no_category"),
          items: items.map(({ id, name }) => ({ value: id, label: name })),
        }))}
      />
      {branches.length > 1 && (
        <Select
          label={t("calendar:form.branch")}
          placeholder={t("calendar:form.any_branch")}
          clearable
          clearButtonProps={{ "aria-label": t("calendar:form.clear") }}
          value={branch ?? null}
          onChange={(id) => edit(setBranch)(id ?? undefined)}
          data={branches.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      <Select
        label={t("calendar:form.employee")}
        placeholder={t("calendar:form.any_employee")}
        clearable
        searchable
        clearButtonProps={{ "aria-label": t("calendar:form.clear") }}
        value={employee ?? null}
        onChange={(id) => edit(setEmployee)(id ?? undefined)}
        error={who && !canDo(who, chosen) ? t("calendar:form.cannot", { who: who.name }) : undefined}
        data={people.map(({ id, name, title }) => ({ value: id, label: title ? `${name}, ${title}` : name }))}
      />
      <DateLocale>
        <DatePickerInput
          type="range"
          label={t("form.days")}
          allowSingleDateInRange
          value={days}
          onChange={edit(setDays)}
          minDate={today}
          error={errors.days}
          valueFormat="D MMM YYYY"
          leftSection={<IconCalendar size={16} aria-hidden />}
          popoverProps={{ withinPortal: true }}
        />
      </DateLocale>
      <Input.Wrapper label={t("form.hours")} labelElement="div" error={errors.hours}>
        <Stack gap="sm" mt={4}>
          <Chip.Group
            value={part}
            onChange={(next) => {
              setIsOwn(next === "own");
              if (next !== "own") edit(setHours)([...PARTS[next as Part]]);
            }}
          >
            <Group gap={6}>
              {(["any", "morning", "noon", "evening", "own"] as const).map((one) => (
                <Chip key={one} value={one} size="sm" variant="light">
                  {t(`part.${one}`)}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          {isOwn && (
            <Group gap="sm">
              <TimeField label={t("form.from")} value={hours[0]} onChange={(at) => edit(setHours)([at, hours[1]])} />
              <TimeField
                label={t("form.until")}
                value={hours[1]}
                onChange={(at) => edit(setHours)([hours[0], asEnd(at)])}
              />
            </Group>
          )}
        </Stack>
      </Input.Wrapper>
      <Textarea
        label={t("form.note")}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={1000}
        value={note}
        onChange={(event) => edit(setNote)(event.currentTarget.value)}
      />
    </FormDrawer>
  );
}
