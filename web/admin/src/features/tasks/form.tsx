// A task in full: what, when, who, about whom, and a reminder. At the side of the screen, on a phone on all of it.

import { Button, Chip, Group, Input, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import "@mantine/dates/styles.css";
import { IconCalendar } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { moment } from "~/app/format";
import { clock } from "~/features/calendar/zone";
import { FormDrawer, showDone, showProblem, TimeField, useConfirm } from "~/ui";
import { DateLocale } from "~/ui/date-locale";
import { ContactPick, type Picked } from "./contact-pick";
import { CHOICES, dayOf } from "./groups";
import { ownMember, useMembers } from "./people";
import { remove, save } from "./queries";
import { keptFor, type Reminder, remindAt, reminderOf, remindersFor } from "./remind";
import classes from "./tasks.module.css";
import { dueOf, type Moment, whenOf } from "./when";
import type { Task, TaskDraft } from "./wire";

interface Props {
  /** Absent: a new one. */
  task?: Task | undefined;
  /** What a new one begins with. */
  base?: TaskDraft & { contact?: Picked | undefined };
  /** A new one is one's own. */
  isMine?: boolean;
  onClose: () => void;
}

interface Values {
  title: string;
  note: string;
  when: Moment | undefined;
  /** Undefined until somebody has chosen: the person at work. */
  assignee: string | null | undefined;
  contact: Picked | undefined;
  reminder: Reminder;
}

const NOBODY = "nobody";

function WhenFields({
  when,
  zone,
  onChange,
}: {
  when: Moment | undefined;
  zone: string;
  onChange: (when: Moment | undefined) => void;
}) {
  const { t } = useTranslation("tasks");
  const now = Date.now();
  return (
    <Stack gap="xs">
      <Group align="flex-start" gap="sm">
        <DateLocale>
          <DatePickerInput
            label={t("form.date")}
            placeholder={t("form.no_date")}
            clearable
            clearButtonProps={{ "aria-label": t("form.clear_date") }}
            value={when?.date ?? null}
            onChange={(date) =>
              onChange(date ? { date, ...(when?.minutes === undefined ? {} : { minutes: when.minutes }) } : undefined)
            }
            valueFormat="D MMMM YYYY"
            classNames={{ placeholder: classes.placeholder ?? "" }}
            leftSection={<IconCalendar size={16} aria-hidden />}
            popoverProps={{ withinPortal: true }}
            flex="1 1 190px"
          />
        </DateLocale>
        <TimeField
          label={t("form.time")}
          value={when?.minutes === undefined ? "" : clock(when.minutes)}
          disabled={!when}
          onChange={(time) => {
            const [hours, minutes] = time.split(":").map(Number);
            if (when && hours !== undefined && minutes !== undefined)
              onChange({ date: when.date, minutes: hours * 60 + minutes });
          }}
        />
        {when?.minutes !== undefined && (
          <Button variant="subtle" color="gray" mt={24} px="xs" onClick={() => onChange({ date: when.date })}>
            {t("form.all_day")}
          </Button>
        )}
      </Group>
      <Chip.Group
        value={CHOICES.find((choice) => dayOf(choice, now, zone) === when?.date) ?? ""}
        onChange={(choice) =>
          onChange({
            date: dayOf(choice as (typeof CHOICES)[number], now, zone),
            ...(when?.minutes === undefined ? {} : { minutes: when.minutes }),
          })
        }
      >
        <Group gap={6}>
          {CHOICES.map((choice) => (
            <Chip key={choice} value={choice} size="sm" variant="light">
              {t(`postpone.${choice}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Stack>
  );
}

export function TaskForm({ task, base, isMine = false, onClose }: Props) {
  const { t } = useTranslation("tasks");
  const zone = useZone() ?? "UTC";
  const confirm = useConfirm();
  const { members, own } = useMembers();
  const [before] = useState<Values>(() => {
    const when = whenOf(task?.due_at ?? base?.due_at, task?.is_all_day ?? base?.is_all_day ?? false, zone);
    return {
      title: task?.title ?? base?.title ?? "",
      note: task?.note ?? base?.note ?? "",
      when,
      assignee: task ? (task.assignee_id ?? null) : isMine ? undefined : null,
      contact: task?.contact ? { id: task.contact.id, name: task.contact.name ?? "" } : base?.contact,
      reminder: reminderOf(task?.remind_at, when, zone),
    };
  });
  const [values, setValues] = useState(before);
  // Members may come later than the form.
  const assignee = values.assignee === undefined ? (own?.id ?? null) : values.assignee;
  const [error, setError] = useState<string>();
  const [isSaving, setIsSaving] = useState(false);
  const put = (part: Partial<Values>) => setValues((now) => ({ ...now, ...part }));
  const isDirty = JSON.stringify(values) !== JSON.stringify(before);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const title = values.title.trim();
    if (!title) return setError(t("form.title_missing"));
    setIsSaving(true);
    try {
      const isOwn = values.reminder === "own";
      const body = {
        title,
        note: values.note.trim(),
        ...dueOf(values.when, zone),
        assignee_id: values.assignee === undefined ? await ownMember() : values.assignee,
        contact_id: values.contact?.id ?? null,
        ...(isOwn ? {} : { remind_at: remindAt(values.reminder, values.when, zone) }),
        ...(task ? {} : { deal_id: base?.deal_id ?? null, conversation_id: base?.conversation_id ?? null }),
      };
      await save(task, body);
      if (!task) showDone(t("added"));
      onClose();
    } catch (refused) {
      showProblem(refused);
      setIsSaving(false);
    }
  };
  const drop = async () => {
    if (!task) return;
    const text = t("remove.text", { title: task.title });
    if (!(await confirm({ title: t("remove.title"), text, action: t("app:delete"), isDanger: true }))) return;
    try {
      await remove(task);
      onClose();
    } catch (refused) {
      showProblem(refused);
    }
  };
  const people = members.map((member) => ({
    value: member.id,
    label: member.id === own?.id ? t("form.me", { name: member.name }) : member.name,
  }));
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t(task ? "form.edit" : "form.new")}
      isDirty={isDirty}
      isSaving={isSaving}
      onSubmit={(event) => void submit(event)}
      {...(task ? {} : { action: t("form.add") })}
      onRemove={task ? () => void drop() : undefined}
    >
      <TextInput
        label={t("form.title")}
        value={values.title}
        maxLength={200}
        error={error}
        data-autofocus
        onChange={(event) => {
          setError(undefined);
          put({ title: event.currentTarget.value });
        }}
      />
      <WhenFields
        when={values.when}
        zone={zone}
        onChange={(when) => put({ when, reminder: keptFor(values.reminder, when) })}
      />
      <Select
        label={t("form.remind")}
        value={values.reminder}
        disabled={!values.when}
        allowDeselect={false}
        data={[
          ...remindersFor(values.when).map((value) => ({ value, label: t(`remind.${value}`) })),
          ...(values.reminder === "own" && task?.remind_at
            ? [{ value: "own", label: moment(task.remind_at, zone) }]
            : []),
        ]}
        onChange={(reminder) => reminder && put({ reminder: reminder as Reminder })}
      />
      <Select
        label={t("form.assignee")}
        searchable
        value={assignee ?? NOBODY}
        allowDeselect={false}
        nothingFoundMessage={t("form.nobody_found")}
        data={[{ value: NOBODY, label: t("form.nobody") }, ...people]}
        onChange={(id) => id && put({ assignee: id === NOBODY ? null : id })}
      />
      <ContactPick value={values.contact} onChange={(contact) => put({ contact })} />
      <Textarea
        label={t("form.note")}
        value={values.note}
        maxLength={4000}
        autosize
        minRows={3}
        maxRows={12}
        onChange={(event) => put({ note: event.currentTarget.value })}
      />
      {(task?.conversation_id || task?.deal) && (
        <Input.Wrapper label={t("form.links")} labelElement="div">
          <Group gap="md" mt={4}>
            {task.conversation_id && (
              <Link
                to="/inbox/$conversationId"
                params={{ conversationId: task.conversation_id }}
                className={classes.link}
              >
                {t("row.conversation")}
              </Link>
            )}
            {task.deal && (
              <Link to="/deals/$dealId" params={{ dealId: task.deal.id }} className={classes.link}>
                {task.deal.title?.trim() || t("row.deal")}
              </Link>
            )}
          </Group>
        </Input.Wrapper>
      )}
      {task && (
        <Text size="xs" c="dimmed">
          {t("form.created", { at: moment(task.created_at, zone) })}
        </Text>
      )}
    </FormDrawer>
  );
}
