// What figures of reports read like, what is better, what an address means.

import { describe, expect, it } from "vitest";
import { type Column, difference, drawn, type Row, sorted } from "~/features/reports/figures";
import { presetDays, presetOf, readReport } from "~/features/reports/search";
import { fileQuery, listFile } from "~/ui";

const column = (key: string, kind: Column["kind"]): Column => ({ key, kind, name: key, name_en: key });

describe("reports", () => {
  it("tells the difference in what the column counts", () => {
    expect(difference(15, 10, column("visits", "count"))).toEqual({ text: "+50 %", isGood: true });
    expect(difference(15, 10, column("cancelled", "count"))).toEqual({ text: "+50 %", isGood: false });
    expect(difference(2500, 3000, column("handed_over", "share"))).toEqual({ text: "−5", isGood: true });
    expect(difference(480, 450, column("rating", "rating"))?.text).toMatch(/^\+0[.,]3$/);
    expect(difference(5, 0, column("visits", "count"))).toBeUndefined();
    expect(difference(5, 5, column("visits", "count"))).toBeUndefined();
    expect(difference(undefined, 5, column("visits", "count"))).toBeUndefined();
  });

  it("draws money in units, costs in units, shares in percent", () => {
    expect(drawn(150_000, "money")).toBe(1500);
    expect(drawn(2_500_000, "cost")).toBe(2.5);
    expect(drawn(2500, "share")).toBe(25);
    expect(drawn(null, "count")).toBe(0);
  });

  it("sorts by a column, what has no figure last", () => {
    const rows: Row[] = [
      { key: "a", values: [1] },
      { key: "b", values: [null] },
      { key: "c", values: [3] },
    ];
    expect(sorted(rows, { column: 0, isUp: false }).map(({ key }) => key)).toEqual(["c", "a", "b"]);
    expect(sorted(rows, undefined)).toBe(rows);
  });

  it("reads an address and forgives nonsense", () => {
    expect(readReport({ by: "channel", from: "2026-11-01", to: "2026-11-30", compare: "year" })).toEqual({
      by: "channel",
      from: "2026-11-01",
      to: "2026-11-30",
      compare: "year",
    });
    expect(readReport({ by: "x", from: "2026-11-30", to: "2026-11-01", compare: "previous", branch: "1" })).toEqual({});
    expect(readReport({ from: "2026-13-01", to: "2026-14-01" })).toEqual({});
  });

  it("knows its presets", () => {
    expect(presetDays("last_month", "2026-03-15")).toEqual({ from: "2026-02-01", to: "2026-02-28" });
    expect(presetDays("this_month", "2026-03-15")).toEqual({ from: "2026-03-01", to: "2026-03-15" });
    expect(presetOf({ from: "2026-03-09", to: "2026-03-15" }, "2026-03-15")).toBe("week");
    expect(presetOf({ from: "2026-03-08", to: "2026-03-15" }, "2026-03-15")).toBeUndefined();
  });
});

describe("files", () => {
  it("are what spreadsheets of the language expect", () => {
    expect(fileQuery("csv", "ru")).toEqual({ format: "csv", lang: "ru", separator: "semicolon" });
    expect(fileQuery("xlsx", "en")).toEqual({ format: "xlsx", lang: "en" });
  });

  it("hold the filter of the list", () => {
    const address = new URL(listFile("deals", { status: "open", q: "а&б", tag: undefined })("xlsx"), "http://x");
    expect(address.pathname).toBe("/api/v1/exports/deals");
    expect(new URLSearchParams(address.searchParams.get("filter") ?? "").get("q")).toBe("а&б");
    expect(address.searchParams.get("filter")).not.toContain("tag");
  });
});
