// How much time, how many calls and how much money an answer, a conversation and a day may take.

import { NumberInput, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import frame from "~/features/settings/frame.module.css";
import { Block } from "~/features/settings/parts";
import { MoneyInput } from "~/ui";
import type { AgentForm } from "../use-editor";

export function Limits({ form }: { form: AgentForm }) {
  const { t } = useTranslation("agents");
  const currency = useFirm()?.currency ?? "RUB";
  const { limits } = form.values.draft;
  const tokens = (name: "turn_tokens" | "conversation_tokens" | "day_tokens", min: number, max: number) => (
    <NumberInput
      label={t(`limits.${name}`)}
      description={t(`limits.${name}_text`)}
      placeholder={t("limits.none")}
      min={min}
      max={max}
      step={1_000}
      allowDecimal={false}
      thousandSeparator=" "
      {...form.getInputProps(`draft.limits.${name}`)}
      {...none(name)}
    />
  );
  // 0 is "no limit": an empty field says so better.
  const none = (name: "conversation_tokens" | "day_tokens" | "turn_tokens") =>
    name === "turn_tokens"
      ? {}
      : {
          value: limits[name] === 0 ? "" : limits[name],
          onChange: (typed: string | number) => form.setFieldValue(`draft.limits.${name}`, Number(typed) || 0),
        };
  const amount = (name: "conversation_money" | "day_money") => (
    <MoneyInput
      label={t(`limits.${name}`)}
      description={t(`limits.${name}_text`)}
      placeholder={t("limits.none")}
      currency={currency}
      value={limits[name] === 0 ? undefined : limits[name]}
      onChange={(minor) => form.setFieldValue(`draft.limits.${name}`, minor ?? 0)}
      error={form.errors[`draft.limits.${name}`]}
    />
  );
  return (
    <Stack gap="lg">
      <Block title={t("limits.turn")} text={t("limits.text")}>
        <div className={frame.two}>
          <NumberInput
            label={t("limits.turn_ms")}
            description={t("limits.turn_ms_text")}
            min={1}
            max={120}
            suffix={` ${t("limits.seconds")}`}
            value={limits.turn_ms / 1_000}
            onChange={(seconds) =>
              typeof seconds === "number" && form.setFieldValue("draft.limits.turn_ms", Math.round(seconds * 1_000))
            }
            error={form.errors["draft.limits.turn_ms"]}
          />
          <NumberInput
            label={t("limits.turn_calls")}
            description={t("limits.turn_calls_text")}
            min={1}
            max={10}
            allowDecimal={false}
            {...form.getInputProps("draft.limits.turn_calls")}
          />
          {tokens("turn_tokens", 500, 200_000)}
        </div>
      </Block>
      <Block title={t("limits.conversation")} text={t("limits.conversation_hint")}>
        <div className={frame.two}>
          {amount("conversation_money")}
          {tokens("conversation_tokens", 0, 2_000_000_000)}
        </div>
      </Block>
      <Block title={t("limits.day")} text={t("limits.day_hint")}>
        <div className={frame.two}>
          {amount("day_money")}
          {tokens("day_tokens", 0, 2_000_000_000)}
        </div>
      </Block>
    </Stack>
  );
}
