import { expect, test } from "vitest";
import {
  around,
  canHide,
  find,
  type Graph,
  layout,
  ownNames,
  type Relation,
  type Thing,
} from "~/features/knowledge/graph/model";

const thing = (id: string, kind: Thing["kind"] = "name", aliases: string[] = []): Thing => ({
  id,
  kind,
  name: id,
  aliases,
  origin: "catalog",
  confidence: 100,
  mentions: 1,
  documents: 1,
});
const relation = (from: string, kind: Relation["kind"], to: string, weight = 1): Relation => ({
  from,
  to,
  kind,
  origin: "rule",
  confidence: 56,
  weight,
});
const graph: Graph = {
  entities: [thing("Стрижка", "service", ["каре"]), thing("Анна", "employee"), thing("Мойка"), thing("Фен")],
  relations: [
    relation("Стрижка", "done_by", "Анна"),
    relation("Фен", "together", "Стрижка", 2),
    relation("Стрижка", "together", "Мойка", 5),
    relation("Мойка", "part_of", "Стрижка"),
    relation("Стрижка", "together", "Фен", 1),
    relation("Стрижка", "needs", "Пропажа"),
    relation("Стрижка", "like", "Стрижка"),
  ],
  is_cut: false,
};
const shown = (id: string) =>
  around(graph, id).map(({ way, neighbours }) => `${way}: ${neighbours.map((n) => n.thing.id)}`);

test("neighbours by the way they belong, the closest first, each once", () => {
  expect(shown("Стрижка")).toEqual(["part_of_of: Мойка", "done_by: Анна", "together: Мойка,Фен"]);
  expect(shown("Анна")).toEqual(["done_by_of: Стрижка"]);
  expect(shown("Никто")).toEqual([]);
});

test("found by any of its names", () => {
  const ids = (q: string, kind?: Thing["kind"]) => find(graph.entities, q, kind).map(({ id }) => id);
  expect([ids(""), ids("КАРЕ"), ids("мойка", "service"), ids("", "employee")]).toEqual([
    ["Стрижка", "Анна", "Мойка", "Фен"],
    ["Стрижка"],
    [],
    ["Анна"],
  ]);
});

test("every neighbour is drawn once and inside the picture", () => {
  const spots = layout(around(graph, "Стрижка"), 9, 520, 300);
  expect(spots.map((spot) => spot.thing.id)).toEqual(["Мойка", "Фен", "Анна"]);
  for (const { x, y } of spots) expect(x > 20 && x < 500 && y > 20 && y < 280).toBe(true);
  expect(layout([], 9, 520, 300)).toEqual([]);
});

test("people's own names stand apart from the catalog's", () => {
  const service = thing("service:1", "service", ["haircut", "каре", "под мальчика"]);
  expect(ownNames(service, [])).toEqual([]);
  expect(ownNames({ ...service, edit_id: "e" }, ["haircut", "каре"])).toEqual(["под мальчика"]);
  expect(ownNames({ ...thing("name:Пони", "name", ["поняшка"]), origin: "rule", edit_id: "e" }, [])).toEqual([
    "поняшка",
  ]);
});

test("only what is found in texts is hidden", () => {
  const of = (origin: Thing["origin"]) => canHide({ ...thing("Пони"), origin });
  expect([of("catalog"), of("rule"), of("model"), of("person")]).toEqual([false, true, true, false]);
});
