// A vendor's schema as a form, and sums of use.

import { describe, expect, test } from "vitest";
import { fieldsOf, missing, settingsOf, valuesOf } from "~/features/models/schema";
import { days, micros, sumsBy } from "~/features/models/use";

const schema = {
  type: "object",
  required: ["credentials"],
  properties: {
    base_url: { type: "string", format: "uri", default: "https://api.giga.chat/v1", examples: ["https://x.ru"] },
    ca_pem: { type: "string", format: "textarea" },
    credentials: { type: "string", writeOnly: true, title: "Authorization key" },
    data_logging: { type: "boolean", default: false },
    proxy: { type: "string", writeOnly: true },
    scope: { type: "string", enum: ["A", "B"], default: "A" },
    streams: { type: "integer", minimum: 1, maximum: 50, default: 1 },
  },
};
const fields = fieldsOf("gigachat", schema);

describe("the form", () => {
  test("what is needed stands first, the rest is folded", () => {
    expect(fields.filter(({ isExtra }) => !isExtra).map(({ name, kind }) => [name, kind])).toEqual([
      ["credentials", "secret"],
      ["scope", "choice"],
    ]);
    expect(fields.find(({ name }) => name === "ca_pem")?.kind).toBe("long");
    expect(fields.find(({ name }) => name === "streams")).toMatchObject({
      kind: "number",
      min: 1,
      max: 50,
      isExtra: true,
    });
  });
  test("the address of a compatible vendor is asked for at once", () => {
    const own = fieldsOf("openai", { properties: { base_url: { type: "string" }, organization: { type: "string" } } });
    expect(own.map(({ name, isExtra }) => [name, isExtra])).toEqual([
      ["base_url", false],
      ["organization", true],
    ]);
  });
  test("a secret is never shown, and kept when nothing is typed", () => {
    const values = valuesOf(fields, { credentials: "must not come", scope: "B", streams: 3 });
    expect(values).toMatchObject({ credentials: "", scope: "B", streams: "3", data_logging: false });
    expect(settingsOf(fields, values)).toEqual({ scope: "B", streams: 3 });
    expect(missing(fields, values, true)).toEqual([]);
    expect(missing(fields, values, false)).toEqual(["credentials"]);
  });
  test("what is empty is left to the vendor's usual value", () => {
    expect(settingsOf(fields, { credentials: " key ", scope: "", data_logging: true })).toEqual({
      credentials: "key",
      data_logging: true,
    });
  });
});

describe("use", () => {
  const row = (date: string, model: string, cost: number) => ({
    date,
    provider_id: "p",
    model,
    calls: 2,
    failures: 1,
    input: 10,
    cached: 5,
    output: 3,
    cost,
  });
  const rows = [row("2026-11-20", "small", 5), row("2026-11-20", "big", 90), row("2026-11-22", "small", 1)];
  test("sums are the dearest first; cached tokens are input already", () => {
    expect(sumsBy(rows, ({ model }) => model)).toEqual([
      { key: "big", calls: 2, failures: 1, tokens: 13, cost: 90 },
      { key: "small", calls: 4, failures: 2, tokens: 26, cost: 6 },
    ]);
  });
  test("days without use are days too", () => {
    expect(days(rows, "2026-11-19", "2026-11-22").map(({ date, cost }) => [date.slice(8), cost])).toEqual([
      ["19", 0],
      ["20", 95],
      ["21", 0],
      ["22", 1],
    ]);
  });
  test.each([
    ["0,25", 250_000],
    ["1 500", 1_500_000_000],
    [2, 2_000_000],
    ["", undefined],
    ["много", undefined],
    ["-1", undefined],
  ])("a price of %j is %s millionths", (typed, value) => {
    expect(micros(typed)).toBe(value);
  });
});
