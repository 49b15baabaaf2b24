// One stage: its names and colour, what it means, what it wants to know, what it does by itself.

import {
  ActionIcon,
  Button,
  Fieldset,
  Group,
  MultiSelect,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import type { CustomField } from "~/features/custom-fields/queries";
import { FormDrawer } from "~/ui";
import { called, fieldName } from "../names";
import { COLORS, ENTERS, type Kind, type StageTask } from "../wire";
import { type DraftStage, tidy } from "./draft";
import classes from "./settings.module.css";

const KINDS: Kind[] = ["open", "won", "lost"];
const PLAIN = ["amount", "owner", "expected_on", "tour"];
const HOURS = [1, 2, 4, 8, 24, 48, 72, 168];
const MOST_TASKS = 10;
const fieldset = { root: classes.fieldset ?? "", legend: classes.legend ?? "" };

interface Props {
  stage: DraftStage;
  others: DraftStage[];
  fields: CustomField[];
  onSave: (stage: DraftStage) => void;
  onRemove: (() => void) | undefined;
  onClose: () => void;
}

function Colors({ value, onChange }: { value: string; onChange: (color: DraftStage["color"]) => void }) {
  const { t } = useTranslation("deals");
  return (
    <Fieldset variant="unstyled" legend={t("set.color")} classNames={fieldset}>
      <div className={classes.colors}>
        {COLORS.map((color) => (
          <label
            key={color}
            className={classes.color}
            style={{ "--stage": `var(--mantine-color-${color}-6)` } as CSSProperties}
          >
            <input
              type="radio"
              name="stage-color"
              checked={value === color}
              onChange={() => onChange(color)}
              aria-label={t(`set.colors.${color}`)}
            />
            <span aria-hidden />
          </label>
        ))}
      </div>
    </Fieldset>
  );
}

function Tasks({ value, onChange }: { value: StageTask[]; onChange: (tasks: StageTask[]) => void }) {
  const { t } = useTranslation("deals");
  const put = (index: number, part: Partial<StageTask>) =>
    onChange(value.map((task, at) => (at === index ? { ...task, ...part } : task)));
  const due = (hours: number) =>
    hours % 24 === 0 ? t("set.in_days", { count: hours / 24 }) : t("set.in_hours", { count: hours });
  return (
    <Fieldset variant="unstyled" legend={t("set.tasks")} classNames={fieldset}>
      <Text size="sm" c="dimmed" mb={8}>
        {t("set.tasks_hint")}
      </Text>
      <Stack gap={8}>
        {value.map((task, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: tasks have no names of their own, and are only added at the end
          <div key={index} className={classes.task}>
            <TextInput
              aria-label={t("set.task_title")}
              placeholder={t("set.task_title")}
              value={task.title}
              maxLength={200}
              onChange={(event) => put(index, { title: event.currentTarget.value })}
            />
            <Select
              aria-label={t("set.task_due")}
              data={[...new Set([...HOURS, task.due_hours])]
                .sort((a, b) => a - b)
                .map((hours) => ({ value: String(hours), label: due(hours) }))}
              value={String(task.due_hours)}
              onChange={(hours) => hours && put(index, { due_hours: Number(hours) })}
              allowDeselect={false}
            />
            <Select
              aria-label={t("set.task_to")}
              data={(["owner", "nobody"] as const).map((to) => ({ value: to, label: t(`set.to_${to}`) }))}
              value={task.to}
              onChange={(to) => to && put(index, { to: to as StageTask["to"] })}
              allowDeselect={false}
            />
            <ActionIcon
              size={36}
              aria-label={t("set.task_drop", { title: task.title })}
              onClick={() => onChange(value.filter((_, at) => at !== index))}
            >
              <IconX size={16} />
            </ActionIcon>
          </div>
        ))}
        {value.length < MOST_TASKS && (
          <Button
            variant="subtle"
            size="compact-md"
            leftSection={<IconPlus size={15} aria-hidden />}
            style={{ alignSelf: "flex-start" }}
            onClick={() => onChange([...value, { title: "", due_hours: 24, to: "owner" }])}
          >
            {t("set.task_add")}
          </Button>
        )}
      </Stack>
    </Fieldset>
  );
}

export function StageForm({ stage, others, fields, onSave, onRemove, onClose }: Props) {
  const { t } = useTranslation("deals");
  const form = useForm({
    initialValues: {
      name: stage.name,
      name_en: stage.name_en,
      kind: stage.kind,
      color: stage.color,
      required: stage.rules.required ?? [],
      tasks: stage.rules.tasks ?? [],
      enter_on: stage.rules.enter_on ?? "",
      silence_days: stage.rules.silence?.days,
      silence_to: stage.rules.silence?.to ?? null,
    },
    validate: {
      name: (name) => {
        if (name.trim() === "") return t("set.fault.stage_nameless");
        const same = (one: DraftStage) => one.name.trim().toLowerCase() === name.trim().toLowerCase();
        return others.some(same) ? t("set.fault.stage_twice") : null;
      },
      silence_to: (to, { silence_days: days }) => (days !== undefined && !to ? t("set.silence_missing") : null),
    },
  });
  const values = form.getValues();
  const submit = form.onSubmit((said) => {
    const tasks = said.tasks.flatMap((task) => (task.title.trim() ? [{ ...task, title: task.title.trim() }] : []));
    const { silence_days: days, silence_to: to } = said;
    onSave({
      ...stage,
      name: said.name.trim(),
      name_en: said.name_en.trim(),
      kind: said.kind,
      color: said.color,
      rules: tidy({
        required: said.required,
        tasks,
        enter_on: ENTERS.find((event) => event === said.enter_on),
        silence: days !== undefined && to ? { days, to } : undefined,
      }),
    });
    onClose();
  });
  const goals = others.flatMap((other) => (other.key ? [{ value: other.key, label: called(other) }] : []));
  const asked = [
    ...PLAIN,
    ...fields.map(({ key }) => `fields.${key}`),
    ...values.required.filter((path) => !PLAIN.includes(path) && !fields.some(({ key }) => path === `fields.${key}`)),
  ];
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={stage.name || t("set.new_stage")}
      isDirty={form.isDirty()}
      isSaving={false}
      onSubmit={submit}
      action={t("set.done")}
      onRemove={onRemove}
      size={620}
    >
      <Group grow align="flex-start" preventGrowOverflow={false}>
        <TextInput
          label={t("set.name")}
          withAsterisk
          maxLength={80}
          miw={200}
          data-autofocus
          {...form.getInputProps("name")}
        />
        <TextInput label={t("set.name_en")} maxLength={80} miw={200} {...form.getInputProps("name_en")} />
      </Group>
      <Fieldset variant="unstyled" legend={t("set.kind")} classNames={fieldset}>
        <SegmentedControl
          fullWidth
          value={values.kind}
          onChange={(kind) => form.setFieldValue("kind", KINDS.find((one) => one === kind) ?? "open")}
          data={KINDS.map((kind) => ({ value: kind, label: t(`set.kinds.${kind}`) }))}
        />
        <Text size="sm" c="dimmed" mt={6}>
          {t(`set.kinds.${values.kind}_text`)}
        </Text>
      </Fieldset>
      <Colors value={values.color} onChange={(color) => form.setFieldValue("color", color)} />
      <MultiSelect
        label={t("set.required")}
        description={t("set.required_hint")}
        placeholder={values.required.length === 0 ? t("set.required_none") : ""}
        data={asked.map((path) => ({ value: path, label: fieldName(t, path, fields) }))}
        clearButtonProps={{ "aria-label": t("clear", { name: t("set.required") }) }}
        {...form.getInputProps("required")}
      />
      <Select
        label={t("set.enter.label")}
        description={t("set.enter.hint")}
        data={[
          { value: "", label: t("set.enter.none") },
          ...ENTERS.map((event) => ({ value: event, label: t(`set.enter.${event.replace("booking.", "")}`) })),
        ]}
        allowDeselect={false}
        {...form.getInputProps("enter_on")}
      />
      {values.kind === "open" && goals.length > 0 && (
        <Fieldset variant="unstyled" legend={t("set.silence")} classNames={fieldset}>
          <Text size="sm" c="dimmed" mb={8}>
            {t("set.silence_hint")}
          </Text>
          <Group grow align="flex-start" preventGrowOverflow={false}>
            <NumberInput
              aria-label={t("set.silence_days")}
              placeholder={t("set.silence_never")}
              suffix={` ${t("set.days_short")}`}
              min={1}
              max={365}
              allowDecimal={false}
              miw={160}
              value={values.silence_days ?? ""}
              onChange={(days) => form.setFieldValue("silence_days", days === "" ? undefined : Number(days))}
            />
            <Select
              aria-label={t("set.silence_to")}
              placeholder={t("set.silence_to")}
              data={goals}
              disabled={values.silence_days === undefined}
              miw={200}
              {...form.getInputProps("silence_to")}
            />
          </Group>
        </Fieldset>
      )}
      <Tasks value={values.tasks} onChange={(tasks) => form.setFieldValue("tasks", tasks)} />
    </FormDrawer>
  );
}
