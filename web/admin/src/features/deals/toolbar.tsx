// Above the board and the list: the search, the filters, which of the two is shown.

import { SegmentedControl, VisuallyHidden } from "@mantine/core";
import { IconLayoutKanban, IconList } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import narrowing from "~/ui/narrowing.module.css";
import { SearchField } from "~/ui/search-field";
import classes from "./deals.module.css";
import { Filters } from "./filters";
import type { DealsSearch } from "./search";

interface Props {
  search: DealsSearch;
  isPhone: boolean;
  onChange: (part: DealsSearch) => void;
}

export function Toolbar({ search, isPhone, onChange }: Props) {
  const { t } = useTranslation("deals");
  const views = [
    { value: "board", icon: IconLayoutKanban },
    { value: "list", icon: IconList },
  ] as const;
  return (
    <div className={narrowing.tools}>
      <SearchField value={search.q} onChange={(q) => onChange({ q })} label={t("search")} clear={t("search_clear")} />
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
