// Above the board and the list: the search, the filters, which of the two is shown.

import { ActionIcon, SegmentedControl, TextInput, VisuallyHidden } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconLayoutKanban, IconList, IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./deals.module.css";
import { Filters } from "./filters";
import type { DealsSearch } from "./search";

interface Props {
  search: DealsSearch;
  isPhone: boolean;
  onChange: (part: DealsSearch) => void;
}

function Find({ search, onChange }: Omit<Props, "isPhone">) {
  const { t } = useTranslation("deals");
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

export function Toolbar({ search, isPhone, onChange }: Props) {
  const { t } = useTranslation("deals");
  const views = [
    { value: "board", icon: IconLayoutKanban },
    { value: "list", icon: IconList },
  ] as const;
  return (
    <div className={classes.tools}>
      <Find search={search} onChange={onChange} />
      <Filters search={search} isPhone={isPhone} onChange={onChange} />
      <SegmentedControl
        className={classes.views ?? ""}
        aria-label={t("view.label")}
        value={search.view ?? "board"}
        onChange={(view) => onChange({ view: view === "list" ? "list" : undefined, stage: undefined })}
        data={views.map(({ value, icon: Icon }) => ({
          value,
          label: isPhone ? (
            <>
              <Icon size={19} stroke={1.7} style={{ display: "block", marginBlock: 3 }} aria-hidden />
              <VisuallyHidden>{t(`view.${value}`)}</VisuallyHidden>
            </>
          ) : (
            t(`view.${value}`)
          ),
        }))}
      />
    </div>
  );
}
