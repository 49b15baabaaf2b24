import { describe, expect, test } from "vitest";
import { type Block, type Inline, inline, parse } from "~/features/knowledge/editor/markdown";

const say = (list: Inline[]): string =>
  list
    .map((one) => {
      if (one.kind === "text") return one.text;
      if (one.kind === "code") return `\`${one.text}\``;
      if (one.kind === "break") return "↵";
      if (one.kind === "link") return `<${one.href}>${say(one.children)}</>`;
      return `${one.kind}(${say(one.children)})`;
    })
    .join("");
const show = (block: Block): string => {
  if (block.kind === "heading") return `h${block.level} ${say(block.children)}`;
  if (block.kind === "paragraph") return `p ${say(block.children)}`;
  if (block.kind === "code") return `code ${block.text}`;
  if (block.kind === "line") return "—";
  if (block.kind === "quote") return `quote[${block.children.map(show).join("; ")}]`;
  if (block.kind === "list")
    return `${block.isOrdered ? `ol${block.start}` : "ul"}[${block.items.map((item) => item.map(show).join("; ")).join(" | ")}]`;
  return `table ${[block.head, ...block.rows].map((row) => row.map(say).join(",")).join(" / ")}`;
};
const shown = (text: string) => parse(text).map(show);

describe("blocks", () => {
  test.each<[string, string[]]>([
    ["# Правила\n\nДо двух часов\nбесплатно.", ["h1 Правила", "p До двух часов\nбесплатно."]],
    ["## Заголовок ##\nтекст", ["h2 Заголовок", "p текст"]],
    ["- раз\n- два\n  - внутри\n- три", ["ul[p раз | p два; ul[p внутри] | p три]"]],
    ["3. раз\n4. два\n\nдальше", ["ol3[p раз | p два]", "p дальше"]],
    ["1. раз\n\n   пояснение\n2. два", ["ol1[p раз; p пояснение | p два]"]],
    ["- раз\nпродолжение", ["ul[p раз\nпродолжение]"]],
    ["> мысль\n> дальше\n\nвне", ["quote[p мысль\nдальше]", "p вне"]],
    ["```\n# не заголовок\n```\nпосле", ["code # не заголовок", "p после"]],
    ["```\nне закрыт", ["code не закрыт"]],
    [
      "| Услуга | Цена |\n|---|---:|\n| Стрижка | 1 500 |\n| Усы \\| борода |\n\nвсё",
      ["table Услуга,Цена / Стрижка,1 500 / Усы | борода,", "p всё"],
    ],
    ["до\n\n---\n\nпосле", ["p до", "—", "p после"]],
    ["<!-- page 3 -->\nтекст", ["p текст"]],
    ["текст <script>alert(1)</script>", ["p текст <script>alert(1)</script>"]],
    ["2026 год\n- пункт", ["p 2026 год", "ul[p пункт]"]],
    ["", []],
  ])("%j", (text, blocks) => {
    expect(shown(text)).toEqual(blocks);
  });
});

describe("words", () => {
  test.each<[string, string]>([
    ["это **важно** и *мягко*", "это strong(важно) и em(мягко)"],
    ["**жирный *и курсив***", "strong(жирный em(и курсив))"],
    ["имя_с_чертой и 2*3*4", "имя_с_чертой и 2*3*4"],
    ["`a * b` и ~~нет~~", "`a * b` и del(нет)"],
    ["[прайс](https://example.ru/p) тут", "<https://example.ru/p>прайс</> тут"],
    ["[плохо](javascript:alert(1))", "плохо)"],
    ["![схема](https://example.ru/map.png)", "<https://example.ru/map.png>схема</>"],
    ["см. https://example.ru/price.", "см. <https://example.ru/price>https://example.ru/price</>."],
    ["\\*не курсив\\*", "*не курсив*"],
    ["одна строка  \nдругая", "одна строка↵другая"],
  ])("%j", (text, words) => {
    expect(say(inline(text))).toBe(words);
  });

  test("a hostile text ends in time", () => {
    const started = performance.now();
    parse(`${"> ".repeat(3000)}x`);
    parse("- ".repeat(3000));
    inline("*".repeat(5000));
    inline("[".repeat(5000));
    inline("**a ".repeat(2000));
    inline("`".repeat(5000));
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
