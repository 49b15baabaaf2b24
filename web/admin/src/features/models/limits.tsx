// What all agents together may use. Where a limit is reached the built-in agent answers.

import { Button, Group, NumberInput, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { ErrorState, Loading, MoneyInput, Problem, showDone } from "~/ui";
import { limitsQuery, type ModelLimitsView, useSetLimits } from "./queries";

export function Limits() {
  const { data, error, refetch } = useQuery(limitsQuery);
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <Loading rows={2} />;
  return <Form key={JSON.stringify(data)} limits={data} />;
}

function Form({ limits }: { limits: ModelLimitsView }) {
  const { t } = useTranslation("models");
  const currency = useFirm()?.currency ?? "RUB";
  const [values, setValues] = useState(limits);
  const save = useSetLimits();
  const isDirty = JSON.stringify(values) !== JSON.stringify(limits);
  const set = (part: Partial<ModelLimitsView>) => {
    save.reset();
    setValues((now) => ({ ...now, ...part }));
  };
  /** Zero is no limit: an empty field says so better. */
  const some = (value: number) => (value === 0 ? undefined : value);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(values, { onSuccess: () => showDone(t("app:saved")) });
      }}
    >
      <Stack>
        <Group align="flex-start" gap="sm">
          <MoneyInput
            flex="1 1 180px"
            label={t("limits.day_money")}
            placeholder={t("limits.none")}
            currency={currency}
            value={some(values.day_money)}
            onChange={(day_money) => set({ day_money: day_money ?? 0 })}
          />
          <MoneyInput
            flex="1 1 180px"
            label={t("limits.month_money")}
            placeholder={t("limits.none")}
            currency={currency}
            value={some(values.month_money)}
            onChange={(month_money) => set({ month_money: month_money ?? 0 })}
          />
          <NumberInput
            flex="1 1 180px"
            label={t("limits.day_tokens")}
            placeholder={t("limits.none")}
            value={some(values.day_tokens) ?? ""}
            min={0}
            max={1_000_000_000}
            allowDecimal={false}
            thousandSeparator=" "
            hideControls
            onChange={(typed) => set({ day_tokens: typed === "" ? 0 : Number(typed) })}
          />
        </Group>
        <Problem error={save.error} />
        {isDirty && (
          <Group gap="xs">
            <Button type="submit" loading={save.isPending}>
              {t("app:save")}
            </Button>
            <Button variant="default" onClick={() => setValues(limits)}>
              {t("undo")}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
