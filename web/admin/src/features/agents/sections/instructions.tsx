// What it must know and how it must behave, in the owner's words; more of it for a phase of the talk. Doubtful places are
// marked where they stand.

import { Accordion, Badge, Button, Group, Stack, Text } from "@mantine/core";
import { IconBooks } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { PromptDrawer } from "~/features/prompts/drawer";
import { Block } from "~/features/settings/parts";
import { marksIn, withBlock } from "../marks";
import { type AgentView, lintQuery } from "../queries";
import { fullSpec, PHASES, type Phase, VARIABLES } from "../spec";
import type { AgentForm } from "../use-editor";
import { Findings } from "./findings";
import { MarkedText, type MarkedTextHandle } from "./marked-text";

interface Props {
  form: AgentForm;
  agent: AgentView;
  mayEdit: boolean;
}

export function Instructions({ form, agent, mayEdit }: Props) {
  const { t } = useTranslation("agents");
  const { draft } = form.values;
  const filled = PHASES.filter((phase) => draft.prompts[phase].trim() !== "");
  return (
    <Stack gap="lg">
      <Block title={t("section.instructions")} text={t("instructions.text")}>
        <Field form={form} agent={agent} mayEdit={mayEdit} field="instructions" />
      </Block>
      <Block title={t("instructions.phases")} text={t("instructions.phases_text")}>
        <Accordion variant="separated" chevronPosition="left" multiple defaultValue={filled}>
          {PHASES.map((phase) => (
            <Accordion.Item key={phase} value={phase}>
              <Accordion.Control>
                <Group gap="xs">
                  <Text size="sm" fw={500}>
                    {t(`phase.${phase}.name`)}
                  </Text>
                  {draft.prompts[phase].trim() !== "" && (
                    <Badge size="sm" variant="light" tt="none" fw={500}>
                      {t("instructions.filled")}
                    </Badge>
                  )}
                </Group>
              </Accordion.Control>
              <Accordion.Panel>
                <Field form={form} agent={agent} mayEdit={mayEdit} field={`prompts.${phase}`} phase={phase} />
              </Accordion.Panel>
            </Accordion.Item>
          ))}
        </Accordion>
      </Block>
    </Stack>
  );
}

function Field({ form, agent, mayEdit, field, phase }: Props & { field: string; phase?: Phase }) {
  const { t } = useTranslation("agents");
  const { data: findings = [] } = useQuery(lintQuery(agent.id));
  const area = useRef<MarkedTextHandle>(null);
  const [isOpen, setIsOpen] = useState(false);
  const read = (spec: { instructions: string; prompts: Record<Phase, string> }) =>
    phase ? spec.prompts[phase] : spec.instructions;
  const [path, value] = [`draft.${field}`, read(form.values.draft)];
  const marks = marksIn(field, findings, read(fullSpec(agent.draft)), value);
  const write = (text: string) => form.setFieldValue(path as never, text as never);
  const put = (text: string, caret: number) => {
    write(text);
    // After the new text is drawn.
    requestAnimationFrame(() => area.current?.choose(caret, caret));
  };
  const most = phase ? 8_000 : 20_000;
  return (
    <>
      <MarkedText
        handle={area}
        label={phase ? t(`phase.${phase}.name`) : t("instructions.label")}
        description={phase ? t(`phase.${phase}.text`) : t("instructions.hint")}
        placeholder={phase ? undefined : t("instructions.example")}
        value={value}
        marks={marks}
        maxLength={most}
        minRows={phase ? 3 : 10}
        isReadOnly={!mayEdit}
        error={form.errors[path]}
        onChange={write}
      />
      {mayEdit && (
        <Group gap={6} mt="xs">
          <Text size="xs" c="dimmed">
            {t("instructions.insert")}
          </Text>
          {VARIABLES.map((name) => (
            <Button
              key={name}
              size="compact-xs"
              variant="default"
              fw={400}
              title={`{{${name}}}`}
              onClick={() => {
                const at = area.current?.caret() ?? value.length;
                put(`${value.slice(0, at)}{{${name}}}${value.slice(at)}`, at + name.length + 4);
              }}
            >
              {t(`variable.${name}`)}
            </Button>
          ))}
          <Button
            size="compact-sm"
            variant="light"
            ml="auto"
            leftSection={<IconBooks size={15} />}
            onClick={() => setIsOpen(true)}
          >
            {t("instructions.library")}
          </Button>
        </Group>
      )}
      <Findings marks={marks} text={value} onShow={(start, end) => area.current?.choose(start, end)} />
      <PromptDrawer
        opened={isOpen}
        onClose={() => setIsOpen(false)}
        role={form.values.role}
        phase={phase}
        onTake={(block) => {
          setIsOpen(false);
          const next = withBlock(value, area.current?.caret() ?? value.length, block);
          if (next.text.length <= most) put(next.text, next.caret);
        }}
      />
    </>
  );
}
