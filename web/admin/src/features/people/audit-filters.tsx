// What part of the log to show: whose deeds, which, about what, between which days.

import { Button, Select, TextInput } from "@mantine/core";
import { IconFilterOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./audit.module.css";
import { ACTIONS, type AuditFilters, NO_FILTERS, NOUNS } from "./audit-queries";

interface Props {
  filters: AuditFilters;
  onChange: (filters: AuditFilters) => void;
  people: { id: string; name: string }[];
  keys: { id: string; name: string }[];
}

export function Filters({ filters, onChange, people, keys }: Props) {
  const { t } = useTranslation("people");
  const set = (part: Partial<AuditFilters>) => onChange({ ...filters, ...part });
  const actors = [
    { group: t("audit.people"), items: people.map(({ id, name }) => ({ value: `person:${id}`, label: name })) },
    ...(keys.length > 0
      ? [{ group: t("audit.keys"), items: keys.map(({ id, name }) => ({ value: `key:${id}`, label: name })) }]
      : []),
    {
      group: t("audit.others"),
      items: ["agent", "contact", "system"].map((kind) => ({ value: kind, label: t(`audit.actor.${kind}`) })),
    },
  ];
  const isFiltered = JSON.stringify(filters) !== JSON.stringify(NO_FILTERS);
  return (
    <search className={`${classes.filters} no-print`} aria-label={t("audit.filters")}>
      <Select
        label={t("audit.who")}
        placeholder={t("audit.anybody")}
        data={actors}
        value={filters.actor}
        onChange={(actor) => set({ actor })}
        clearable
        searchable
        clearButtonProps={{ "aria-label": t("audit.clear") }}
      />
      <Select
        label={t("audit.about")}
        placeholder={t("audit.anything")}
        data={NOUNS.map((noun) => ({ value: noun, label: t(`audit.noun.${noun}`) }))}
        value={filters.noun}
        onChange={(noun) => set({ noun })}
        clearable
        searchable
        clearButtonProps={{ "aria-label": t("audit.clear") }}
      />
      <Select
        label={t("audit.did")}
        placeholder={t("audit.any_deed")}
        data={ACTIONS.map((action) => ({ value: action, label: t(`audit.filter.${action}`) }))}
        value={filters.action}
        onChange={(action) => set({ action })}
        clearable
        searchable
        clearButtonProps={{ "aria-label": t("audit.clear") }}
      />
      <TextInput
        type="date"
        label={t("audit.since")}
        value={filters.from}
        max={filters.until || undefined}
        onChange={(event) => set({ from: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label={t("audit.until")}
        value={filters.until}
        min={filters.from || undefined}
        onChange={(event) => set({ until: event.currentTarget.value })}
      />
      {isFiltered && (
        <Button
          variant="subtle"
          color="gray"
          mih={40}
          leftSection={<IconFilterOff size={16} stroke={1.6} />}
          onClick={() => onChange(NO_FILTERS)}
        >
          {t("audit.reset")}
        </Button>
      )}
    </search>
  );
}
