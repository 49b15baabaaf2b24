// Above the list: the search, the filters, the order and the columns.

import { Button, Checkbox, Group, Indicator, Popover, Select, Stack, Text } from "@mantine/core";
import type { MemberView } from "@samovar/client";
import { IconColumns3 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import narrowing from "~/ui/narrowing.module.css";
import { SearchField } from "~/ui/search-field";
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
    <div className={narrowing.tools}>
      <SearchField value={search.q} onChange={(q) => onChange({ q })} label={t("search")} clear={t("search_clear")} />
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
