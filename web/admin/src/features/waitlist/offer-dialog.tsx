// A time offered by hand to somebody who waits: with whom and when; the customer is written to, or somebody is asked to call.

import { Alert, Select, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { canDo, sumUp } from "~/features/calendar/basket";
import { Dated } from "~/features/calendar/dated";
import { branchesQuery, employeesQuery, servicesQuery } from "~/features/calendar/queries";
import { startOf, type When, WhenField, whenOf } from "~/features/calendar/when-field";
import { FormDrawer, showDone, showProblem, useRefusalText } from "~/ui";
import { offer, type WaitlistEntry } from "./queries";

export function OfferDialog({ entry, zone, onClose }: { entry: WaitlistEntry; zone: string; onClose: () => void }) {
  const { t } = useTranslation(["waitlist", "calendar"]);
  const refusal = useRefusalText();
  const { data: employees = [] } = useQuery(employeesQuery);
  const { data: services = [] } = useQuery(servicesQuery);
  const { data: branches = [] } = useQuery(branchesQuery);
  const [employee, setEmployee] = useState<string | undefined>(entry.employee_id);
  const today = whenOf(Date.now(), zone).date;
  const [when, setWhen] = useState<When>({ date: entry.from_day < today ? today : entry.from_day, time: "" });
  const [fault, setFault] = useState<{ time?: string; taken?: string }>({});
  const [isSaving, setIsSaving] = useState(false);
  const who = employees.find(({ id }) => id === employee);
  const place = branches.find(({ id }) => id === entry.branch_id)?.timezone ?? branches[0]?.timezone ?? zone;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const start = startOf(when, place);
    if (start === undefined) return setFault({ time: t("calendar:form.need_time") });
    setIsSaving(true);
    setFault({});
    try {
      await offer(entry.id, {
        starts_at: new Date(start).toISOString(),
        ...(employee ? { employee_id: employee } : {}),
        ...(entry.branch_id ? { branch_id: entry.branch_id } : {}),
      });
      showDone(t("done.offered"));
      onClose();
    } catch (error) {
      if (error instanceof Refusal && error.status === 409) setFault({ taken: refusal(error) });
      else showProblem(error);
    } finally {
      setIsSaving(false);
    }
  };
  return (
    <Dated>
      <FormDrawer
        opened
        onClose={onClose}
        title={t("offer.title")}
        isDirty={false}
        isSaving={isSaving}
        onSubmit={(event) => void submit(event)}
        action={t("offer.action")}
        size={520}
      >
        <Text size="sm" c="dimmed">
          {t("offer.text")}
        </Text>
        <Select
          label={t("calendar:form.employee")}
          placeholder={t("calendar:form.any_employee")}
          clearable
          clearButtonProps={{ "aria-label": t("calendar:form.clear") }}
          value={employee ?? null}
          onChange={(id) => setEmployee(id ?? undefined)}
          data={employees
            .filter((one) => one.is_active && canDo(one, entry.services))
            .map(({ id, name }) => ({ value: id, label: name }))}
        />
        <WhenField
          zone={place}
          when={when}
          onChange={(next) => {
            setWhen(next);
            setFault({});
          }}
          services={entry.services}
          minutes={sumUp(entry.services, services, who).minutes}
          employee={who}
          branch={entry.branch_id}
          error={fault.time}
        />
        {fault.taken && (
          <Alert color="red" icon={<IconAlertTriangle size={18} />} role="alert">
            {fault.taken}
          </Alert>
        )}
      </FormDrawer>
    </Dated>
  );
}
