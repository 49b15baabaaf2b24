// The filters at work, each with its way out.

import type { MemberView } from "@samovar/client";
import { useTranslation } from "react-i18next";
import { NarrowedBy } from "~/ui/narrowed-by";
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
  return (
    <NarrowedBy
      label={t("filter.active")}
      chips={chips.map(({ text, without }) => ({ text, onDrop: () => onChange(without) }))}
      drop={(text) => t("filter.drop", { text })}
      clear={t("filter.clear")}
      onClear={onClear}
    />
  );
}
