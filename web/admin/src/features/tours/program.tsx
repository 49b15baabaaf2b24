// The programme: a title and a text for each day of the tour.

import { Stack, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { type AboutValues, type DayValues, fitDays } from "./values";

export function Program({ form, days }: { form: UseFormReturnType<AboutValues>; days: number }) {
  const { t } = useTranslation("tours");
  const program = form.values.program;
  const change = (day: number, change: Partial<DayValues>) => {
    // Days written for a longer tour are kept: the length may be set back.
    const whole = fitDays(program, Math.max(days, program.length));
    form.setFieldValue(
      "program",
      whole.map((one, index) => (index === day ? { ...one, ...change } : one)),
    );
  };
  return (
    <Stack gap="lg">
      {fitDays(program, days).map(({ title, text }, day) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a day is its number
        <Stack key={day} gap={6}>
          <TextInput
            label={t("form.day", { number: day + 1 })}
            placeholder={t("form.day_title")}
            value={title}
            maxLength={200}
            onChange={(event) => change(day, { title: event.currentTarget.value })}
          />
          <Textarea
            aria-label={t("form.day_text", { number: day + 1 })}
            placeholder={t("form.day_example")}
            value={text}
            autosize
            minRows={2}
            maxRows={10}
            maxLength={2000}
            onChange={(event) => change(day, { text: event.currentTarget.value })}
          />
        </Stack>
      ))}
    </Stack>
  );
}
