// One rule in the builder: what is asked about, how, and about what.

import { ActionIcon, Autocomplete, NumberInput, Select, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { MoneyInput } from "~/ui";
import classes from "./builder.module.css";
import { type Field, GROUPS } from "./fields";
import { needsValue, type Op, type RuleDraft, withField, withOp } from "./filter";
import type { useSpeech } from "./use-speech";
import { fieldName } from "./words";

type Speech = ReturnType<typeof useSpeech>;

interface Props {
  rule: RuleDraft;
  speech: Speech;
  /** Its number, for those who hear the page. */
  place: number;
  onChange: (rule: RuleDraft) => void;
  onRemove: () => void;
}

function ValueInput({
  rule,
  field,
  speech,
  onChange,
  label,
}: {
  rule: RuleDraft;
  field: Field;
  speech: Speech;
  onChange: (value: string) => void;
  label: string;
}) {
  const { t } = useTranslation("segments");
  const own = { "aria-label": label, className: classes.value ?? "" };
  if (rule.op === "in_last_days" || rule.op === "not_in_last_days")
    return (
      <NumberInput
        {...own}
        value={rule.value === "" ? "" : Number(rule.value)}
        onChange={(typed) => onChange(String(typed))}
        min={1}
        max={36_500}
        allowDecimal={false}
        allowNegative={false}
        suffix={` ${t("builder.days")}`}
      />
    );
  switch (field.kind) {
    case "date":
      return (
        <TextInput {...own} type="date" value={rule.value} onChange={(event) => onChange(event.currentTarget.value)} />
      );
    case "number":
      return (
        <NumberInput
          {...own}
          value={rule.value === "" ? "" : Number(rule.value)}
          onChange={(typed) => onChange(String(typed))}
        />
      );
    case "money":
      return (
        <MoneyInput
          {...own}
          currency={speech.currency}
          value={rule.value === "" ? undefined : Number(rule.value)}
          onChange={(minor) => onChange(minor === undefined ? "" : String(minor))}
        />
      );
    case "flag":
      return (
        <Select
          {...own}
          data={(["true", "false"] as const).map((value) => ({ value, label: t(`builder.flag_${value}`) }))}
          value={rule.value || null}
          onChange={(value) => onChange(value ?? "")}
          allowDeselect={false}
        />
      );
    case "one": {
      const choices = speech.choicesOf(field);
      // A tag nobody wears yet may be typed all the same.
      if (field.field === "tag")
        return (
          <Autocomplete
            {...own}
            data={choices.map(({ value }) => value)}
            value={rule.value}
            onChange={onChange}
            maxLength={40}
            placeholder={t("builder.tag_hint")}
          />
        );
      const kept = rule.value !== "" && !choices.some(({ value }) => value === rule.value);
      return (
        <Select
          {...own}
          data={kept ? [{ value: rule.value, label: speech.choice(rule.field, rule.value) }, ...choices] : choices}
          value={rule.value || null}
          onChange={(value) => onChange(value ?? "")}
          placeholder={t("builder.choose")}
          searchable={choices.length > 8}
          allowDeselect={false}
        />
      );
    }
    default:
      return (
        <TextInput
          {...own}
          value={rule.value}
          onChange={(event) => onChange(event.currentTarget.value)}
          maxLength={100}
          autoComplete="off"
        />
      );
  }
}

export function RuleRow({ rule, speech, place, onChange, onRemove }: Props) {
  const { t } = useTranslation("segments");
  const field = speech.fieldOf(rule.field);
  const groups = GROUPS.map((group) => ({
    group: t(`group.${group}`),
    items: speech.fields
      .filter((one) => one.group === group)
      .map((one) => ({ value: one.field, label: fieldName(t, one.field, one) })),
  })).filter(({ items }) => items.length > 0);
  const kind = field?.kind ?? "text";
  const opLabel = (op: Op) => t([`op.${kind}_${op}`, `op.${op}`]);
  return (
    <li className={classes.rule}>
      <Select
        aria-label={t("builder.field", { place })}
        className={classes.field ?? ""}
        data={groups}
        value={field ? rule.field : null}
        placeholder={field ? undefined : t("builder.field_gone")}
        onChange={(name) => {
          const next = name ? speech.fieldOf(name) : undefined;
          if (next) onChange(withField(rule, next));
        }}
        searchable
        allowDeselect={false}
        nothingFoundMessage={t("builder.no_field")}
        maxDropdownHeight={320}
      />
      {field && kind !== "flag" && (
        <Select
          aria-label={t("builder.op", { place })}
          className={classes.op ?? ""}
          data={field.ops.map((op) => ({ value: op, label: opLabel(op) }))}
          value={rule.op}
          onChange={(op) => op && onChange(withOp(rule, op as Op))}
          allowDeselect={false}
        />
      )}
      {field && needsValue(rule.op) && (
        <ValueInput
          rule={rule}
          field={field}
          speech={speech}
          label={t("builder.value", { place })}
          onChange={(value) => onChange({ ...rule, value })}
        />
      )}
      <ActionIcon
        className={classes.remove ?? ""}
        size={36}
        aria-label={t("builder.remove", { place })}
        onClick={onRemove}
      >
        <IconX size={16} />
      </ActionIcon>
    </li>
  );
}
