// What a stage does by itself, in plain words.

import type { TFunction } from "i18next";
import type { CustomField } from "~/features/custom-fields/queries";
import { fieldName } from "../names";
import type { DraftStage } from "./draft";

export function ruleWords(
  t: TFunction,
  { rules }: Pick<DraftStage, "rules">,
  stages: readonly DraftStage[],
  named: (stage: DraftStage) => string,
  fields: readonly CustomField[],
): string[] {
  const words: string[] = [];
  if (rules.enter_on) words.push(t(`deals:set.enter.${rules.enter_on.replace("booking.", "")}_words`));
  if (rules.silence) {
    const { days, to } = rules.silence;
    const goal = stages.find(({ key }) => key === to);
    words.push(t("deals:set.silence_words", { count: days, stage: goal ? named(goal) : to }));
  }
  if (rules.required?.length) {
    const names = rules.required.map((path) => fieldName(t, path, fields).toLowerCase());
    words.push(t("deals:set.required_words", { fields: names.join(", ") }));
  }
  if (rules.tasks?.length)
    words.push(t("deals:set.tasks_words", { tasks: rules.tasks.map(({ title }) => `«${title}»`).join(", ") }));
  return words;
}
