// Every code of the server has its words, and settings are told in words an owner knows.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { listChange } from "~/features/agents/field-names";
import { fileName } from "~/features/agents/files";
import { fullSpec, PHASES, TOOL_GROUPS } from "~/features/agents/spec";
import { found } from "~/features/agents/template-search";
import { fitOf, search } from "~/features/prompts/search";

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const ru = read("../../src/features/agents/ru.json");
const schemas = read("../../../../docs/api/openapi.json").components.schemas;

describe("words", () => {
  test("every finding, lack and tool of the contract", () => {
    for (const code of schemas.AgentFinding.properties.code.enum) {
      expect(ru.lint[code]?.name, code).toBeTruthy();
      expect(ru.lint[code]?.text, code).toBeTruthy();
    }
    for (const code of schemas.AgentLack.properties.code.enum) expect(ru.lack[code]?.text, code).toBeTruthy();
    const tools: string[] = schemas.AgentSpec.properties.tools.items.enum;
    expect(TOOL_GROUPS.flatMap((group) => group.tools).sort()).toEqual([...tools].sort());
    for (const tool of tools) expect(ru.tool[tool]?.name, tool).toBeTruthy();
  });

  test("every setting has a name in a comparison", () => {
    const paths = (node: object, lead = ""): string[] =>
      Object.entries(node).flatMap(([key, value]) =>
        typeof value === "object" && value !== null && !Array.isArray(value)
          ? paths(value, `${lead}${key}.`)
          : [`${lead}${key}`],
      );
    for (const path of paths(fullSpec({}))) {
      if (path.startsWith("prompts.")) continue;
      expect(ru.field[path.replace(".", "_")], path).toBeTruthy();
    }
    for (const phase of PHASES) expect(ru.phase[phase]?.name).toBeTruthy();
  });
});

describe("lists", () => {
  test("what came and went, or only the order", () => {
    expect(listChange(["a", "b"], ["b", "c"])).toEqual({ gone: ["a"], come: ["c"], isOnlyOrder: false });
    expect(listChange(["a", "b"], ["b", "a"]).isOnlyOrder).toBe(true);
    expect(listChange(null, ["a"])).toEqual({ gone: [], come: ["a"], isOnlyOrder: false });
    expect(listChange([{ provider_id: "1", model: "m" }], []).gone).toEqual(["m"]);
  });
});

describe("libraries", () => {
  const template = (key: string, packs: string[]) => ({
    key,
    packs,
    role: "sales" as const,
    name: `Агент ${key}`,
    about: "Отвечает всё ещё",
    instructions: "",
    needs: [{ code: "faq", hint: "Вопросы" }],
  });

  test("agents of the own trade come first, and any word finds them", () => {
    const all = [template("x", ["tours"]), template("y", []), template("z", ["salon"])];
    const keys = (needle: string, role = "") => found(all, { needle, role, pack: "salon" }).map(({ key }) => key);
    expect(keys("")).toEqual(["z", "y", "x"]);
    expect(keys("еще вопросы")).toHaveLength(3);
    expect(keys("", "service")).toEqual([]);
  });

  test("blocks meant for this role and phase come first, others last", () => {
    const block = (key: string, roles: string[], phases: string[]) =>
      ({ key, roles, phases, tags: [], title: key, text: "" }) as never;
    const all = [block("other", ["sales"], []), block("any", [], []), block("fits", ["service"], ["booking"])];
    const wish = { needle: "", role: "service", phase: "booking" };
    expect(search(all, wish).map(({ key }) => key)).toEqual(["fits", "any", "other"]);
    expect(all.map((one) => fitOf(one, wish))).toEqual([2, 1, 0]);
  });

  test("names of files", () => {
    expect(fileName("Варя: продажи / 2")).toBe("Варя-продажи-2");
    expect(fileName("///")).toBe("samovar");
  });
});
