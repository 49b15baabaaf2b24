// Beginning an experiment: what is tried, how, with whom.

import { Accordion, NumberInput, Radio, Select, Slider, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type AgentView, versionsQuery } from "~/features/agents/queries";
import { FormDrawer, showDone, showProblem, useFormRefusal } from "~/ui";
import classes from "./experiments.module.css";
import { percent } from "./percent";
import { KINDS, type Kind, useStart } from "./queries";
import { ownRefusal } from "./words";

const SHARES: Record<Kind, number> = { shadow: 100, split: 50, canary: 10 };
const DRAFT = "draft";

interface Props {
  agent: AgentView;
  isDirty: boolean;
  onClose: () => void;
}

export function StartDrawer({ agent, isDirty, onClose }: Props) {
  const { t } = useTranslation("experiments");
  const navigate = useNavigate();
  const start = useStart();
  const { data } = useInfiniteQuery(versionsQuery(agent.id));
  const versions = data?.pages.flatMap(({ items }) => items) ?? [];
  const form = useForm({
    initialValues: {
      name: "",
      kind: "shadow" as Kind,
      variant: agent.is_changed ? DRAFT : "",
      share: SHARES.shadow,
      conversations: 20 as number | string,
      doubt: 5 as number | string,
      failures: 3 as number | string,
    },
    validate: {
      name: (name) => (name.trim() ? null : t("form.name_missing")),
      variant: (variant) => (variant ? null : t("form.draft_same")),
    },
  });
  const refuse = useFormRefusal(form, { "rules.conversations": "conversations", "rules.doubt": "doubt" });
  const { name, kind, variant, share, conversations, doubt, failures } = form.values;
  const submit = form.onSubmit(() => {
    start.mutate(
      {
        name: name.trim(),
        agent_id: agent.id,
        kind,
        share,
        ...(variant === DRAFT ? {} : { variant: Number(variant) }),
        ...(kind === "canary"
          ? { rules: { conversations: Number(conversations), doubt: Number(doubt), failures: Number(failures) } }
          : {}),
      },
      {
        onSuccess: ({ id }) => {
          showDone(t("started"));
          onClose();
          void navigate({ to: "/experiments/$experimentId", params: { experimentId: id } });
        },
        onError: (error) => {
          const own = ownRefusal(error);
          if (own === "agent_unchanged") form.setFieldError("variant", t(`refusal.${own}`));
          else if (own) showProblem(t(`refusal.${own}`));
          else refuse(error);
        },
      },
    );
  });
  const whose = kind === "shadow" ? "share_shadow" : "share";
  const others = versions.filter(({ number }) => number !== agent.live_version);
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t("start")}
      isDirty={form.isDirty()}
      isSaving={start.isPending}
      onSubmit={submit}
      action={t("form.action")}
    >
      <TextInput
        label={t("form.name")}
        description={t("form.name_text")}
        placeholder={t("form.name_example")}
        maxLength={200}
        data-autofocus
        {...form.getInputProps("name")}
      />
      <Radio.Group
        label={t("form.kind")}
        value={kind}
        onChange={(next) => form.setValues({ kind: next as Kind, share: SHARES[next as Kind] })}
      >
        <Stack gap="sm" mt={6}>
          {KINDS.map((one) => (
            <Radio key={one} value={one} label={t(`kind.${one}.name`)} description={t(`kind.${one}.text`)} />
          ))}
        </Stack>
      </Radio.Group>
      <Select
        label={t("form.what")}
        data={[
          { value: DRAFT, label: t("form.draft"), disabled: !agent.is_changed },
          ...others.map(({ number, note }) => ({
            value: String(number),
            label: note ? `${t("version", { number })} · ${note}` : t("version", { number }),
          })),
        ]}
        description={agent.is_changed ? isDirty && t("form.unsaved") : t("form.draft_same")}
        allowDeselect={false}
        {...form.getInputProps("variant")}
        value={variant || null}
      />
      <div>
        <Text size="sm" fw={500}>
          {t(`form.${whose}`)}: {percent(share / 100)}
        </Text>
        <Text size="xs" c="dimmed" mb={8}>
          {t(`form.${whose}_text`)}
        </Text>
        <Slider
          min={1}
          max={100}
          label={null}
          thumbLabel={t(`form.${whose}`)}
          classNames={{ root: classes.slider ?? "" }}
          {...form.getInputProps("share")}
        />
      </div>
      {kind === "canary" && (
        <Accordion variant="contained">
          <Accordion.Item value="rules">
            <Accordion.Control>{t("form.rules")}</Accordion.Control>
            <Accordion.Panel>
              <Stack gap="sm">
                <NumberInput
                  label={t("form.conversations")}
                  description={t("form.conversations_text")}
                  min={5}
                  max={10_000}
                  allowDecimal={false}
                  {...form.getInputProps("conversations")}
                />
                <NumberInput
                  label={t("form.doubt")}
                  description={t("form.doubt_text")}
                  min={1}
                  max={50}
                  allowDecimal={false}
                  {...form.getInputProps("doubt")}
                />
                <NumberInput
                  label={t("form.failures")}
                  description={t("form.failures_text")}
                  min={0}
                  max={65_535}
                  allowDecimal={false}
                  {...form.getInputProps("failures")}
                />
              </Stack>
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
      )}
    </FormDrawer>
  );
}
