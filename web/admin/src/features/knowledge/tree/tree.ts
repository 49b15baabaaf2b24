// Categories as a tree: who lies in whom, the path to one, where one may be moved.

import type { CategoryView } from "@samovar/client";

export interface Branch {
  category: CategoryView;
  children: Branch[];
  depth: number;
}

/** So many may lie inside one another. */
export const DEEPEST = 6;

const inOrder = (a: CategoryView, b: CategoryView) => a.position - b.position || a.name.localeCompare(b.name, "ru");

/** What lies in a category that is not there any more stands at the top. */
export function treeOf(categories: CategoryView[]): Branch[] {
  const known = new Set(categories.map(({ id }) => id));
  const inside = new Map<string | undefined, CategoryView[]>();
  for (const category of categories) {
    const parent = category.parent_id && known.has(category.parent_id) ? category.parent_id : undefined;
    inside.set(parent, [...(inside.get(parent) ?? []), category]);
  }
  const grow = (parent: string | undefined, depth: number): Branch[] =>
    (inside.get(parent) ?? [])
      .sort(inOrder)
      .map((category) => ({ category, depth, children: depth < DEEPEST ? grow(category.id, depth + 1) : [] }));
  return grow(undefined, 1);
}

export function flatten(tree: Branch[]): Branch[] {
  return tree.flatMap((branch) => [branch, ...flatten(branch.children)]);
}

/** Outermost first. */
export function pathOf(categories: CategoryView[], id: string | undefined): CategoryView[] {
  const path: CategoryView[] = [];
  let next = id;
  while (next && path.length < DEEPEST + 1) {
    const found = categories.find((category) => category.id === next);
    if (!found || path.includes(found)) break;
    path.unshift(found);
    next = found.parent_id;
  }
  return path;
}

export const placeOf = (categories: CategoryView[], id: string | undefined): string =>
  pathOf(categories, id)
    .map(({ name }) => name)
    .join(" › ");

/** It and everything below it. */
export function within(categories: CategoryView[], id: string): Set<string> {
  const found = new Set([id]);
  for (let before = 0; before < found.size; ) {
    before = found.size;
    for (const { id: own, parent_id: parent } of categories) if (parent && found.has(parent)) found.add(own);
  }
  return found;
}

const height = (branch: Branch): number => 1 + Math.max(0, ...branch.children.map(height));

/** Categories another may be put into: never into itself, never deeper than six. */
export function homesFor(categories: CategoryView[], id: string | undefined): Branch[] {
  const all = flatten(treeOf(categories));
  const own = id ? within(categories, id) : new Set<string>();
  const moved = all.find(({ category }) => category.id === id);
  const tall = moved ? height(moved) : 1;
  return all.filter(({ category, depth }) => !own.has(category.id) && depth + tall <= DEEPEST);
}
