// Which category a thing lies in: a list that shows what lies in what.

import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { categoriesQuery } from "../queries";
import { flatten, homesFor, placeOf, treeOf } from "./tree";

interface Props {
  value: string | undefined;
  onChange: (category: string | undefined) => void;
  label?: string;
  description?: string;
  disabled?: boolean;
  /** Choosing a new home for this category. */
  moved?: string;
  /** No choice stands for all of them, or for what this word says. */
  every?: boolean | string;
}

const NONE = "none";

export function CategorySelect({ value, onChange, label, description, disabled = false, moved, every = false }: Props) {
  const { t } = useTranslation("knowledge");
  const { data: categories = [] } = useQuery(categoriesQuery);
  const branches = moved ? homesFor(categories, moved) : flatten(treeOf(categories));
  const data = [
    {
      value: NONE,
      label: typeof every === "string" ? every : t(every ? "tree.all" : moved ? "tree.top" : "tree.none"),
    },
    ...branches.map(({ category }) => ({ value: category.id, label: placeOf(categories, category.id) })),
  ];
  return (
    <Select
      label={label ?? t("category")}
      description={description}
      data={data}
      value={value ?? NONE}
      onChange={(chosen) => onChange(chosen === NONE || chosen === null ? undefined : chosen)}
      disabled={disabled}
      allowDeselect={false}
      searchable={branches.length > 8}
      nothingFoundMessage={t("tree.nothing")}
      comboboxProps={{ withinPortal: true }}
    />
  );
}
