import { describe, expect, test } from "vitest";
import { mend, read, share, write } from "../src/place";
import type { Firm } from "../src/wire";

const at = (search: string, hash = "") => read({ search, hash } as Location);
const firm = {
  branches: [{ id: "b1" }, { id: "b2" }],
  services: [
    { id: "s1", is_bookable: true },
    { id: "s2", is_bookable: true },
    { id: "s3", is_bookable: false },
  ],
  employees: [
    { id: "e1", branches: ["b1"], skills: [{ service_id: "s1" }] },
    { id: "e2", branches: ["b2"], skills: [{ service_id: "s1" }, { service_id: "s2" }] },
  ],
} as unknown as Firm;

describe("the address", () => {
  test("says what was written into it", () => {
    const place = at(
      "?branch=b1&service=s1,s2&employee=any&date=2026-11-24&at=2026-11-24T07:00:00Z&step=details&lang=en",
    );
    expect(at(write(place))).toEqual(place);
    expect(share(place)).toBe("?branch=b1&service=s1,s2&employee=any&at=2026-11-24T07:00:00Z");
    expect(at(share(place))).toMatchObject({ step: "time", services: ["s1", "s2"] });
  });
  test("hostile values are nothing", () => {
    expect(at("?at=javascript:1&date=2026-13-99&step=admin&service=")).toMatchObject({
      at: null,
      date: null,
      step: "services",
      services: [],
    });
    expect(at("", "#visit=a.b")).toMatchObject({ step: "visit", visit: "a.b" });
    expect(at("?step=move")).toMatchObject({ step: "services" });
  });
});

describe("a link to a firm that has changed", () => {
  test("goes where the service is done", () => {
    expect(mend(firm, at("?service=s2"))).toMatchObject({ place: { branch: "b2" }, isBroken: false });
    expect(mend(firm, at("?service=s1&employee=e2"))).toMatchObject({ place: { branch: "b2" }, isBroken: false });
  });
  test("loses what is gone and says so", () => {
    expect(mend(firm, at("?service=s1,s9&at=2026-11-24T07:00:00Z"))).toMatchObject({
      place: { services: ["s1"], at: null },
      isBroken: true,
    });
    expect(mend(firm, at("?service=s3"))).toMatchObject({ place: { services: [], step: "services" }, isBroken: true });
    expect(mend(firm, at("?service=s1&employee=e9"))).toMatchObject({ place: { employee: null }, isBroken: true });
  });
});
