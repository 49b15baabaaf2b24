// Whose visits and where: branch, employees, cancelled ones too.

import { ActionIcon, Button, Checkbox, Group, Indicator, Popover, Select, Stack, Switch, Text } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { BranchView, EmployeeView } from "./queries";

interface Props {
  isPhone: boolean;
  branches: BranchView[];
  employees: EmployeeView[];
  branch: string | undefined;
  /** Empty = all. */
  chosen: string[];
  cancelled: boolean;
  /** Branches keep different time, so they are not shown together. */
  isOneBranch: boolean;
  onBranch: (id: string | undefined) => void;
  onChosen: (ids: string[]) => void;
  onCancelled: (isShown: boolean) => void;
}

export function Filters(props: Props) {
  const { isPhone, branches, employees, branch, chosen, cancelled, isOneBranch, onBranch, onChosen, onCancelled } =
    props;
  const { t } = useTranslation("calendar");
  const count = (branch && !isOneBranch ? 1 : 0) + (chosen.length > 0 ? 1 : 0) + (cancelled ? 1 : 0);
  const all = employees.map(({ id }) => id);
  const shown = chosen.length > 0 ? chosen : all;
  const toggle = (id: string, isOn: boolean) => {
    const next = isOn ? [...shown, id] : shown.filter((one) => one !== id);
    onChosen(next.length === all.length ? [] : all.filter((one) => next.includes(one)));
  };
  const label = count > 0 ? t("filter.on", { count }) : t("filter.label");
  return (
    <Popover position="bottom-end" trapFocus returnFocus shadow="md" radius="lg" width={300}>
      {isPhone ? (
        <Indicator label={count} size={16} disabled={count === 0} color="copper.7">
          <Popover.Target>
            <ActionIcon variant="default" size={40} aria-label={label}>
              <IconFilter size={18} />
            </ActionIcon>
          </Popover.Target>
        </Indicator>
      ) : (
        <Popover.Target>
          <Button variant={count > 0 ? "light" : "default"} leftSection={<IconFilter size={16} />}>
            {label}
          </Button>
        </Popover.Target>
      )}
      <Popover.Dropdown aria-label={t("filter.label")}>
        <Stack gap="md">
          {branches.length > 1 && (
            <Select
              label={t("form.branch")}
              value={branch ?? ""}
              allowDeselect={false}
              comboboxProps={{ withinPortal: false }}
              onChange={(id) => onBranch(id || undefined)}
              data={[
                ...(isOneBranch ? [] : [{ value: "", label: t("filter.all_branches") }]),
                ...branches.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          )}
          <Stack gap="xs" role="group" aria-label={t("filter.employees")}>
            <Group justify="space-between">
              <Text size="sm" fw={500}>
                {t("filter.employees")}
              </Text>
              {chosen.length > 0 && (
                <Button size="compact-sm" variant="subtle" onClick={() => onChosen([])}>
                  {t("filter.all")}
                </Button>
              )}
            </Group>
            <Stack gap={10} mah={260} style={{ overflowY: "auto" }} p={2}>
              {employees.map(({ id, name }) => (
                <Checkbox
                  key={id}
                  label={name}
                  checked={shown.includes(id)}
                  disabled={shown.length === 1 && shown[0] === id}
                  onChange={(event) => toggle(id, event.currentTarget.checked)}
                />
              ))}
            </Stack>
          </Stack>
          <Switch
            label={t("filter.cancelled")}
            checked={cancelled}
            onChange={(event) => onCancelled(event.currentTarget.checked)}
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
