// The filters at work, each with its way out.

import { Button, CloseButton } from "@mantine/core";
import type { MemberView } from "@samovar/client";
import { useTranslation } from "react-i18next";
import classes from "./contacts.module.css";
import { dayName, sourceName } from "./names";
import type { ContactsSearch } from "./search";

interface Props {
  search: ContactsSearch;
  members: MemberView[];
  onChange: (part: ContactsSearch) => void;
  onClear: () => void;
}

export function Chips({ search, members, onChange, onClear }: Props) {
  const { t } = useTranslation("contacts");
  const { tag, source, from, to, visits, owner } = search;
  const chips: { text: string; without: ContactsSearch }[] = [];
  if (tag) chips.push({ text: t("chip.tag", { tag }), without: { tag: undefined } });
  if (source) chips.push({ text: sourceName(t, source), without: { source: undefined } });
  if (visits) chips.push({ text: t(`filter.visits_${visits}`), without: { visits: undefined } });
  if (from || to) {
    const days = { from: from ? dayName(from) : "", to: to ? dayName(to) : "" };
    const text = from && to ? t("chip.between", days) : from ? t("chip.from", days) : t("chip.to", days);
    chips.push({ text, without: { from: undefined, to: undefined } });
  }
  if (owner) {
    const name = members.find(({ id }) => id === owner)?.name ?? t("story.somebody");
    chips.push({ text: t("chip.owner", { name }), without: { owner: undefined } });
  }
  if (chips.length === 0) return null;
  return (
    <ul className={classes.chips} aria-label={t("filter.active")}>
      {chips.map(({ text, without }) => (
        <li key={text} className={classes.chip}>
          <span>{text}</span>
          <CloseButton size="sm" aria-label={t("filter.drop", { text })} onClick={() => onChange(without)} />
        </li>
      ))}
      {chips.length > 1 && (
        <li>
          <Button variant="subtle" size="compact-sm" onClick={onClear}>
            {t("filter.clear")}
          </Button>
        </li>
      )}
    </ul>
  );
}
