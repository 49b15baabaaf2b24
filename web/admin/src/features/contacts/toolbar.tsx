// Above the list: the search, the filters, the order and the columns.

import { ActionIcon, Button, Checkbox, Group, Indicator, Popover, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import type { MemberView } from "@samovar/client";
import { IconColumns3, IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { COLUMNS, type Column, USUAL } from "./columns";
import classes from "./contacts.module.css";
import { Filters } from "./filters";
import { type ContactsSearch, SORTS, type Sort } from "./search";

interface Props {
  search: ContactsSearch;
  isPhone: boolean;
  columns: Column[];
  members: MemberView[];
  onChange: (part: ContactsSearch) => void;
  onColumns: (columns: Column[]) => void;
  onSort: (sort: Sort) => void;
}

function Find({ search, onChange }: Pick<Props, "search" | "onChange">) {
  const { t } = useTranslation("contacts");
  const [text, setText] = useState(search.q ?? "");
  const [sent, setSent] = useState(search.q);
  const send = useDebouncedCallback((typed: string) => {
    const q = typed.trim() || undefined;
    setSent(q);
    onChange({ q });
  }, 250);
  // Changed by somebody else: a cleared filter, the way back.
  useEffect(() => {
    if (search.q === sent) return;
    setSent(search.q);
    setText(search.q ?? "");
  }, [search.q, sent]);
  const type = (typed: string) => {
    setText(typed);
    send(typed);
  };
  return (
    <TextInput
      className={classes.search ?? ""}
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape") event.currentTarget.blur();
      }}
      placeholder={t("search")}
      aria-label={t("search")}
      type="search"
      maxLength={100}
      data-search
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        text !== "" && (
          <ActionIcon size="sm" aria-label={t("search_clear")} onClick={() => type("")}>
            <IconX size={15} />
          </ActionIcon>
        )
      }
    />
  );
}

function ColumnsChooser({ columns, onColumns }: Pick<Props, "columns" | "onColumns">) {
  const { t } = useTranslation("contacts");
  return (
    <Popover position="bottom-end" trapFocus returnFocus shadow="md" radius="lg" width={260}>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden />}>
          {t("columns.label")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("columns.label")}>
        <Stack gap={10}>
          {COLUMNS.map((column) => (
            <Checkbox
              key={column}
              label={t(`columns.${column}`)}
              checked={columns.includes(column)}
              onChange={(event) =>
                onColumns(
                  event.currentTarget.checked ? [...columns, column] : columns.filter((other) => other !== column),
                )
              }
            />
          ))}
          <Button variant="subtle" size="compact-sm" onClick={() => onColumns(USUAL)}>
            {t("columns.usual")}
          </Button>
          <Text size="xs" c="dimmed">
            {t("columns.hint")}
          </Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

export function Toolbar({ search, isPhone, columns, members, onChange, onColumns, onSort }: Props) {
  const { t } = useTranslation("contacts");
  const count = [search.tag, search.source, search.from ?? search.to, search.visits, search.owner].filter(
    Boolean,
  ).length;
  const filters = <Filters search={search} members={members} count={count} isPhone={isPhone} onChange={onChange} />;
  return (
    <div className={classes.tools}>
      <Find search={search} onChange={onChange} />
      {isPhone ? (
        <Indicator label={count} size={16} disabled={count === 0} color="copper.7">
          {filters}
        </Indicator>
      ) : (
        filters
      )}
      <Group gap="xs" className={classes.order ?? ""} wrap="nowrap">
        <Select
          aria-label={t("sort.label")}
          value={search.sort ?? "created"}
          onChange={(sort) => sort && onSort(sort as Sort)}
          data={SORTS.map((sort) => ({ value: sort, label: t(`sort.${sort}`) }))}
          allowDeselect={false}
          checkIconPosition="right"
          className={classes.sort ?? ""}
        />
        {!isPhone && <ColumnsChooser columns={columns} onColumns={onColumns} />}
      </Group>
    </div>
  );
}
