// What a form sends of an agent, and what becomes of it when a colleague has saved meanwhile.

import { describe, expect, test } from "vitest";
import { readSection, sectionOf } from "~/features/agents/section-of";
import { changedPaths, changes, formPath, fullSpec, rebase, type Values, withoutGaps } from "~/features/agents/spec";

const base = (): Values => ({
  name: "Варя",
  role: "front_desk",
  draft: fullSpec({ instructions: "a", tools: ["get_services"] }),
});
const with_ = (change: (values: Values) => void): Values => {
  const values = base();
  change(values);
  return values;
};

describe("changes", () => {
  test("only what differs goes to the server, lists whole", () => {
    const after = with_((v) => {
      v.draft.limits.turn_ms = 5_000;
      v.draft.tools = ["get_services", "hand_to_human"];
      v.draft.mode = "draft";
    });
    expect(changes(base(), after)).toEqual({
      draft: { limits: { turn_ms: 5_000 }, tools: ["get_services", "hand_to_human"], mode: "draft" },
    });
    expect(changes(base(), base())).toEqual({});
    expect(changedPaths(base(), after)).toEqual(["draft.limits.turn_ms", "draft.tools", "draft.mode"]);
  });

  test("a value taken away is a change too", () => {
    const before = with_((v) => {
      v.draft.model.temperature = 30;
    });
    expect(changes(before, base())).toEqual({ draft: { model: { temperature: null } } });
  });
});

describe("gaps", () => {
  test("a number wiped out stays as it was, a value that may be none does not", () => {
    const before = with_((v) => {
      v.draft.model.temperature = 30;
    });
    const after = structuredClone(before);
    Object.assign(after.draft.limits, { turn_calls: "" });
    after.draft.persona = "";
    after.draft.model.temperature = null;
    const filled = withoutGaps(before, after);
    expect(filled.draft.limits.turn_calls).toBe(2);
    expect(filled.draft.persona).toBe("");
    expect(filled.draft.model.temperature).toBeNull();
    expect(changes(before, filled)).toEqual({ draft: { model: { temperature: null } } });
  });
});

describe("rebase", () => {
  test("changes of different fields are joined", () => {
    const mine = with_((v) => {
      v.draft.limits.turn_ms = 5_000;
    });
    const theirs = with_((v) => {
      v.draft.limits.turn_calls = 3;
      v.name = "Вера";
    });
    const { values, clashes } = rebase(base(), mine, theirs);
    expect(clashes).toEqual([]);
    expect([values.draft.limits.turn_ms, values.draft.limits.turn_calls, values.name]).toEqual([5_000, 3, "Вера"]);
  });

  test("the same field to different values asks; mine stands until it is settled", () => {
    const mine = with_((v) => {
      v.draft.instructions = "mine";
    });
    const theirs = with_((v) => {
      v.draft.instructions = "theirs";
    });
    const { values, clashes } = rebase(base(), mine, theirs);
    expect(clashes).toEqual(["draft.instructions"]);
    expect(values.draft.instructions).toBe("mine");
    expect(theirs.draft.instructions).toBe("theirs");
  });

  test("the same change made by both is none", () => {
    const both = with_((v) => {
      v.draft.voice = "model";
    });
    expect(rebase(base(), both, structuredClone(both)).clashes).toEqual([]);
  });
});

describe("places", () => {
  test("every field leads to its section", () => {
    expect(sectionOf("draft.limits.turn_ms")).toBe("limits");
    expect(sectionOf("channels[1]")).toBe("who");
    expect(sectionOf("prompts.booking")).toBe("instructions");
    expect(sectionOf("model.chain[0].provider_id")).toBe("model");
    expect(Object.keys(fullSpec({})).map(sectionOf)).not.toContain(undefined);
    expect(formPath("draft.model.chain[0].model")).toBe("draft.model.chain.0.model");
  });

  test("only known sections are read from the address", () => {
    expect(readSection({ section: "tools" })).toEqual({ section: "tools" });
    expect(readSection({ section: "preview" })).toEqual({ section: "preview" });
    expect(readSection({ section: "x" })).toEqual({});
    expect(readSection({})).toEqual({});
  });
});
