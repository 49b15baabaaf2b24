// Closing time for visits: a lunch, a training, a day off at short notice; and opening it again.

import { Button, Chip, Group, Select, Switch, Text, TextInput } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDrawer, showDone, TimeField } from "~/ui";
import { changeBlock, createBlock } from "./changes";
import { Dated } from "./dated";
import { type BlockView, employeesQuery } from "./queries";
import type { Changes } from "./use-changes";
import { startOf, whenOf } from "./when-field";
import { addDays, dayBounds } from "./zone";

const QUARTER = 15 * 60_000;

export interface BlockDraft {
  block?: BlockView | undefined;
  employee?: string | undefined;
  start?: number | undefined;
  end?: number | undefined;
}
interface Props {
  draft: BlockDraft | undefined;
  zone: string;
  changes: Changes;
  onClose: () => void;
}

export function BlockDialog({ draft, ...rest }: Props) {
  const [last, setLast] = useState<BlockDraft>({});
  const [round, setRound] = useState(0);
  if (draft && draft !== last) {
    setLast(draft);
    setRound(round + 1);
  }
  return (
    <Dated>
      <Form key={round} draft={last} isOpen={draft !== undefined} {...rest} />
    </Dated>
  );
}

function Form({
  draft,
  isOpen,
  zone,
  changes,
  onClose,
}: Omit<Props, "draft"> & { draft: BlockDraft; isOpen: boolean }) {
  const { t } = useTranslation("calendar");
  const cache = useQueryClient();
  const { data: employees = [] } = useQuery(employeesQuery);
  const { block } = draft;
  const begins = block ? Date.parse(block.starts_at) : (draft.start ?? Math.ceil(Date.now() / QUARTER) * QUARTER);
  const ends = block ? Date.parse(block.ends_at) : (draft.end ?? begins + 60 * 60_000);
  const first = whenOf(begins, zone);
  const last = whenOf(ends, zone);
  const isWhole = first.time === "00:00" && last.time === "00:00" && addDays(first.date, 1) === last.date;
  const [form, setForm] = useState({
    employee: block?.subject_id ?? draft.employee ?? null,
    date: first.date,
    from: first.time,
    to: last.time,
    isWhole,
    reason: block?.reason ?? "",
  });
  const [error, setError] = useState<{ employee?: string; to?: string }>({});
  const [isSaving, setIsSaving] = useState(false);
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const [dayStart, dayEnd] = dayBounds(form.date, zone);
    const start = form.isWhole ? dayStart : startOf({ date: form.date, time: form.from }, zone);
    const midnight = form.to === "00:00";
    const end = form.isWhole || midnight ? dayEnd : startOf({ date: form.date, time: form.to }, zone);
    if (!form.employee) return setError({ employee: t("block.need_employee") });
    if (start === undefined || end === undefined || end <= start) return setError({ to: t("block.need_end") });
    setError({});
    setIsSaving(true);
    try {
      const wish = {
        subject: form.employee,
        startsAt: new Date(start).toISOString(),
        endsAt: new Date(end).toISOString(),
        reason: form.reason.trim(),
      };
      if (block) await changeBlock(cache, block, wish);
      else await createBlock(cache, wish);
      showDone(t(block ? "app:saved" : "done.blocked"));
      onClose();
    } catch (refusal) {
      changes.explain(refusal);
    } finally {
      setIsSaving(false);
    }
  };
  const open = async () => {
    if (block && (await changes.openTime(block))) onClose();
  };
  const isActiveOr = (id: string, isActive: boolean) => isActive || id === form.employee;
  return (
    <FormDrawer
      opened={isOpen}
      onClose={onClose}
      title={t(block ? "block.title" : "block.new")}
      isDirty={false}
      isSaving={isSaving}
      onSubmit={(event) => void submit(event)}
      action={t(block ? "app:save" : "block.close")}
      extra={
        block && (
          <Button variant="subtle" color="red" onClick={() => void open()}>
            {t("block.open")}
          </Button>
        )
      }
    >
      <Select
        label={t("form.employee")}
        withAsterisk
        searchable
        data-autofocus
        value={form.employee}
        error={error.employee}
        onChange={(employee) => set({ employee })}
        data={employees
          .filter(({ id, is_active }) => isActiveOr(id, is_active))
          .map(({ id, name }) => ({ value: id, label: name }))}
      />
      <DatePickerInput
        label={t("form.date")}
        value={form.date}
        onChange={(date) => date && set({ date })}
        valueFormat="D MMMM YYYY"
      />
      <Switch
        label={t("block.whole")}
        checked={form.isWhole}
        onChange={(event) => set({ isWhole: event.currentTarget.checked })}
      />
      {!form.isWhole && (
        <Group align="flex-start">
          <TimeField label={t("block.from")} value={form.from} onChange={(from) => set({ from })} />
          <TimeField label={t("block.to")} value={form.to} onChange={(to) => set({ to })} error={error.to} />
        </Group>
      )}
      <div>
        <TextInput
          label={t("block.reason")}
          value={form.reason}
          maxLength={500}
          onChange={(event) => set({ reason: event.currentTarget.value })}
        />
        <Chip.Group value={form.reason} onChange={(reason) => set({ reason: String(reason) })}>
          <Group gap={6} mt={8}>
            {(["lunch", "break", "training", "cleaning", "personal"] as const).map((reason) => (
              <Chip key={reason} value={t(`block.reasons.${reason}`)} size="sm" variant="light">
                {t(`block.reasons.${reason}`)}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </div>
      <Text size="sm" c="dimmed">
        {t("block.hint")}
      </Text>
    </FormDrawer>
  );
}
