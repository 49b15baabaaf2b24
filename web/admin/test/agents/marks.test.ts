// Findings of the lint stay on their words while the text is edited, in the units the browser counts.

import type { AgentFinding } from "@samovar/client";
import { describe, expect, test } from "vitest";
import { lineOf, marksIn, pieces, shifted, withBlock } from "~/features/agents/marks";

const finding = (start: number, end: number, more: Partial<AgentFinding> = {}): AgentFinding => ({
  code: "vague",
  severity: "warning",
  excerpt: "",
  place: { field: "instructions", start, end },
  ...more,
});
/** Where `words` stand in the edited text, found by a mark on them in the checked one. */
const follow = (words: string, from: string, to: string) => {
  const start = from.indexOf(words);
  const span = shifted(start, start + words.length, from, to);
  return span && to.slice(span.start, span.end);
};

describe("shifted", () => {
  test("an edit before or after moves the mark with its words", () => {
    const text = "Здравствуйте. Скидка 20 %. Ждём вас.";
    expect(follow("Скидка 20 %", text, text)).toBe("Скидка 20 %");
    expect(follow("Скидка 20 %", text, `Добрый день! ${text}`)).toBe("Скидка 20 %");
    expect(follow("Скидка 20 %", text, "Скидка 20 %. Ждём вас.")).toBe("Скидка 20 %");
    expect(follow("Скидка 20 %", text, text.replace("Ждём", "Очень ждём"))).toBe("Скидка 20 %");
  });

  test("an edit inside takes the mark away", () => {
    expect(follow("Скидка 20 %", "Скидка 20 %.", "Скидка 25 %.")).toBeUndefined();
    expect(follow("Скидка", "Скидка", "")).toBeUndefined();
  });

  test("letters outside the first plane count twice, as the browser counts them", () => {
    const text = "🔥 жара";
    expect(text.indexOf("жара")).toBe(3);
    expect(follow("жара", text, `🔥🔥 жара`)).toBe("жара");
    expect(follow("жара", text, "жара")).toBe("жара");
  });

  test("a place beyond the text is none", () => {
    expect(shifted(5, 9, "abc", "abc")).toBeUndefined();
  });
});

describe("pieces", () => {
  const mark = (start: number, end: number, severity: AgentFinding["severity"] = "warning") => ({
    start,
    end,
    finding: finding(start, end, { severity }),
  });

  test("together they are the text", () => {
    const text = "один два три четыре";
    for (const marks of [
      [],
      [mark(0, 4)],
      [mark(5, 8), mark(9, 12)],
      [mark(0, 12), mark(5, 8, "error")],
      [mark(15, 99)],
    ])
      expect(
        pieces(text, marks)
          .map((piece) => piece.text)
          .join(""),
      ).toBe(text);
    expect(pieces("", [])).toEqual([]);
  });

  test("over one another the worst shows", () => {
    const found = pieces("один два три", [mark(0, 12), mark(5, 8, "error")]);
    expect(found.map((piece) => [piece.text, piece.mark?.finding.severity])).toEqual([
      ["один ", "warning"],
      ["два", "error"],
      [" три", "warning"],
    ]);
  });
});

describe("the text", () => {
  test("only findings of the field, in order", () => {
    const all = [finding(5, 8), finding(0, 4), finding(0, 2, { place: { field: "persona", start: 0, end: 2 } })];
    expect(marksIn("instructions", all, "один два", "один два").map(({ start }) => start)).toEqual([0, 5]);
  });

  test("a block of the library stands apart from its neighbours", () => {
    expect(withBlock("", 0, "блок")).toEqual({ text: "блок", caret: 4 });
    expect(withBlock("а\nб", 1, "блок").text).toBe("а\n\nблок\n\nб");
    expect(withBlock("а\n\n", 3, "блок")).toEqual({ text: "а\n\nблок", caret: 7 });
  });

  test("lines are counted from one", () => {
    expect([lineOf("а\nб\nв", 0), lineOf("а\nб\nв", 2), lineOf("а\nб\nв", 4)]).toEqual([1, 2, 3]);
  });
});
