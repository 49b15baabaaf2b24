import { describe, expect, it } from "vitest";
import { domainOf, hrefOfWay, returned } from "~/features/access/sso";

describe("the way back from a sign-in service", () => {
  it("says how it ended, and nothing that is not a code", () => {
    expect(returned("?sso=sso_denied")).toEqual({ step: "password", refusal: "sso_denied" });
    expect(returned("?sso=code&next=%2Finbox")).toEqual({ step: "code" });
    expect(returned("?sso=<script>")).toEqual({ step: "password" });
    expect(returned("")).toEqual({ step: "password" });
  });
});

describe("the way there", () => {
  it("is asked for once an e-mail has a whole domain", () => {
    expect(domainOf(" Vera@Firm.Example ")).toBe("firm.example");
    for (const typed of ["vera", "vera@", "vera@firm", "vera@firm.", "vera@firm.e", "a b@firm.example"])
      expect(domainOf(typed)).toBeUndefined();
  });
  it("takes the e-mail and the place to go on to along", () => {
    const way = { org: "studio-1", label: "x" };
    expect(hrefOfWay(way, "vera@firm.example", "/app/inbox?x=1")).toBe(
      "/sso/start?org=studio-1&email=vera%40firm.example&next=%2Fapp%2Finbox%3Fx%3D1",
    );
    expect(hrefOfWay(way, "ver", null)).toBe("/sso/start?org=studio-1");
  });
});
