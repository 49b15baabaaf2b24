// What answers to show.

import { Button, Chip, Group, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback, useDisclosure, useMediaQuery } from "@mantine/hooks";
import { IconFilter, IconFilterOff, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { agentsQuery, connectionsQuery } from "./queries";
import { isNarrowed, ONLY, REASONS, type Search } from "./search";
import classes from "./traces.module.css";

interface Props {
  search: Search;
  onChange: (search: Search) => void;
}

type Part = { [K in keyof Search]?: Search[K] | undefined };
/** Without what is empty: it stands in the address. */
function put(search: Search, part: Part): Search {
  const all = Object.entries({ ...search, ...part });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined && value !== "" && value !== null)) as Search;
}

interface FieldsProps {
  search: Search;
  set: (part: Part) => void;
  agents: { id: string; name: string }[];
  channels: { id: string; name: string }[];
  clear: { "aria-label": string };
}
function Fields({ search, set, agents, channels, clear }: FieldsProps) {
  const { t } = useTranslation(["traces", "inbox"]);
  return (
    <>
      <Select
        label={t("verdict")}
        placeholder={t("any")}
        data={(["answered", "handed_over"] as const).map((value) => ({ value, label: t(`ended.${value}`) }))}
        value={search.verdict ?? null}
        onChange={(value) => set({ verdict: (value ?? undefined) as Search["verdict"] })}
        clearable
        clearButtonProps={clear}
      />
      <Select
        label={t("reason")}
        placeholder={t("any")}
        data={REASONS.map((value) => ({ value, label: t(`inbox:why.detail.${value}`) }))}
        value={search.reason ?? null}
        onChange={(value) => set({ reason: value ?? undefined })}
        clearable
        clearButtonProps={clear}
      />
      {agents.length > 0 && (
        <Select
          label={t("agent")}
          placeholder={t("any_agent")}
          data={agents.map(({ id, name }) => ({ value: id, label: name }))}
          value={search.agent ?? null}
          onChange={(value) => set({ agent: value ?? undefined })}
          clearable
          clearButtonProps={clear}
        />
      )}
      {channels.length > 1 && (
        <Select
          label={t("channel")}
          placeholder={t("any")}
          data={channels.map(({ id, name }) => ({ value: id, label: name }))}
          value={search.channel ?? null}
          onChange={(value) => set({ channel: value ?? undefined })}
          clearable
          clearButtonProps={clear}
        />
      )}
      <TextInput
        type="date"
        label={t("since")}
        value={search.from ?? ""}
        max={search.to}
        onChange={(event) => set({ from: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label={t("until")}
        value={search.to ?? ""}
        min={search.from}
        onChange={(event) => set({ to: event.currentTarget.value })}
      />
    </>
  );
}

export function Filters({ search, onChange }: Props) {
  const { t } = useTranslation(["traces", "inbox"]);
  const { data: agents = [] } = useQuery(agentsQuery);
  const { data: channels = [] } = useQuery(connectionsQuery);
  const [words, setWords] = useState(search.q ?? "");
  useEffect(() => setWords(search.q ?? ""), [search.q]);
  const set = (part: Part) => onChange(put({ ...search, q: words }, part));
  const later = useDebouncedCallback((q: string) => onChange(put(search, { q })), 350);
  const clear = { "aria-label": t("clear") };
  const isPhone = useMediaQuery("(max-width: 48em)") ?? false;
  const [isWhole, { toggle }] = useDisclosure(false);
  const isShort = isPhone && !isWhole;
  return (
    <search className={`${classes.filters} no-print`} aria-label={t("filters")}>
      <TextInput
        className={classes.wide ?? ""}
        label={t("words")}
        placeholder={t("words_hint")}
        leftSection={<IconSearch size={16} aria-hidden />}
        maxLength={200}
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value);
          later(event.currentTarget.value);
        }}
      />
      {isPhone && (
        <Button
          variant="default"
          className={classes.wide ?? ""}
          leftSection={<IconFilter size={16} stroke={1.6} />}
          aria-expanded={isWhole}
          onClick={toggle}
        >
          {t("more_filters")}
        </Button>
      )}
      {!isShort && <Fields {...{ search, set, agents, channels, clear }} />}
      <Group gap={8} style={{ gridColumn: "1 / -1" }}>
        <Chip.Group
          multiple
          value={search.only ?? []}
          onChange={(only) => set({ only: only.length > 0 ? (only as Search["only"]) : undefined })}
        >
          {ONLY.map((only) => (
            <Chip key={only} value={only} size="sm" radius="md">
              {t(`only.${only}`)}
            </Chip>
          ))}
        </Chip.Group>
        {search.conversation && (
          <Chip checked size="sm" radius="md" onChange={() => set({ conversation: undefined })}>
            {t("only.conversation")}
          </Chip>
        )}
        {isNarrowed(search) && (
          <Button
            variant="subtle"
            color="gray"
            leftSection={<IconFilterOff size={16} stroke={1.6} />}
            onClick={() => onChange({})}
          >
            {t("reset")}
          </Button>
        )}
      </Group>
    </search>
  );
}
