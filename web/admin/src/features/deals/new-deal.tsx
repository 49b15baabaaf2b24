// A deal written down by hand: whose it is, what about, how much, where it begins.

import { Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { useFirm } from "~/app/firm";
import { type Client, ContactField, keepClient } from "~/features/calendar/contact-field";
import { FieldInput as OwnFieldInput } from "~/features/custom-fields/field-input";
import { useFields } from "~/features/custom-fields/queries";
import { faultOf } from "~/features/custom-fields/values";
import { useMembers } from "~/features/tasks/people";
import { FormDrawer, MoneyInput, showDone, useFormRefusal } from "~/ui";
import { again } from "./cache";
import { called } from "./names";
import { createDeal } from "./queries";
import type { Pipeline } from "./wire";

interface Props {
  pipelines: Pipeline[];
  /** The pipeline on the screen. */
  start: string | undefined;
  /** Known already, beside a conversation or on a card. */
  client?: Client;
  /** Opens the board with the new deal at the side. */
  opens?: boolean;
  onClose: () => void;
}

interface Values {
  client: Client | undefined;
  title: string;
  pipeline: string;
  stage: string;
  amount: number | undefined;
  owner_id: string | null;
  expected_on: string;
  fields: Record<string, string>;
}

const firstOf = (pipeline: Pipeline | undefined) =>
  pipeline?.stages.toSorted((a, b) => a.position - b.position).find(({ kind }) => kind === "open")?.key ??
  pipeline?.stages[0]?.key ??
  "";

export function NewDeal({ pipelines, start, client, opens = true, onClose }: Props) {
  const { t } = useTranslation("deals");
  const navigate = useNavigate();
  const currency = useFirm()?.currency ?? "RUB";
  const fields = useFields("deal");
  const { members, own } = useMembers();
  const [isSaving, setIsSaving] = useState(false);
  const usual = pipelines.find(({ key }) => key === start) ?? pipelines.find((one) => one.is_default) ?? pipelines[0];
  const form = useForm<Values>({
    initialValues: {
      client,
      title: "",
      pipeline: usual?.key ?? "",
      stage: firstOf(usual),
      amount: undefined,
      owner_id: own?.id ?? null,
      expected_on: "",
      fields: {},
    },
    validate: {
      client: (chosen) =>
        chosen && (chosen.id || chosen.name.trim() || chosen.phone.trim()) ? null : t("form.client_missing"),
    },
  });
  const refused = useFormRefusal(form as never, { contact_id: "client", owner: "owner_id" });
  const values = form.getValues();
  const pipeline = useMemo(() => pipelines.find(({ key }) => key === values.pipeline), [pipelines, values.pipeline]);
  const submit = form.onSubmit(async (said) => {
    const faults = fields.map((field) => [field.key, faultOf(field, said.fields[field.key] ?? "")] as const);
    const wrong = faults.filter(([, fault]) => fault);
    for (const [key, fault] of wrong) form.setFieldError(`fields.${key}`, t(`form.fault_${fault}`));
    if (wrong.length > 0 || !said.client) return;
    setIsSaving(true);
    try {
      const contact = await keepClient(said.client);
      // Refused after the contact was written down, the second try must not write it again.
      form.setFieldValue("client", { ...said.client, id: contact });
      const own = Object.fromEntries(Object.entries(said.fields).filter(([, value]) => value !== ""));
      const deal = await createDeal({
        contact_id: contact,
        pipeline: said.pipeline,
        stage: said.stage,
        ...(said.title.trim() ? { title: said.title.trim() } : {}),
        ...(said.amount !== undefined ? { amount: said.amount } : {}),
        ...(said.owner_id ? { owner_id: said.owner_id } : {}),
        ...(said.expected_on ? { expected_on: said.expected_on } : {}),
        ...(Object.keys(own).length > 0 ? { fields: own } : {}),
      });
      again();
      showDone(t("added"));
      onClose();
      if (opens) await navigate({ to: "/deals", search: { pipeline: said.pipeline, deal: deal.id } });
    } catch (error) {
      if (error instanceof Refusal)
        for (const { field } of error.errors)
          if (field.startsWith("fields.")) form.setFieldError(field, t("needs.missing"));
      refused(error);
    } finally {
      setIsSaving(false);
    }
  });
  const { errors } = form;
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t("add")}
      isDirty={form.isDirty()}
      isSaving={isSaving}
      onSubmit={submit}
      action={t("form.add")}
    >
      <ContactField
        value={values.client}
        onChange={(chosen) => form.setFieldValue("client", chosen)}
        error={errors.client ? String(errors.client) : undefined}
      />
      <TextInput
        label={t("deal.title")}
        description={t("form.title_hint")}
        maxLength={200}
        autoComplete="off"
        {...form.getInputProps("title")}
      />
      {pipelines.length > 1 && (
        <Select
          label={t("pipeline")}
          data={pipelines.map((one) => ({ value: one.key, label: called(one) }))}
          value={values.pipeline}
          onChange={(key) => {
            if (!key) return;
            form.setFieldValue("pipeline", key);
            form.setFieldValue("stage", firstOf(pipelines.find((one) => one.key === key)));
          }}
          allowDeselect={false}
        />
      )}
      <Select
        label={t("field.stage")}
        data={
          pipeline?.stages.flatMap(({ kind, key, ...names }) =>
            kind === "lost" ? [] : { value: key, label: called(names) },
          ) ?? []
        }
        allowDeselect={false}
        {...form.getInputProps("stage")}
      />
      <MoneyInput
        label={t("field.amount")}
        currency={currency}
        value={values.amount}
        onChange={(amount) => form.setFieldValue("amount", amount)}
        error={errors.amount}
      />
      <Select
        label={t("field.owner")}
        placeholder={t("filter.nobody")}
        data={members.map(({ id, name }) => ({ value: id, label: name }))}
        searchable={members.length > 7}
        clearable
        clearButtonProps={{ "aria-label": t("clear", { name: t("field.owner") }) }}
        {...form.getInputProps("owner_id")}
      />
      <TextInput type="date" label={t("field.expected_on")} {...form.getInputProps("expected_on")} />
      {fields.map((field) => (
        <OwnFieldInput
          key={field.key}
          field={field}
          value={values.fields[field.key] ?? ""}
          error={errors[`fields.${field.key}`]}
          onChange={(value) => {
            form.clearFieldError(`fields.${field.key}`);
            form.setFieldValue("fields", { ...form.getValues().fields, [field.key]: value });
          }}
        />
      ))}
    </FormDrawer>
  );
}
