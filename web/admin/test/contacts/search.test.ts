// The address of the list: what it understands, what it asks the server for, which columns it shows.

import { describe, expect, test } from "vitest";
import { gridOf, readColumns, USUAL } from "~/features/contacts/columns";
import { isFiltered, readSearch, toQuery } from "~/features/contacts/search";

describe("readSearch", () => {
  test("takes what the server would take and leaves the rest", () => {
    const owner = "01a1fcf4-4ace-75a5-9c4c-8efc6a26c4b1";
    expect(readSearch({ q: " Анна ", tag: "VIP", visits: "yes", owner, sort: "name" })).toEqual({
      q: "Анна",
      tag: "VIP",
      visits: "yes",
      owner,
      sort: "name",
    });
    expect(
      readSearch({ from: "2026-13-40", to: "вчера", visits: "maybe", owner: "1", sort: "random", q: "  " }),
    ).toEqual({});
  });
  test("a phone in the address is read as a number by the router", () => {
    expect(readSearch({ q: 79161234567 })).toEqual({ q: "79161234567" });
  });
  test("pretended customers cannot be asked for", () => {
    expect(readSearch({ source: "test" })).toEqual({});
  });
  test("the usual order is not written into the address", () => {
    expect(readSearch({ sort: "created" })).toEqual({});
  });
  test("a text longer than the server takes is cut by letters, not in the middle of one", () => {
    expect([...(readSearch({ tag: "🌸".repeat(60) }).tag ?? "")]).toHaveLength(40);
  });
});

describe("toQuery", () => {
  test("days are whole days of the firm's zone, the last one included", () => {
    expect(toQuery({ from: "2026-11-01", to: "2026-11-21" }, "Europe/Moscow")).toEqual({
      created_from: "2026-10-31T21:00:00.000Z",
      created_to: "2026-11-21T21:00:00.000Z",
    });
  });
  test("a day of 25 hours ends an hour later", () => {
    expect(toQuery({ to: "2026-10-25" }, "Europe/Berlin").created_to).toBe("2026-10-25T23:00:00.000Z");
  });
  test("no visits is a filter too", () => {
    expect(toQuery({ visits: "no" }, "UTC")).toEqual({ has_visits: false });
  });
});

test("an order alone filters nothing", () => {
  expect(isFiltered({ sort: "visits" })).toBe(false);
  expect(isFiltered({ q: "а" })).toBe(true);
  expect(isFiltered({ visits: "no" })).toBe(true);
});

describe("columns", () => {
  test("stand in the order of the table, whatever was kept", () => {
    expect(readColumns(["created", "phone", "shoe_size"])).toEqual(["phone", "created"]);
    expect(readColumns([])).toEqual([]);
    expect(readColumns("broken")).toEqual(USUAL);
  });
  test("the usual ones fit a desk of 1280 beside the menu", () => {
    expect(gridOf(USUAL).least).toBeLessThanOrEqual(1280 - 228);
  });
  test("each column has its track, the name first", () => {
    expect(gridOf(["phone", "email"]).template).toBe("minmax(190px, 1.6fr) 144px minmax(170px, 1.2fr)");
  });
});
