// What the employee does: services ticked by category, with an own price or length where they differ.

import { Button, Checkbox, Group, NumberInput, Paper, Stack, Text, Title } from "@mantine/core";
import { IconScissors } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { minutes, money } from "~/app/format";
import { byCategory } from "~/features/services/group";
import { servicesQuery } from "~/features/services/queries";
import { EmptyState, ErrorState, Loading, MoneyInput, Problem, showDone } from "~/ui";
import classes from "./employees.module.css";
import { type EmployeeView, type SkillView, useUpdateEmployee } from "./queries";

interface Props {
  employee: EmployeeView;
  mayEdit: boolean;
  onDone: () => void;
}

export function Skills({ employee, mayEdit, onDone }: Props) {
  const { t } = useTranslation("employees");
  const { data: services, error, refetch } = useQuery(servicesQuery);
  const save = useUpdateEmployee(employee.id);
  const [edited, setEdited] = useState<SkillView[]>();
  const skills = edited ?? employee.skills;
  const byService = new Map(skills.map((skill) => [skill.service_id, skill]));
  if (error && !services) return <ErrorState error={error} retry={refetch} />;
  if (!services) return <Loading />;
  if (services.length === 0) {
    const action = (
      <Button component={Link} to="/services" variant="light">
        {t("skill.to_services")}
      </Button>
    );
    return <EmptyState compact icon={IconScissors} title={t("skill.empty")} action={action} />;
  }
  const toggle = (ids: string[], isOn: boolean) => {
    const rest = skills.filter((skill) => !ids.includes(skill.service_id));
    setEdited(isOn ? [...rest, ...ids.map((id) => byService.get(id) ?? { service_id: id })] : rest);
  };
  const put = (id: string, changed: Partial<SkillView>) =>
    setEdited(skills.map((skill) => (skill.service_id === id ? { ...skill, ...changed } : skill)));
  const submit = async () => {
    const clean = skills.map(({ service_id, price, duration_minutes }) => ({
      service_id,
      ...(price === undefined ? {} : { price }),
      ...(duration_minutes ? { duration_minutes } : {}),
    }));
    await save.mutateAsync({ skills: clean }).then(
      () => {
        setEdited(undefined);
        showDone(t("app:saved"));
        onDone();
      },
      () => {},
    );
  };
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t("skill.text")}
      </Text>
      {byCategory(services, "").map(([category, group]) => {
        const ids = group.map(({ id }) => id);
        const on = ids.filter((id) => byService.has(id)).length;
        return (
          <section key={category}>
            <Group gap={10} mb={6}>
              <Checkbox
                aria-label={t("skill.all", { category: category || t("skill.no_category") })}
                checked={on === ids.length}
                indeterminate={on > 0 && on < ids.length}
                disabled={!mayEdit}
                onChange={(event) => toggle(ids, event.currentTarget.checked)}
              />
              <Title order={3}>{category || t("skill.no_category")}</Title>
            </Group>
            <Paper withBorder>
              {group.map((service) => {
                const skill = byService.get(service.id);
                return (
                  <div key={service.id} className={classes.skill}>
                    <Checkbox
                      label={service.name}
                      description={`${minutes(service.duration_minutes)} · ${money(service.price.minor, service.price.currency)}`}
                      checked={skill !== undefined}
                      disabled={!mayEdit}
                      onChange={(event) => toggle([service.id], event.currentTarget.checked)}
                    />
                    {skill && (
                      <>
                        <MoneyInput
                          aria-label={t("skill.price", { name: service.name })}
                          placeholder={t("skill.own_price")}
                          currency={service.price.currency}
                          value={skill.price}
                          disabled={!mayEdit}
                          onChange={(price) => put(service.id, { price: price as number })}
                        />
                        <NumberInput
                          aria-label={t("skill.duration", { name: service.name })}
                          placeholder={t("skill.own_duration")}
                          suffix={t("skill.minutes")}
                          min={5}
                          max={1440}
                          step={15}
                          value={skill.duration_minutes ?? ""}
                          disabled={!mayEdit}
                          onChange={(length) =>
                            put(service.id, { duration_minutes: typeof length === "number" ? length : undefined })
                          }
                        />
                      </>
                    )}
                  </div>
                );
              })}
            </Paper>
          </section>
        );
      })}
      {edited && (
        <Group justify="flex-end" className={classes.saveBar}>
          <Button variant="default" onClick={() => setEdited(undefined)}>
            {t("app:cancel")}
          </Button>
          <Button onClick={() => void submit()} loading={save.isPending}>
            {t("app:save")}
          </Button>
        </Group>
      )}
      <Problem error={save.error} />
    </Stack>
  );
}
