// One employee: profile, services, hours. The tab is in the address, so that a link leads to it.

import { ActionIcon, Group, Menu, Tabs, Text, Title } from "@mantine/core";
import { IconArrowLeft, IconCalendar, IconDots, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { Avatar, EmptyState, ErrorState, Loading, useRemoval } from "~/ui";
import { Feeds } from "./feeds";
import { Profile } from "./profile";
import { employeesQuery, scheduleQuery, useRemoveEmployee } from "./queries";
import { Skills } from "./skills";
import { Special } from "./special";
import { WeekEditor } from "./week-editor";

function Hours({ id, mayEdit }: { id: string; mayEdit: boolean }) {
  const { t } = useTranslation("employees");
  const { data, error, refetch } = useQuery(scheduleQuery(id));
  if (error && !data) return <ErrorState error={error} retry={refetch} />;
  if (!data) return <Loading rows={7} />;
  return (
    <>
      <Title order={2} mb={4}>
        {t("week.title")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t("week.text")}
      </Text>
      <WeekEditor employeeId={id} shifts={data.shifts} mayEdit={mayEdit} />
      <Special employeeId={id} exceptions={data.exceptions} mayEdit={mayEdit} />
    </>
  );
}

export function EmployeePage() {
  const { t } = useTranslation("employees");
  const { employeeId } = useParams({ strict: false }) as { employeeId: string };
  const navigate = useNavigate();
  const mayEdit = useMay("edit_catalog");
  const removal = useRemoval();
  const remove = useRemoveEmployee();
  const { data, error, refetch } = useQuery(employeesQuery);
  const employee = data?.find(({ id }) => id === employeeId);
  const isFresh = employee !== undefined && employee.skills.length === 0;
  const [tab, setTab] = useState<string | null>(null);
  useEffect(() => {
    if (employee) document.title = `${employee.name} · Samovar`;
  }, [employee]);
  if (error && !data) return <ErrorState error={error} retry={refetch} />;
  if (!data) return <Loading avatar />;
  if (!employee)
    return <EmptyState icon={IconCalendar} title={t("app:not_found.title")} text={t("app:problem.not_found")} />;
  const drop = () =>
    removal({
      title: t("remove.title", { name: employee.name }),
      text: t("remove.text"),
      used: t("remove.used"),
      remove: () => remove.mutateAsync(employee.id),
      after: () => navigate({ to: "/employees" }),
    });
  return (
    <div style={{ padding: "var(--mantine-spacing-md)", maxWidth: 980, margin: "0 auto", width: "100%" }}>
      <Group mb="md" wrap="nowrap">
        <ActionIcon component={Link} to="/employees" aria-label={t("app:back")}>
          <IconArrowLeft size={20} />
        </ActionIcon>
        <Avatar id={employee.id} name={employee.name} size={48} />
        <div style={{ minWidth: 0, flex: 1 }}>
          <Title order={1} lineClamp={2}>
            {employee.name}
          </Title>
          <Text size="sm" c="dimmed">
            {employee.title || t("no_title")}
          </Text>
        </div>
        {mayEdit && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon aria-label={t("actions")}>
                <IconDots size={20} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => void drop()}>
                {t("app:delete")}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </Group>
      <Tabs value={tab ?? (isFresh ? "skills" : "hours")} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="hours">{t("tab.hours")}</Tabs.Tab>
          <Tabs.Tab value="skills">{t("tab.skills")}</Tabs.Tab>
          <Tabs.Tab value="profile">{t("tab.profile")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="hours">
          <Hours id={employee.id} mayEdit={mayEdit} />
        </Tabs.Panel>
        <Tabs.Panel value="skills">
          <Skills key={employee.id} employee={employee} mayEdit={mayEdit} onDone={() => isFresh && setTab("hours")} />
        </Tabs.Panel>
        <Tabs.Panel value="profile">
          <Profile key={employee.id} employee={employee} mayEdit={mayEdit} />
          {mayEdit && <Feeds employeeId={employee.id} />}
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
