// Moving one agent of the list changes as few positions as possible, and the list then reads in the new order.

import { describe, expect, test } from "vitest";
import { moved, positions } from "~/features/agents/order";

const at = (...numbers: number[]) => numbers.map((position, index) => ({ id: "abcdefgh"[index] ?? "?", position }));
const reordered = (list: { id: string; position: number }[]) => {
  const changed = new Map(positions(list).map(({ id, position }) => [id, position]));
  return list.map(({ id, position }) => changed.get(id) ?? position);
};
const isRising = (numbers: number[]) =>
  numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0));

describe("moved", () => {
  test("one entry changes its place, whatever the bounds", () => {
    expect(moved(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
    expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
    expect(moved(["a", "b"], 1, 5)).toEqual(["a", "b"]);
    expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
  });
});

describe("positions", () => {
  test("nothing to do in a list that is in order", () => {
    expect(positions(at(10, 20, 30))).toEqual([]);
    expect(positions([])).toEqual([]);
  });

  test("one moved entry is the only one written", () => {
    const list = moved(at(10, 20, 30, 40), 3, 1);
    expect(positions(list)).toEqual([{ id: "d", position: 15 }]);
    expect(positions(moved(at(10, 20, 30), 0, 2))).toEqual([{ id: "a", position: 40 }]);
    expect(positions(moved(at(10, 20, 30), 2, 0))).toEqual([{ id: "c", position: 0 }]);
  });

  test("equal positions and neighbours without room are numbered anew", () => {
    for (const list of [at(0, 0, 0), at(1, 2, 3), moved(at(1, 2, 3, 4), 3, 1), moved(at(5, 5, 6), 2, 0)]) {
      expect(isRising(reordered(list)), JSON.stringify(list)).toBe(true);
    }
  });

  test("any order can be reached", () => {
    let seed = 7;
    const next = (most: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % most;
    };
    for (let round = 0; round < 200; round += 1) {
      const list = Array.from({ length: 1 + next(7) }, (_, index) => ({ id: String(index), position: next(12) }));
      expect(isRising(reordered(list)), JSON.stringify(list)).toBe(true);
    }
  });
});
