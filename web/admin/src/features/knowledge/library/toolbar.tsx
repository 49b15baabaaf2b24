// Narrowing the list: by a part of the title, by kind, by status.

import { CloseButton, Group, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "../knowledge.module.css";
import { KINDS, type LibrarySearch, STATUSES } from "../search";

const ALL = "all";

export function Toolbar({ search, onChange }: { search: LibrarySearch; onChange: (part: LibrarySearch) => void }) {
  const { t } = useTranslation("knowledge");
  const [typed, setTyped] = useState(search.q ?? "");
  const find = useDebouncedCallback((q: string) => onChange({ q: q.trim() || undefined }), 200);
  // The address may change under the field: a link, the way back.
  useEffect(() => setTyped((now) => (now.trim() === (search.q ?? "") ? now : (search.q ?? ""))), [search.q]);
  const type = (text: string) => {
    setTyped(text);
    find(text);
  };
  return (
    <Group gap="xs" mb="sm" className={classes.toolbar}>
      <TextInput
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
        placeholder={t("search")}
        aria-label={t("search")}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          typed ? <CloseButton size="sm" aria-label={t("search_clear")} onClick={() => type("")} /> : undefined
        }
        className={classes.find ?? ""}
        maxLength={200}
      />
      <Select
        aria-label={t("filter.kind")}
        data={[
          { value: ALL, label: t("filter.all_kinds") },
          ...KINDS.map((value) => ({ value, label: t(`kinds.${value}`) })),
        ]}
        value={search.kind ?? ALL}
        onChange={(value) => onChange({ kind: KINDS.find((kind) => kind === value) })}
        allowDeselect={false}
        className={classes.filter ?? ""}
      />
      <Select
        aria-label={t("filter.status")}
        data={[
          { value: ALL, label: t("filter.all_statuses") },
          ...STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
        ]}
        value={search.status ?? ALL}
        onChange={(value) => onChange({ status: STATUSES.find((status) => status === value) })}
        allowDeselect={false}
        className={classes.filter ?? ""}
      />
    </Group>
  );
}
