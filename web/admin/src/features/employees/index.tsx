// Employees: who receives customers. One's card is `card.tsx`.

import { Badge, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconPlus, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queryClient } from "~/app/query";
import { useMay } from "~/app/session";
import { useLive } from "~/app/use-live";
import { branchesQuery } from "~/features/branches/queries";
import { Avatar, EmptyState, ErrorState, ExportMenu, Loading, listFile, Page, useFormRefusal } from "~/ui";
import classes from "./employees.module.css";
import { type EmployeeView, employeesQuery, useCreateEmployee } from "./queries";

function Card({ employee, places }: { employee: EmployeeView; places: string }) {
  const { t } = useTranslation("employees");
  return (
    <Link to="/employees/$employeeId" params={{ employeeId: employee.id }} className={classes.card}>
      <Avatar id={employee.id} name={employee.name} size={44} />
      <Stack gap={2} style={{ minWidth: 0 }} flex={1}>
        <Group justify="space-between" wrap="nowrap" gap={6}>
          <Text fw={600} truncate>
            {employee.name}
          </Text>
          {!employee.is_active && (
            <Badge variant="default" size="sm" tt="none">
              {t("inactive")}
            </Badge>
          )}
        </Group>
        {employee.title && <Text size="sm">{employee.title}</Text>}
        <Text size="sm" c="dimmed">
          {employee.skills.length > 0 ? t("skills_count", { count: employee.skills.length }) : t("no_skills")}
          {places && ` · ${places}`}
        </Text>
        {employee.branches.length === 0 && (
          <Text size="sm" c="orange.8">
            {t("no_hours")}
          </Text>
        )}
      </Stack>
    </Link>
  );
}

function NewEmployee({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("employees");
  const navigate = useNavigate();
  const create = useCreateEmployee();
  const form = useForm({
    initialValues: { name: "", title: "" },
    validate: { name: (name) => (name.trim() ? null : t("form.name_missing")) },
  });
  const refused = useFormRefusal(form);
  const submit = form.onSubmit(async ({ name, title }) => {
    try {
      const made = await create.mutateAsync({ name: name.trim(), title: title.trim() });
      await navigate({ to: "/employees/$employeeId", params: { employeeId: made.id } });
    } catch (error) {
      refused(error);
    }
  });
  return (
    <Modal opened onClose={onClose} title={t("new")} closeButtonProps={{ "aria-label": t("app:close") }}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <TextInput
            label={t("form.name")}
            placeholder={t("form.name_example")}
            required
            data-autofocus
            maxLength={200}
            {...form.getInputProps("name")}
          />
          <TextInput
            label={t("form.title")}
            placeholder={t("form.title_example")}
            maxLength={200}
            {...form.getInputProps("title")}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("app:cancel")}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {t("form.next")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

export function EmployeesPage() {
  const { t } = useTranslation("employees");
  const mayEdit = useMay("edit_catalog");
  const { data, error, refetch } = useQuery(employeesQuery);
  const { data: branches = [] } = useQuery(branchesQuery);
  const [isNew, setIsNew] = useState(false);
  useLive(["employee.", "schedule."], () => void queryClient.invalidateQueries({ queryKey: ["employees"] }));
  const names = new Map(branches.map(({ id, name }) => [id, name]));
  const add = mayEdit && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setIsNew(true)}>
      {t("add")}
    </Button>
  );
  return (
    <Page
      title={t("title")}
      text={t("text")}
      actions={
        data &&
        data.length > 0 && (
          <>
            <ExportMenu file={listFile("employees", {})} isShort />
            {add}
          </>
        )
      }
    >
      {error && !data ? (
        <ErrorState error={error} retry={refetch} />
      ) : !data ? (
        <Loading avatar rows={4} />
      ) : data.length === 0 ? (
        <EmptyState icon={IconUsers} title={t("empty.title")} text={t("empty.text")} action={add} />
      ) : (
        <div className={classes.grid}>
          {data.map((employee) => {
            const places =
              branches.length > 1
                ? employee.branches
                    .map((id) => names.get(id))
                    .filter(Boolean)
                    .join(", ")
                : "";
            return <Card key={employee.id} employee={employee} places={places} />;
          })}
        </div>
      )}
      {isNew && <NewEmployee onClose={() => setIsNew(false)} />}
    </Page>
  );
}
