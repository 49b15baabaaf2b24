import type { CategoryView } from "@samovar/client";
import { expect, test } from "vitest";
import { flatten, homesFor, pathOf, placeOf, treeOf, within } from "~/features/knowledge/tree/tree";

const category = (id: string, parent?: string, position = 0): CategoryView => ({
  id,
  name: id.toUpperCase(),
  position,
  created_at: "2026-11-21T00:00:00Z",
  ...(parent ? { parent_id: parent } : {}),
});
const all = [
  category("b"),
  category("a", undefined, 1),
  category("c", "b"),
  category("d", "c"),
  category("lost", "gone"),
];
const shape = (categories: CategoryView[]) =>
  flatten(treeOf(categories)).map(({ category: { id }, depth }) => `${"-".repeat(depth)}${id}`);

test("what lies in whom, by position and name; an orphan stands at the top", () => {
  expect(shape(all)).toEqual(["-b", "--c", "---d", "-lost", "-a"]);
});

test("a ring does not hang the screen", () => {
  const ring = [category("x", "y"), category("y", "x")];
  expect(shape(ring)).toEqual([]);
  expect(pathOf(ring, "x").map(({ id }) => id)).toEqual(["y", "x"]);
});

test("the path is outermost first", () => {
  expect(placeOf(all, "d")).toBe("B › C › D");
  expect(placeOf(all, undefined)).toBe("");
  expect(placeOf(all, "nobody")).toBe("");
});

test("a category moves neither into itself nor too deep", () => {
  expect([...within(all, "b")].sort()).toEqual(["b", "c", "d"]);
  const homes = (id: string, of: CategoryView[]) => homesFor(of, id).map(({ category: { id: home } }) => home);
  expect(homes("b", all)).toEqual(["lost", "a"]);
  expect(homes("d", all)).toEqual(["b", "c", "lost", "a"]);
  const deep = ["1", "2", "3", "4", "5"].map((id, at) => category(id, at > 0 ? String(at) : undefined));
  // Five stand in one another: what is one tall fits under the fifth, what is three tall not below the third.
  expect(homes("b", [...deep, ...all])).toEqual(["1", "2", "3", "lost", "a"]);
  expect(homes("a", [...deep, ...all])).toContain("5");
});
