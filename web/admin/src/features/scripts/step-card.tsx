// One step: what is said, what is asked and how the answer is read. Variables are put where the caret stands.

import {
  ActionIcon,
  Autocomplete,
  Button,
  Group,
  Select,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
} from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconTrash } from "@tabler/icons-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import frame from "~/features/settings/frame.module.css";
import { type Found, GIVEN, KIND_OF, KINDS, type Step, USUAL } from "./script-text";
import classes from "./scripts.module.css";

interface Props {
  step: Step;
  index: number;
  count: number;
  known: readonly string[];
  /** Faults of this step by field. */
  faults: readonly Found[];
  mayEdit: boolean;
  onChange: (change: Partial<Step>) => void;
  onMove: (by: number) => void;
  onRemove: () => void;
}

export function StepCard({ step, index, count, known, faults, mayEdit, onChange, onMove, onRemove }: Props) {
  const { t } = useTranslation("scripts");
  const number = index + 1;
  const wrong = (field: string) => {
    const found = faults.find(({ path }) => path === `steps.${index}.${field}`);
    return found && t(`fault.${found.fault}`, { about: found.about ?? "" });
  };
  return (
    <li className={classes.step} data-faulty={faults.length > 0 || undefined} aria-label={t("step", { number })}>
      <Group justify="space-between" wrap="nowrap" mb={6}>
        <Text fw={600} size="sm">
          {t("step", { number })}
        </Text>
        {mayEdit && (
          <Group gap={2} wrap="nowrap">
            <ActionIcon disabled={index === 0} onClick={() => onMove(-1)} aria-label={t("step_up", { number })}>
              <IconArrowUp size={18} />
            </ActionIcon>
            <ActionIcon
              disabled={index === count - 1}
              onClick={() => onMove(1)}
              aria-label={t("step_down", { number })}
            >
              <IconArrowDown size={18} />
            </ActionIcon>
            <ActionIcon onClick={onRemove} aria-label={t("step_remove", { number })}>
              <IconTrash size={18} />
            </ActionIcon>
          </Group>
        )}
      </Group>
      <Stack gap="sm">
        <TextWithVariables
          label={t("say")}
          value={step.say}
          known={known}
          error={wrong("say")}
          mayEdit={mayEdit}
          onChange={(say) => onChange({ say })}
        />
        <Switch
          label={t("asks_something")}
          checked={step.isAsking}
          onChange={(event) => onChange({ isAsking: event.currentTarget.checked })}
        />
        {step.isAsking && (
          <>
            <div className={frame.two}>
              <Autocomplete
                label={t("asks")}
                description={t("asks_text")}
                data={USUAL.filter((name) => !known.includes(name))}
                value={step.asks}
                onChange={(typed) => {
                  const asks = typed.trim();
                  const kind = step.kind === "text" ? KIND_OF[asks] : undefined;
                  onChange(kind ? { asks, kind } : { asks });
                }}
                error={wrong("asks")}
                maxLength={40}
              />
              <Select
                label={t("kind.label")}
                description={t(`kind.${step.kind}.text`)}
                data={KINDS.map((value) => ({ value, label: t(`kind.${value}.name`) }))}
                value={step.kind}
                onChange={(kind) => kind && onChange({ kind: kind as Step["kind"] })}
                allowDeselect={false}
              />
            </div>
            <TagsInput
              label={t("choices")}
              description={t(step.kind === "choice" ? "choices_only" : "choices_text")}
              value={step.choices}
              onChange={(choices) => onChange({ choices })}
              maxTags={10}
              maxLength={100}
              error={wrong("choices")}
            />
            <TextWithVariables
              label={t("again")}
              description={t("again_text")}
              value={step.again}
              known={known}
              error={wrong("again")}
              mayEdit={mayEdit}
              onChange={(again) => onChange({ again })}
            />
          </>
        )}
      </Stack>
    </li>
  );
}

interface TextProps {
  label: string;
  description?: string;
  value: string;
  known: readonly string[];
  error: string | undefined;
  mayEdit: boolean;
  minRows?: number;
  onChange: (value: string) => void;
}

export function TextWithVariables({
  label,
  description,
  value,
  known,
  error,
  mayEdit,
  minRows = 2,
  onChange,
}: TextProps) {
  const { t } = useTranslation("scripts");
  const area = useRef<HTMLTextAreaElement>(null);
  const put = (name: string) => {
    const at = area.current?.selectionStart ?? value.length;
    const end = at + name.length + 4;
    onChange(`${value.slice(0, at)}{{${name}}}${value.slice(at)}`);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(end, end);
    });
  };
  const called = (name: string) => (GIVEN.includes(name as (typeof GIVEN)[number]) ? t(`given.${name}`) : name);
  return (
    <div>
      <Textarea
        ref={area}
        label={label}
        description={description}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={error}
        autosize
        minRows={minRows}
        maxLength={2_000}
      />
      {mayEdit && (
        <Group gap={4} mt={4}>
          {known.map((name) => (
            <Button
              key={name}
              size="compact-xs"
              variant="default"
              fw={400}
              onClick={() => put(name)}
              aria-label={t("insert", { name: called(name), label })}
            >
              {called(name)}
            </Button>
          ))}
        </Group>
      )}
    </div>
  );
}
