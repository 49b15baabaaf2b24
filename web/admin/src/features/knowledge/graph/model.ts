// What stands around a thing: its neighbours by the way they belong to it, and where they are drawn.

import type { GraphEntity, GraphRelation } from "@samovar/client";

export const THING_KINDS = ["service", "tour", "employee", "branch", "name", "phone", "email"] as const;
export const RELATION_KINDS = ["part_of", "needs", "like", "done_by", "works_at", "together"] as const;
export type ThingKind = (typeof THING_KINDS)[number];
export type RelationKind = (typeof RELATION_KINDS)[number];

export type Thing = GraphEntity;
export type Relation = GraphRelation;
export interface Graph {
  entities: Thing[];
  relations: Relation[];
  is_cut: boolean;
}

export interface Neighbour {
  thing: Thing;
  relation: Relation;
}
export interface Circle {
  /** `done_by`, or `done_by_of` where the thing is the other end. */
  way: string;
  neighbours: Neighbour[];
}

const BOTH_WAYS = new Set<RelationKind>(["together", "like"]);

/** Who belongs to a thing, the closest first; the same pair stands once in a circle. */
export function around(graph: Graph, id: string): Circle[] {
  const things = new Map(graph.entities.map((thing) => [thing.id, thing]));
  const circles = new Map<string, Neighbour[]>();
  for (const relation of graph.relations) {
    if (relation.from !== id && relation.to !== id) continue;
    const isFrom = relation.from === id;
    const thing = things.get(isFrom ? relation.to : relation.from);
    if (!thing || thing.id === id) continue;
    const way = isFrom || BOTH_WAYS.has(relation.kind) ? relation.kind : `${relation.kind}_of`;
    const circle = circles.get(way) ?? [];
    if (!circle.some((known) => known.thing.id === thing.id)) circles.set(way, [...circle, { thing, relation }]);
  }
  const order = (way: string) => RELATION_KINDS.findIndex((kind) => way.startsWith(kind));
  return [...circles]
    .sort(([a], [b]) => order(a) - order(b))
    .map(([way, neighbours]) => ({
      way,
      neighbours: neighbours.sort(
        (a, b) => b.relation.weight - a.relation.weight || a.thing.name.localeCompare(b.thing.name),
      ),
    }));
}

/** Names people have written down of a thing; `catalog` are those it has without them. */
export function ownNames({ origin, edit_id: edit, aliases }: Thing, catalog: readonly string[]): string[] {
  if (origin === "catalog" && edit === undefined) return [];
  return aliases.filter((name) => !catalog.includes(name));
}

/** What is found in texts may be hidden: the catalog's things are real, people's own are removed. */
export const canHide = ({ origin }: Thing): boolean => origin === "rule" || origin === "model";

const fold = (text: string) => text.toLocaleLowerCase("ru").replaceAll("ё", "е");

/** By name or any other name. */
export function find(things: Thing[], q: string, kind: ThingKind | undefined): Thing[] {
  const needle = fold(q.trim());
  return things.filter(
    (thing) =>
      (!kind || thing.kind === kind) &&
      (needle === "" || [thing.name, ...thing.aliases].some((name) => fold(name).includes(needle))),
  );
}

export interface Spot extends Neighbour {
  x: number;
  y: number;
}

/** The closest neighbours on an ellipse round the middle, from the top, clockwise. */
export function layout(circles: Circle[], most: number, width: number, height: number): Spot[] {
  const seen = new Set<string>();
  const all = circles
    .flatMap(({ neighbours }) => neighbours)
    .sort((a, b) => b.relation.weight - a.relation.weight)
    .filter(({ thing }) => !seen.has(thing.id) && seen.add(thing.id))
    .slice(0, most);
  return all.map((neighbour, at) => {
    const angle = (at / all.length) * 2 * Math.PI - Math.PI / 2;
    return {
      ...neighbour,
      x: Math.round(width / 2 + Math.cos(angle) * width * 0.36),
      y: Math.round(height / 2 + Math.sin(angle) * height * 0.4),
    };
  });
}
