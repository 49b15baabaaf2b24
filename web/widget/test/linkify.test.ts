import { describe, expect, it } from "vitest";
import { linkify } from "../src/app/linkify";

const links = (text: string) => linkify(text).flatMap((piece) => (piece.href ? [[piece.text, piece.href]] : []));

describe("linkify", () => {
  it.each([
    ["без ссылок", []],
    ["см. https://salon.ru/price.", [["https://salon.ru/price", "https://salon.ru/price"]]],
    [
      "(https://ru.wikipedia.org/wiki/A_(b))",
      [["https://ru.wikipedia.org/wiki/A_(b)", "https://ru.wikipedia.org/wiki/A_(b)"]],
    ],
    ["пишите на salon@mail.ru!", [["salon@mail.ru", "mailto:salon@mail.ru"]]],
    ["звоните +7 (495) 123-45-67.", [["+7 (495) 123-45-67", "tel:+74951234567"]]],
    ["javascript:alert(1) data:text/html,x vbscript:y", []],
    [
      "https://a.ru и https://b.ru",
      [
        ["https://a.ru", "https://a.ru/"],
        ["https://b.ru", "https://b.ru/"],
      ],
    ],
    ["2 800 ₽, 11:00", []],
  ])("%s", (text, expected) => {
    expect(links(text)).toEqual(expected);
  });

  it("gives back every character it was given", () => {
    for (const text of ["<b>https://x.ru/<script></b>", "a@b.c, +79161234567 🎉\nновая строка", "https://", "@", ""])
      expect(
        linkify(text)
          .map((piece) => piece.text)
          .join(""),
      ).toBe(text);
  });

  it("stays fast on a hostile text", () => {
    const started = performance.now();
    linkify(`${"a".repeat(20_000)}@${"b.".repeat(5000)} +${"1-".repeat(9000)}`);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
