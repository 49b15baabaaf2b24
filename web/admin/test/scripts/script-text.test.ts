// Variables of a script, its faults before the server finds them, and how it sounds.

import { describe, expect, test } from "vitest";
import {
  blankStep,
  faults,
  fill,
  knownBefore,
  rehearse,
  type Step,
  variablesOf,
  wireStep,
} from "~/features/scripts/script-text";

const step = (say: string, more: Partial<Step> = {}): Step => ({
  ...blankStep(),
  say,
  isAsking: more.asks !== undefined,
  ...more,
});
const found = (steps: Step[], objections: { says: string[]; answer: string }[] = []) =>
  faults({ name: "x", steps, objections }).map(
    ({ path, fault, about }) => `${path} ${fault}${about ? ` ${about}` : ""}`,
  );

describe("variables", () => {
  test("found with their places, as the server finds them", () => {
    expect(variablesOf("Здравствуйте, {{name}}! Это {{ firm }}.").found.map(({ name }) => name)).toEqual([
      "name",
      "firm",
    ]);
    expect(variablesOf("{{}} {{a {{b}}").found.map(({ name }) => name)).toEqual(["", "a {{b"]);
    expect(variablesOf("{name} }} {{ёж")).toEqual({ found: [], isUnclosed: true });
    expect(variablesOf("🔥{{name}}").found).toEqual([{ name: "name", start: 2, end: 10 }]);
  });

  test("a text is filled in, or not at all", () => {
    const known = new Map([["name", "Анна"]]);
    expect(fill("Здравствуйте, {{ name }}!", known)).toBe("Здравствуйте, Анна!");
    expect(fill("{{name}}, бюджет {{budget}}", known)).toBeUndefined();
    expect(fill("без переменных", known)).toBe("без переменных");
  });
});

describe("faults", () => {
  test("what is said before it was asked", () => {
    const ask = step("Сколько вас?", { asks: "people", kind: "people" });
    const tell = step("На {{people}} человек");
    expect(found([ask, tell])).toEqual([]);
    expect(found([tell, ask])).toEqual(["steps.0.say unknown people"]);
    expect(knownBefore([ask, tell], 1)).toEqual(["name", "firm", "agent", "people"]);
  });

  test("an answer to an objection may use whatever the script asks", () => {
    const ask = step("Сколько вас?", { asks: "people" });
    expect(found([ask], [{ says: ["дорого"], answer: "На {{people}} выгоднее" }])).toEqual([]);
    expect(found([], [{ says: ["дорого"], answer: "{{budget}}" }])).toEqual(["objections.0.answer unknown budget"]);
  });

  test("gaps, doubles and strange names", () => {
    expect(found([])).toEqual(["steps nothing"]);
    expect(found([step(" ")])).toEqual(["steps.0.say missing"]);
    expect(found([step("a {{name")])).toEqual(["steps.0.say unclosed"]);
    expect(found([step("a", { asks: "x" }), step("b", { asks: "x" })])).toEqual(["steps.1.asks variable_twice"]);
    expect(found([step("a", { asks: "" })])).toEqual(["steps.0.asks missing"]);
    expect(found([step("a", { asks: "Имя" })])).toEqual(["steps.0.asks variable_bad"]);
    expect(found([step("a", { asks: "x", kind: "choice", choices: ["да"] })])).toEqual([
      "steps.0.choices choices_short",
    ]);
    expect(found([step("a")], [{ says: [], answer: "" }])).toEqual([
      "objections.0.says missing",
      "objections.0.answer missing",
    ]);
    expect(faults({ name: " ", steps: [step("a")], objections: [] })).toEqual([{ path: "name", fault: "missing" }]);
  });
});

describe("the talk", () => {
  const sample = () => "ответ";

  test("answers fill the texts that follow", () => {
    const steps = [step("Что нужно?", { asks: "what" }), step("Итак, {{what}}, {{name}}.")];
    const talk = rehearse(steps, new Map([["name", "Анна"]]), sample);
    expect(talk.map(({ who, text }) => `${who}: ${text}`)).toEqual([
      "agent: Что нужно?",
      "customer: ответ",
      "agent: Итак, ответ, Анна.",
    ]);
    expect(rehearse([step("{{x}}")], new Map(), sample)[0]?.isBroken).toBe(true);
  });

  test("the first button answers a choice, and what is known is not asked", () => {
    const steps = [
      step("Куда?", { asks: "place", kind: "choice", choices: ["Море", "Горы"] }),
      step("Точно?", { asks: "place" }),
    ];
    expect(rehearse(steps, new Map(), sample).map(({ text }) => text)).toEqual(["Куда?", "Море"]);
  });

  test("a step that asks nothing carries no kind of answer", () => {
    expect(wireStep(step(" Привет ", { kind: "phone", choices: ["x"], again: "y" }))).toEqual({
      say: "Привет",
      asks: null,
      kind: "text",
      choices: [],
      again: null,
    });
  });
});
