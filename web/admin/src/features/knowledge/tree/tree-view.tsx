// Categories at the side: choose one, open and close, add, rename, move, remove.

import { ActionIcon, Menu, Text, UnstyledButton } from "@mantine/core";
import {
  IconChevronRight,
  IconDots,
  IconFolder,
  IconFolderPlus,
  IconFolderSymlink,
  IconPencil,
  IconTrash,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { number } from "~/app/format";
import type { CategoryView } from "../queries";
import { type Branch, DEEPEST, pathOf, treeOf } from "./tree";
import classes from "./tree.module.css";

export type CategoryAction = { act: "add" | "rename" | "move" | "remove"; category: CategoryView };

interface Props {
  categories: CategoryView[];
  /** How many things lie in a category itself; under "" what lies in none. */
  counts: Map<string, number> | undefined;
  all: number | undefined;
  chosen: string | undefined;
  onChoose: (category: string | undefined) => void;
  /** Absent for those who only read. */
  onAction?: ((action: CategoryAction) => void) | undefined;
}

export function TreeView({ categories, counts, all, chosen, onChoose, onAction }: Props) {
  const { t } = useTranslation("knowledge");
  const [closed, setClosed] = useState<Set<string>>(new Set());
  // The chosen one is always in sight, and what lies in it.
  const above = new Set(pathOf(categories, chosen).map(({ id }) => id));
  const isOpen = (id: string) => !closed.has(id) || above.has(id);
  const toggle = (id: string) =>
    setClosed((now) => {
      const next = new Set(now);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const sum = ({ category, children }: Branch): number =>
    (counts?.get(category.id) ?? 0) + children.reduce((total, child) => total + sum(child), 0);

  const line = (id: string | undefined, name: string, count: number | undefined, depth: number) => (
    <UnstyledButton
      className={classes.name}
      style={{ paddingInlineStart: 8 + (depth - 1) * 16 }}
      onClick={() => onChoose(id)}
      aria-current={chosen === id ? "true" : undefined}
    >
      <span className={classes.words}>{name}</span>
      {count !== undefined && count > 0 && <span className={classes.number}>{number(count)}</span>}
    </UnstyledButton>
  );
  const draw = (branch: Branch) => {
    const { category, children, depth } = branch;
    const opened = children.length > 0 && isOpen(category.id);
    return (
      <li key={category.id}>
        <div className={classes.row} data-active={chosen === category.id || undefined}>
          {children.length > 0 ? (
            <ActionIcon
              size={28}
              className={classes.toggle}
              style={{ marginInlineStart: (depth - 1) * 12 }}
              aria-expanded={opened}
              aria-label={t(opened ? "tree.close" : "tree.open", { name: category.name })}
              onClick={() => toggle(category.id)}
            >
              <IconChevronRight size={16} stroke={1.7} className={classes.chevron} data-open={opened || undefined} />
            </ActionIcon>
          ) : (
            <span className={classes.leaf} style={{ marginInlineStart: (depth - 1) * 12 }} aria-hidden>
              <IconFolder size={16} stroke={1.5} />
            </span>
          )}
          {/* A closed one answers for all that it hides. */}
          {line(category.id, category.name, opened ? counts?.get(category.id) : sum(branch), 1)}
          {onAction && (
            <Menu position="bottom-end" width={220}>
              <Menu.Target>
                <ActionIcon size={32} className={classes.more} aria-label={t("tree.actions", { name: category.name })}>
                  <IconDots size={16} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                {depth < DEEPEST && (
                  <Menu.Item
                    leftSection={<IconFolderPlus size={16} />}
                    onClick={() => onAction({ act: "add", category })}
                  >
                    {t("tree.add_inside")}
                  </Menu.Item>
                )}
                <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => onAction({ act: "rename", category })}>
                  {t("tree.rename")}
                </Menu.Item>
                <Menu.Item
                  leftSection={<IconFolderSymlink size={16} />}
                  onClick={() => onAction({ act: "move", category })}
                >
                  {t("tree.move")}
                </Menu.Item>
                <Menu.Divider />
                <Menu.Item
                  color="red"
                  leftSection={<IconTrash size={16} />}
                  onClick={() => onAction({ act: "remove", category })}
                >
                  {t("app:delete")}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </div>
        {opened && <ul className={classes.list}>{children.map(draw)}</ul>}
      </li>
    );
  };
  const loose = counts?.get("") ?? 0;
  return (
    <nav aria-label={t("tree.label")}>
      <ul className={classes.list}>
        <li>
          <div className={classes.row} data-active={chosen === undefined || undefined}>
            {line(undefined, t("tree.all"), all, 1)}
          </div>
        </li>
        {treeOf(categories).map(draw)}
        {categories.length > 0 && loose > 0 && (
          <li>
            <div className={classes.row} data-active={chosen === "none" || undefined}>
              {line("none", t("tree.none"), loose, 1)}
            </div>
          </li>
        )}
      </ul>
      {categories.length === 0 && (
        <Text size="sm" c="dimmed" px={8} py={4}>
          {t("tree.empty")}
        </Text>
      )}
    </nav>
  );
}
