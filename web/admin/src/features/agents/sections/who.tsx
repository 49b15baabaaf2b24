// Who it is: name, role, how it introduces itself, and where and when it answers.

import { MultiSelect, Radio, Select, Stack, TagsInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { Block } from "~/features/settings/parts";
import { channelsQuery, stageName, stagesQuery } from "../around";
import { marksIn } from "../marks";
import { type AgentView, lintQuery } from "../queries";
import { LANGS, ROLES } from "../spec";
import type { AgentForm } from "../use-editor";
import { Findings } from "./findings";

export function Who({ form, agent }: { form: AgentForm; agent: AgentView }) {
  const { t } = useTranslation("agents");
  const persona = useRef<HTMLInputElement>(null);
  const { data: findings = [] } = useQuery(lintQuery(agent.id));
  const marks = marksIn("persona", findings, agent.draft.persona ?? "", form.values.draft.persona);
  const choose = (start: number, end: number) => {
    persona.current?.focus();
    persona.current?.setSelectionRange(start, end);
  };
  const firm = useFirm();
  const { data: channels = [] } = useQuery(channelsQuery);
  const { data: stages = [] } = useQuery(stagesQuery);
  const own = form.values.draft.channels.filter((id) => !channels.some((one) => one.id === id));
  const named = form.values.draft.stages.filter((key) => !stages.some((one) => one.key === key));
  const asDefault = firm?.settings.agent_name;
  return (
    <Stack gap="lg">
      <Block title={t("section.who")}>
        <Stack gap="md">
          <TextInput
            label={t("who.name")}
            description={t("who.name_text")}
            required
            maxLength={120}
            {...form.getInputProps("name")}
          />
          <Select
            label={t("who.role")}
            description={t(`role.${form.values.role}.text`)}
            data={ROLES.map((value) => ({ value, label: t(`role.${value}.name`) }))}
            allowDeselect={false}
            {...form.getInputProps("role")}
          />
          <div>
            <TextInput
              ref={persona}
              label={t("who.persona")}
              description={t("who.persona_text")}
              placeholder={asDefault ? t("who.persona_usual", { name: asDefault }) : t("who.persona_example")}
              maxLength={300}
              {...form.getInputProps("draft.persona")}
            />
            <Findings marks={marks} text={form.values.draft.persona} onShow={choose} />
          </div>
          <MultiSelect
            label={t("who.languages")}
            description={t("who.languages_text")}
            placeholder={form.values.draft.languages.length === 0 ? t("who.languages_any") : undefined}
            data={LANGS.map((value) => ({ value, label: t(`lang.${value}`) }))}
            {...form.getInputProps("draft.languages")}
          />
        </Stack>
      </Block>
      <Block title={t("who.where")} text={t("who.where_text")}>
        <Stack gap="md">
          <Radio.Group label={t("who.hours")} {...form.getInputProps("draft.hours")}>
            <Stack gap="xs" mt="xs">
              {(["always", "working", "outside_working"] as const).map((value) => (
                <Radio key={value} value={value} label={t(`hours.${value}`)} />
              ))}
            </Stack>
          </Radio.Group>
          <MultiSelect
            label={t("who.channels")}
            description={t("who.channels_text")}
            placeholder={form.values.draft.channels.length === 0 ? t("who.channels_any") : undefined}
            data={[
              ...channels.map(({ id, name }) => ({ value: id, label: name })),
              ...own.map((id) => ({ value: id, label: t("gone") })),
            ]}
            searchable
            {...form.getInputProps("draft.channels")}
          />
          {stages.length > 0 ? (
            <MultiSelect
              label={t("who.stages")}
              description={t("who.stages_text")}
              placeholder={form.values.draft.stages.length === 0 ? t("who.stages_any") : undefined}
              data={[
                ...stages.map((stage) => ({ value: stage.key, label: stageName(stage) })),
                ...named.map((key) => ({ value: key, label: key })),
              ]}
              searchable
              {...form.getInputProps("draft.stages")}
            />
          ) : (
            <TagsInput
              label={t("who.stages")}
              description={t("who.stages_keys")}
              placeholder={form.values.draft.stages.length === 0 ? t("who.stages_any") : undefined}
              maxTags={50}
              {...form.getInputProps("draft.stages")}
            />
          )}
        </Stack>
      </Block>
    </Stack>
  );
}
