// Moving a visit by choosing: another employee, day and time, for whoever would rather not drag.

import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDrawer } from "~/ui";
import { canDo } from "./basket";
import { canForce, type Force } from "./conflict";
import { Dated } from "./dated";
import { employeesQuery, type Visit } from "./queries";
import type { Changes } from "./use-changes";
import { startOf, useTrouble, WhenField, whenOf } from "./when-field";

interface Props {
  visit: Visit | undefined;
  zone: string;
  changes: Changes;
  onClose: () => void;
}

export function MoveDialog({ visit, ...rest }: Props) {
  const [last, setLast] = useState<Visit>();
  if (visit && visit !== last) setLast(visit);
  if (!last) return null;
  return (
    <Dated>
      <Form key={`${last.id} ${last.version}`} visit={last} isOpen={visit !== undefined} {...rest} />
    </Dated>
  );
}

function Form({ visit, isOpen, zone, changes, onClose }: Props & { visit: Visit; isOpen: boolean }) {
  const { t } = useTranslation("calendar");
  const { data: employees = [] } = useQuery(employeesQuery);
  const [employee, setEmployee] = useState(visit.employee_id);
  const [when, setWhen] = useState(whenOf(Date.parse(visit.starts_at), zone));
  const [isSaving, setIsSaving] = useState(false);
  const services = visit.items.map((item) => item.service_id);
  const who = employees.find(({ id }) => id === employee);
  const length = Date.parse(visit.ends_at) - Date.parse(visit.starts_at);
  const wish = {
    zone,
    when,
    services,
    minutes: length / 60_000,
    employee: who,
    branch: !who || who.branches.includes(visit.branch_id) ? visit.branch_id : who.branches[0],
    moving: visit.id,
  };
  const trouble = useTrouble(wish);
  const start = startOf(when, zone);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (start === undefined) return;
    setIsSaving(true);
    const insisted: Force[] = trouble && canForce(trouble) ? ["not_working", "past"] : [];
    await changes.move(visit, {
      startsAt: new Date(start).toISOString(),
      endsAt: new Date(start + length).toISOString(),
      employee,
      branch: wish.branch,
      force: ["lead", ...insisted],
    });
    setIsSaving(false);
    onClose();
  };
  return (
    <FormDrawer
      opened={isOpen}
      onClose={onClose}
      title={t("move.title")}
      isDirty={false}
      isSaving={isSaving}
      onSubmit={(event) => void submit(event)}
      action={t("details.move")}
    >
      <Select
        label={t("form.employee")}
        value={employee}
        allowDeselect={false}
        onChange={(id) => id && setEmployee(id)}
        data={employees
          .filter((one) => one.id === employee || (one.is_active && canDo(one, services)))
          .map(({ id, name }) => ({ value: id, label: name }))}
      />
      <WhenField {...wish} onChange={setWhen} />
    </FormDrawer>
  );
}
