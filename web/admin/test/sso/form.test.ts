import { describe, expect, it } from "vitest";
import { bodyOf, needsSecret, tidyDomains, valuesOf } from "~/features/sso/form";

const known = {
  issuer: "https://sso.firm.example",
  client_id: "samovar",
  label: "",
  domains: ["firm.example"],
  default_role: "operator" as const,
  is_enforced: false,
  trusts_unverified: false,
  wants_totp: false,
  updated_at: "2026-11-22T00:00:00Z",
};

describe("the form of the sign-in service", () => {
  it("keeps the known secret unless the service is another one", () => {
    const values = valuesOf(known);
    expect(bodyOf(values)).not.toHaveProperty("client_secret");
    expect(needsSecret(known, values)).toBe(false);
    expect(needsSecret(known, { ...values, issuer: "https://other.example" })).toBe(true);
    expect(needsSecret(undefined, values)).toBe(true);
    expect(bodyOf({ ...values, client_secret: " s " }).client_secret).toBe(" s ");
  });
  it("reads domains the way people write them", () => {
    expect(tidyDomains(["@Firm.Example", "vera@firm.example", " other.example. ", ""])).toEqual([
      "firm.example",
      "other.example",
    ]);
  });
});
