// Writing a visit down: who, what, with whom, when. From the calendar, a conversation or a contact's card.

import { Alert, Button, Group, MultiSelect, Select, Stack, Text, Textarea } from "@mantine/core";
import { getContacts, getConversations } from "@samovar/client";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { ask, Refusal } from "~/app/api";
import { minutes as duration, moment, money, time } from "~/app/format";
import type { Wanted } from "~/features/waitlist/form";
import { FormDrawer, showDone, showProblem, useRefusalText } from "~/ui";
import { canDo, grouped, sumUp } from "./basket";
import { createVisit } from "./changes";
import { type Conflict, canForce, conflictOf, conflictText, type Force } from "./conflict";
import { type Client, ContactField, clientFrom, keepClient } from "./contact-field";
import { Dated } from "./dated";
import { NearestTimes } from "./nearest-times";
import { branchesQuery, employeesQuery, firmQuery, servicesQuery } from "./queries";
import { startOf, useTrouble, type When, WhenField, whenOf } from "./when-field";
import { MINUTE } from "./zone";

const WaitlistForm = lazy(() => import("~/features/waitlist/form").then((it) => ({ default: it.WaitlistForm })));

interface Props {
  opened: boolean;
  onClose: () => void;
  contactId?: string | undefined;
  /** Its contact is taken when none is named. */
  conversationId?: string | undefined;
  employeeId?: string | undefined;
  branchId?: string | undefined;
  /** RFC 3339; no time is chosen when left out. */
  startsAt?: string | undefined;
  /** `2026-11-21`; today when left out. */
  date?: string | undefined;
  /** Offers to close the time instead. */
  onBlock?: (() => void) | undefined;
}

export function BookingDialog(props: Props) {
  const [round, setRound] = useState(0);
  const [wasOpen, setWasOpen] = useState(props.opened);
  const [wanted, setWanted] = useState<Wanted>();
  if (props.opened !== wasOpen) {
    setWasOpen(props.opened);
    if (props.opened) setRound(round + 1);
  }
  const wait = (next: Wanted) => {
    setWanted(next);
    props.onClose();
  };
  return (
    <Dated>
      <Form key={round} {...props} onWait={wait} />
      {wanted && (
        <Suspense>
          <WaitlistForm wanted={wanted} onClose={() => setWanted(undefined)} />
        </Suspense>
      )}
    </Dated>
  );
}

function useKnown(contactId: string | undefined, conversationId: string | undefined) {
  return useQuery({
    queryKey: ["calendar", "known", contactId, conversationId],
    queryFn: async () => {
      const id = contactId ?? (await ask(getConversations({ path: { id: conversationId ?? "" } }))).contact_id;
      return await ask(getContacts({ path: { id } }));
    },
    enabled: Boolean(contactId ?? conversationId),
  });
}

