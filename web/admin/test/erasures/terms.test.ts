import { describe, expect, it } from "vitest";
import { withValue } from "~/features/erasures/terms";

describe("terms of keeping", () => {
  it("shows a term somebody has set by the API among the usual ones, in order", () => {
    expect(withValue([12, 24], 18)).toEqual([12, 18, 24]);
    expect(withValue([12, 24], 24)).toEqual([12, 24]);
    expect(withValue([12, 24], null)).toEqual([12, 24]);
  });
});
