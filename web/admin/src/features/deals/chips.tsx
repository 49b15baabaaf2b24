// The filters at work, each with its way out.

import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { number } from "~/app/format";
import { dayName } from "~/features/contacts/names";
import { membersQuery } from "~/features/people/queries";
import { NarrowedBy } from "~/ui/narrowed-by";
import { called } from "./names";
import { CLEAR, type DealsSearch } from "./search";
import type { Stage } from "./wire";

interface Props {
  search: DealsSearch;
  /** Of the list; the board shows them all. */
  stages: Stage[];
  onChange: (part: DealsSearch) => void;
}

export function Chips({ search, stages, onChange }: Props) {
  const { t } = useTranslation("deals");
  const { data: members = [] } = useQuery(membersQuery);
  const { owner, tag, status, min, max, from, to, no_task: noTask, stale, stage } = search;
  const chips: { text: string; without: DealsSearch }[] = [];
  const add = (text: string, without: DealsSearch) => chips.push({ text, without });
  const span = (kind: "sum" | "made", values: { from: string; to: string }) =>
    t(
      values.from && values.to ? `chip.${kind}_between` : values.from ? `chip.${kind}_from` : `chip.${kind}_to`,
      values,
    );
  const place = search.view === "list" ? stages.find(({ key }) => key === stage) : undefined;
  if (place) add(t("chip.stage", { name: called(place) }), { stage: undefined });
  if (owner) {
    const name = members.find(({ id }) => id === owner)?.name ?? t("somebody");
    add(owner === "none" ? t("filter.nobody") : t("chip.owner", { name }), { owner: undefined });
  }
  if (tag) add(t("chip.tag", { tag }), { tag: undefined });
  if (status) add(t(`status.${status}`), { status: undefined });
  if (min !== undefined || max !== undefined) {
    const values = { from: min === undefined ? "" : number(min), to: max === undefined ? "" : number(max) };
    add(span("sum", values), { min: undefined, max: undefined });
  }
  if (from || to) {
    const values = { from: from ? dayName(from) : "", to: to ? dayName(to) : "" };
    add(span("made", values), { from: undefined, to: undefined });
  }
  if (stale) add(t("filter.stale_days", { count: stale }), { stale: undefined });
  if (noTask) add(t("filter.no_task"), { no_task: undefined });
  return (
    <NarrowedBy
      label={t("filter.active")}
      chips={chips.map(({ text, without }) => ({ text, onDrop: () => onChange(without) }))}
      drop={(text) => t("filter.drop", { text })}
      clear={t("filter.clear")}
      onClear={() => onChange({ ...CLEAR, q: search.q })}
    />
  );
}
