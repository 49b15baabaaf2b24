// A carried row takes the place whose middle its edge has passed; the others close up behind it, whatever their heights.

import { describe, expect, test } from "vitest";
import { placeUnder, rolling, shifts } from "~/features/agents/drag";

/** Rows of these heights, ten pixels apart. */
function rows(...heights: number[]) {
  let top = 100;
  return heights.map((height) => {
    const one = { top, height };
    top += height + 10;
    return one;
  });
}

describe("placeUnder", () => {
  const three = rows(60, 60, 60);
  test("a small move changes nothing", () => {
    expect(placeUnder(three, 0, 0)).toBe(0);
    expect(placeUnder(three, 1, 30)).toBe(1);
    expect(placeUnder(three, 1, -30)).toBe(1);
  });

  test("past the middle of a neighbour its place is taken, and of the one after it", () => {
    expect(placeUnder(three, 0, 45)).toBe(1);
    expect(placeUnder(three, 0, 115)).toBe(2);
    expect(placeUnder(three, 2, -45)).toBe(1);
    expect(placeUnder(three, 2, -500)).toBe(0);
  });

  test("a tall neighbour is passed at its own middle", () => {
    const mixed = rows(40, 200);
    expect(placeUnder(mixed, 0, 100)).toBe(0);
    expect(placeUnder(mixed, 0, 115)).toBe(1);
  });

  test("a row that is gone stays where it was", () => {
    expect(placeUnder([], 3, 10)).toBe(3);
  });
});

describe("shifts", () => {
  test("going down the rows between move up by the room it leaves", () => {
    expect(shifts(rows(40, 60, 80), 0, 2)).toEqual([160, -50, -50]);
    expect(shifts(rows(40, 60, 80), 0, 1)).toEqual([70, -50, 0]);
  });

  test("going up the rows between move down", () => {
    expect(shifts(rows(40, 60, 80), 2, 0)).toEqual([90, 90, -120]);
  });

  test("after the move the rows stand one under another without holes", () => {
    const heights = [40, 90, 60, 75];
    const slabs = rows(...heights);
    for (let from = 0; from < 4; from += 1)
      for (let to = 0; to < 4; to += 1) {
        const way = shifts(slabs, from, to);
        const now = slabs
          .map(({ top, height }, index) => ({ top: top + (way[index] ?? 0), height }))
          .sort((a, b) => a.top - b.top);
        now.forEach((one, index) => {
          const before = now[index - 1];
          expect(one.top, `${from} to ${to}`).toBe(before ? before.top + before.height + 10 : 100);
        });
      }
  });
});

test("the page rolls only at its edges, faster the nearer", () => {
  expect(rolling(400, 0, 800)).toBe(0);
  expect(rolling(790, 0, 800)).toBeGreaterThan(rolling(760, 0, 800));
  expect(rolling(5, 0, 800)).toBeLessThan(0);
});
