import { expect, test } from "vitest";
import { type Kept, sorted } from "~/features/pwa/offline";

const DAY = 86_400_000;
const NOW = 100 * DAY;
const kept = (at: number, rest: Partial<Kept> = {}): Kept => ({
  version: 2,
  at,
  isOneOfMany: false,
  query: { queryHash: String(at), queryKey: [at], state: {} } as unknown as Kept["query"],
  ...rest,
});

test("of many only the latest are kept, the rest of it whatever its age within a week", () => {
  const many = Array.from({ length: 300 }, (_, at): [string, Kept] => [
    `talk-${at}`,
    kept(NOW - at, { isOneOfMany: true }),
  ]);
  const { good, bad } = sorted([["me", kept(NOW - 6 * DAY)], ...many], NOW);
  expect(good).toHaveLength(251);
  expect(good.at(-1)?.at).toBe(NOW - 6 * DAY);
  expect(bad).toHaveLength(50);
  expect(bad).toContain("talk-299");
});

test("what is older than a week or of another shape goes", () => {
  const all: [string, Kept][] = [
    ["old", kept(NOW - 8 * DAY)],
    ["other", kept(NOW, { version: 1 })],
    ["queries", { version: 1, at: NOW, state: {} } as unknown as Kept],
    ["broken", undefined as unknown as Kept],
    ["good", kept(NOW)],
  ];
  const { good, bad } = sorted(all, NOW);
  expect(good.map(({ at }) => at)).toEqual([NOW]);
  expect(bad.toSorted()).toEqual(["broken", "old", "other", "queries"]);
});
