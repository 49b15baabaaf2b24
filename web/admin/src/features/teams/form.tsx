// A team: its people, how conversations are given out, how many one may have, which channels lead to it.

import { MultiSelect, NumberInput, Radio, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "~/features/inbox/queries";
import type { Member } from "~/features/people/queries";
import { PromiseSelect } from "~/features/sla/promise-select";
import { FormDrawer, showDone, showProblem, useConfirm, useFormRefusal } from "~/ui";
import { askAgain } from "./queries";
import { type Assignment, createTeam, removeTeam, type Team, type TeamDraft, updateTeam } from "./wire";

const WAYS: Assignment[] = ["manual", "round_robin"];

interface Props {
  team: Team | undefined;
  members: Member[];
  onClose: () => void;
}

export function TeamForm({ team, members, onClose }: Props) {
  const { t } = useTranslation(["teams", "sla"]);
  const confirm = useConfirm();
  const { data: channels = [] } = useQuery(channelsQuery);
  const form = useForm({
    initialValues: {
      name: team?.name ?? "",
      member_ids: team?.member_ids ?? [],
      assignment: team?.assignment ?? ("round_robin" as Assignment),
      capacity: team?.capacity ?? ("" as number | ""),
      is_default_for: team?.is_default_for ?? [],
      sla_first_minutes: team?.sla_first_minutes ?? null,
      sla_next_minutes: team?.sla_next_minutes ?? null,
      lead_id: team?.lead_id ?? null,
    },
    validate: { name: (name) => (name.trim() ? null : t("form.name_missing")) },
  });
  const refuse = useFormRefusal(form);
  const done = async () => {
    await askAgain();
    onClose();
  };
  const save = useMutation({
    mutationFn: ({ name, capacity, ...rest }: typeof form.values) => {
      const most = rest.assignment === "round_robin" && capacity !== "" ? Number(capacity) : null;
      const body: TeamDraft = { ...rest, name: name.trim(), capacity: most };
      return team ? updateTeam(team.id, body) : createTeam(body);
    },
    onSuccess: async () => {
      showDone(t("app:saved"));
      await done();
    },
    onError: refuse,
  });
  const drop = async () => {
    if (!team) return;
    const text = t("remove.text", { name: team.name });
    if (!(await confirm({ title: t("remove.title"), text, action: t("app:delete"), isDanger: true }))) return;
    try {
      await removeTeam(team.id);
      await done();
    } catch (error) {
      showProblem(error);
    }
  };
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t(team ? "form.edit" : "form.new")}
      isDirty={form.isDirty()}
      isSaving={save.isPending}
      onSubmit={form.onSubmit((values) => save.mutate(values))}
      onRemove={team ? () => void drop() : undefined}
    >
      <TextInput
        label={t("form.name")}
        placeholder={t("form.name_hint")}
        maxLength={80}
        data-autofocus
        {...form.getInputProps("name")}
      />
      <MultiSelect
        label={t("form.members")}
        searchable
        clearable
        clearButtonProps={{ "aria-label": t("form.clear_members") }}
        nothingFoundMessage={t("form.nobody_found")}
        data={members.map(({ id, name }) => ({ value: id, label: name }))}
        {...form.getInputProps("member_ids")}
      />
      <Radio.Group label={t("form.assignment")} {...form.getInputProps("assignment")}>
        <Stack gap="sm" mt={8}>
          {WAYS.map((way) => (
            <Radio
              key={way}
              value={way}
              label={t(`assignment.${way}.name`)}
              description={t(`assignment.${way}.text`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      {form.values.assignment === "round_robin" && (
        <NumberInput
          label={t("form.capacity")}
          description={t("form.capacity_text")}
          placeholder={t("form.no_limit")}
          min={1}
          max={1000}
          allowDecimal={false}
          allowNegative={false}
          {...form.getInputProps("capacity")}
        />
      )}
      <MultiSelect
        label={t("form.channels")}
        description={t("form.channels_text")}
        searchable
        clearable
        clearButtonProps={{ "aria-label": t("form.clear_channels") }}
        nothingFoundMessage={t("form.no_channels")}
        data={channels.map(({ id, name }) => ({ value: id, label: name }))}
        {...form.getInputProps("is_default_for")}
      />
      <PromiseSelect label={t("sla:first")} none={t("sla:as_firm")} {...form.getInputProps("sla_first_minutes")} />
      <PromiseSelect label={t("sla:next")} none={t("sla:as_firm")} {...form.getInputProps("sla_next_minutes")} />
      <Select
        label={t("sla:team.lead")}
        description={t("sla:team.lead_text")}
        placeholder={t("sla:team.no_lead")}
        clearable
        clearButtonProps={{ "aria-label": t("sla:team.no_lead") }}
        data={members.map(({ id, name }) => ({ value: id, label: name }))}
        {...form.getInputProps("lead_id")}
      />
    </FormDrawer>
  );
}
