// What a filter's fields and choices are called in this firm.

import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { stageName, stagesQuery } from "~/features/agents/around";
import { SOURCES, sourceName } from "~/features/contacts/names";
import { membersQuery, tagsQuery } from "~/features/contacts/queries";
import { useFields } from "~/features/custom-fields/queries";
import { type Field, fieldsOf } from "./fields";
import type { Speech } from "./words";

export interface Choice {
  value: string;
  label: string;
}
const LANGS = ["ru", "en", "ky", "kk"];
/** Ways to write; a page where people book is none. */
export const CHANNELS = ["widget", "telegram", "api"];

export function useSpeech(): Speech & { fields: Field[]; choicesOf: (field: Field) => Choice[] } {
  const { t } = useTranslation(["segments", "contacts"]);
  const own = useFields("contact");
  const { data: tags } = useQuery(tagsQuery);
  const { data: members } = useQuery(membersQuery);
  const { data: stages } = useQuery(stagesQuery);
  const currency = useFirm()?.currency ?? "RUB";
  const fields = useMemo(() => fieldsOf(own), [own]);
  const byName = useMemo(() => new Map(fields.map((field) => [field.field, field])), [fields]);
  const fieldOf = useCallback((name: string) => byName.get(name), [byName]);
  const choicesOf = useCallback(
    ({ field, choices }: Field): Choice[] => {
      switch (field) {
        case "tag":
          return (tags ?? []).map(({ tag }) => ({ value: tag, label: tag }));
        case "owner":
          return (members ?? []).map(({ id, name }) => ({ value: id, label: name }));
        case "stage":
          return (stages ?? []).map((stage) => ({ value: stage.key, label: stageName(stage) }));
        case "lang":
          return LANGS.map((value) => ({ value, label: t(`contacts:lang.${value}`) }));
        case "source":
          return SOURCES.map((value) => ({ value, label: sourceName(t, value) }));
        case "channel":
          return CHANNELS.map((value) => ({ value, label: sourceName(t, value) }));
        default:
          return (choices ?? []).map((value) => ({ value, label: value }));
      }
    },
    [t, tags, members, stages],
  );
  const choice = useCallback(
    (name: string, value: string) => {
      const field = byName.get(name);
      const known = field && choicesOf(field).find((one) => one.value === value)?.label;
      return known ?? (name === "owner" ? t("contacts:story.somebody") : value);
    },
    [byName, choicesOf, t],
  );
  return { fields, fieldOf, choicesOf, choice, currency };
}
