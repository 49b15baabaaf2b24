// Keys on the board: from card to card, and a carried card from stage to stage.

import { expect, test } from "vitest";
import { neighbour, steered } from "~/features/deals/board/steer";

const shelves = [
  { stage: "new", ids: ["a", "b", "c"] },
  { stage: "offer", ids: [] },
  { stage: "sale", ids: ["d"] },
];

test("arrows go from card to card, over empty columns", () => {
  expect(neighbour(shelves, "a", "ArrowDown")).toBe("b");
  expect(neighbour(shelves, "a", "ArrowUp")).toBeUndefined();
  expect(neighbour(shelves, "c", "ArrowRight")).toBe("d");
  expect(neighbour(shelves, "d", "ArrowLeft")).toBe("a");
  expect(neighbour(shelves, "d", "ArrowRight")).toBeUndefined();
  expect(neighbour(shelves, "b", "End")).toBe("c");
  expect(neighbour(shelves, "b", "Home")).toBe("a");
  expect(neighbour(shelves, "z", "ArrowDown")).toBeUndefined();
});

test("a carried card goes stage by stage, empty ones too, and stops at the ends", () => {
  const stages = shelves.map(({ stage }) => stage);
  expect(steered(stages, "new", "ArrowRight")).toBe("offer");
  expect(steered(stages, "sale", "ArrowRight")).toBe("sale");
  expect(steered(stages, "new", "ArrowLeft")).toBe("new");
  expect(steered(stages, "new", "End")).toBe("sale");
  expect(steered(stages, "sale", "Home")).toBe("new");
});