function Form({
  opened,
  onClose,
  contactId,
  conversationId,
  employeeId,
  branchId,
  startsAt,
  date,
  onBlock,
  onWait,
}: Props & { onWait: (wanted: Wanted) => void }) {
  const { t } = useTranslation("calendar");
  const refusal = useRefusalText();
  const cache = useQueryClient();
  const { data: firm } = useQuery(firmQuery);
  const { data: branches = [] } = useQuery(branchesQuery);
  const { data: employees = [] } = useQuery(employeesQuery);
  const { data: services = [] } = useQuery(servicesQuery);
  const known = useKnown(contactId, conversationId).data;

  const [branch, setBranch] = useState<string | undefined>(branchId);
  const zone = branches.find((one) => one.id === (branch ?? branches[0]?.id))?.timezone ?? firm?.timezone ?? "UTC";
  const [changed, setClient] = useState<{ client: Client | undefined }>();
  const client = changed ? changed.client : known ? clientFrom(known) : undefined;
  const [chosen, setChosen] = useState<string[]>([]);
  const [employee, setEmployee] = useState<string | undefined>(employeeId);
  const [picked, setWhen] = useState<When>();
  const today = whenOf(Date.now(), zone).date;
  const when = picked ?? (startsAt ? whenOf(Date.parse(startsAt), zone) : { date: date ?? today, time: "" });
  const [note, setNote] = useState("");
  const [conflict, setConflict] = useState<Conflict>();
  const [errors, setErrors] = useState<Partial<Record<"client" | "services" | "time", string>>>({});
  const [isSaving, setIsSaving] = useState(false);

  const who = employees.find((one) => one.id === employee);
  const sum = sumUp(chosen, services, who);
  const start = startOf(when, zone);
  const people = employees.filter((one) => one.is_active && (canDo(one, chosen) || one.id === employee));
  const offered = services.filter((one) => one.is_active && (!who || canDo(who, [one.id]) || chosen.includes(one.id)));
  const trouble = useTrouble({ zone, when, services: chosen, minutes: sum.minutes, employee: who, branch });

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const missing: typeof errors = {};
    if (!client || (!client.id && client.name.trim() === "" && client.phone === ""))
      missing.client = t("form.need_client");
    if (chosen.length === 0) missing.services = t("form.need_services");
    if (start === undefined) missing.time = t("form.need_time");
    setErrors(missing);
    if (Object.keys(missing).length > 0 || !client || start === undefined) return;
    setIsSaving(true);
    setConflict(undefined);
    try {
      const id = await keepClient(client);
      if (!client.id) setClient({ client: { ...client, id } });
      const insisted: Force[] = trouble && canForce(trouble) ? ["not_working", "past"] : [];
      const visit = await createVisit(cache, {
        contact: { id, name: client.name || undefined, phone: client.phone.replace(/[\s()-]/g, "") || undefined },
        services: chosen,
        serviceNames: chosen.map((one) => services.find((service) => service.id === one)?.name ?? ""),
        employee,
        branch,
        startsAt: new Date(start).toISOString(),
        note: note.trim(),
        force: ["lead", ...insisted],
      });
      showDone(t("done.booked_at", { time: moment(visit.starts_at, zone) }));
      onClose();
    } catch (error) {
      const found = conflictOf(error);
      if (found) setConflict(found);
      else if (error instanceof Refusal && ["phone_invalid", "contact_exists"].includes(error.code)) {
        setErrors({ client: refusal(error) });
      } else showProblem(error);
    } finally {
      setIsSaving(false);
    }
  };

  const price =
    sum.most > sum.price
      ? `${money(sum.price, sum.currency)} – ${money(sum.most, sum.currency)}`
      : money(sum.price, sum.currency);
  return (
    <FormDrawer
      opened={opened}
      onClose={onClose}
      title={t("form.title")}
      isDirty={changed?.client !== undefined || chosen.length > 0 || note !== ""}
      isSaving={isSaving}
      onSubmit={(event) => void submit(event)}
      action={t("form.book")}
      size={520}
      extra={
        onBlock && (
          <Button variant="subtle" color="gray" onClick={onBlock}>
            {t("block.instead")}
          </Button>
        )
      }
    >
      <ContactField value={client} onChange={(next) => setClient({ client: next })} error={errors.client} />
      <MultiSelect
        label={t("form.services")}
        placeholder={chosen.length === 0 ? t("form.services_hint") : undefined}
        withAsterisk
        searchable
        hidePickedOptions
        maxValues={10}
        value={chosen}
        onChange={setChosen}
        error={errors.services}
        nothingFoundMessage={t("form.nothing")}
        clearButtonProps={{ "aria-label": t("form.clear") }}
        data={grouped(offered).map(({ group, items }) => ({
          group: group || t("form.no_category"),
          items: items.map(({ id, name }) => ({ value: id, label: name })),
        }))}
        renderOption={({ option }) => {
          const one = sumUp([option.value], services, who);
          return (
            <Group justify="space-between" wrap="nowrap" w="100%" gap="sm">
              <Text size="sm">{option.label}</Text>
              <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }} className="tabular">
                {duration(one.minutes)} · {money(one.price, one.currency)}
              </Text>
            </Group>
          );
        }}
      />
      {branches.length > 1 && (
        <Select
          label={t("form.branch")}
          placeholder={t("form.any_branch")}
          clearable
          clearButtonProps={{ "aria-label": t("form.clear") }}
          value={branch ?? null}
          onChange={(id) => setBranch(id ?? undefined)}
          data={branches.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      <Select
        label={t("form.employee")}
        placeholder={t("form.any_employee")}
        clearable
        searchable
        clearButtonProps={{ "aria-label": t("form.clear") }}
        value={employee ?? null}
        onChange={(id) => setEmployee(id ?? undefined)}
        error={who && !canDo(who, chosen) ? t("form.cannot", { who: who.name }) : undefined}
        data={people.map(({ id, name, title }) => ({ value: id, label: title ? `${name}, ${title}` : name }))}
      />
      <WhenField
        zone={zone}
        when={when}
        onChange={setWhen}
        services={chosen}
        minutes={sum.minutes}
        employee={who}
        branch={branch}
        error={errors.time}
        onWait={() => onWait({ client, conversationId, services: chosen, employee, branch, date: when.date })}
      />
      {conflict && start !== undefined && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title={t("conflict.taken")} role="alert">
          <Stack gap="sm">
            <Text size="sm">
              {conflictText(t, conflict, zone, {
                startsAt: new Date(start).toISOString(),
                endsAt: new Date(start + sum.minutes * MINUTE).toISOString(),
              })}
            </Text>
            <NearestTimes
              services={chosen}
              employee={employee}
              branch={branch}
              wanted={start}
              zone={zone}
              onPick={(at) => {
                setWhen(whenOf(Date.parse(at), zone));
                setConflict(undefined);
              }}
            />
          </Stack>
        </Alert>
      )}
      <Textarea
        label={t("form.note")}
        description={t("form.note_hint")}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {chosen.length > 0 && (
        <Group justify="space-between" gap="xs">
          <Text size="sm" c="dimmed">
            {duration(sum.minutes)}
            {start !== undefined &&
              `, ${t("form.until", { time: time(new Date(start + sum.minutes * MINUTE), zone) })}`}
          </Text>
          <Text fw={600} className="tabular">
            {price}
          </Text>
        </Group>
      )}
    </FormDrawer>
  );
}
