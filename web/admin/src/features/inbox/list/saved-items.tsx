// Saved views in the menu of views: everybody's, then one's own.

import { Menu } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconSettings } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { countText, isSame, keptOf, type SavedView, savedQuery } from "../saved";
import type { Filter } from "../wire";
import classes from "./list.module.css";

interface Props {
  filter: Filter;
  onFilter: (filter: Filter) => void;
  onManage: () => void;
}

export function SavedItems({ filter, onFilter, onManage }: Props) {
  const { t } = useTranslation("inbox");
  const { data: views } = useQuery(savedQuery);
  if (!views || views.length === 0) return null;
  const item = (view: SavedView) => {
    const isShown = isSame(view.filter, filter);
    const isBroken = view.missing.length > 0;
    return (
      <Menu.Item
        key={view.id}
        onClick={() => onFilter(keptOf(view.filter))}
        aria-current={isShown ? "true" : undefined}
        leftSection={
          isBroken ? (
            <IconAlertTriangle size={16} aria-label={t("saved.broken")} />
          ) : isShown ? (
            <IconCheck size={16} aria-hidden />
          ) : (
            <span style={{ width: 16 }} />
          )
        }
        rightSection={<span className={classes.menuCount}>{countText(view)}</span>}
      >
        {view.name}
      </Menu.Item>
    );
  };
  const group = (isShared: boolean, label: string) => {
    const some = views.filter((view) => view.is_shared === isShared);
    if (some.length === 0) return null;
    return (
      <>
        <Menu.Divider />
        <Menu.Label>{label}</Menu.Label>
        {some.map(item)}
      </>
    );
  };
  return (
    <>
      {group(true, t("saved.shared"))}
      {group(false, t("saved.own"))}
      <Menu.Divider />
      <Menu.Item leftSection={<IconSettings size={16} stroke={1.6} aria-hidden />} onClick={onManage}>
        {t("saved.manage")}
      </Menu.Item>
    </>
  );
}
