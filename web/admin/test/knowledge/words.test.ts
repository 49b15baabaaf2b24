import type { AskedKnowledge, FaqView } from "@samovar/client";
import { describe, expect, test } from "vitest";
import { RecentQuestions } from "~/features/knowledge/ask/recent";
import { percent, verdictOf } from "~/features/knowledge/ask/verdict";
import { LocalDraft } from "~/features/knowledge/editor/local-draft";
import { type Tool, use } from "~/features/knowledge/editor/typing";
import { clean, countByCategory, find } from "~/features/knowledge/faq/find";
import { hostOf, readAddress } from "~/features/knowledge/files/address";
import { readBundle } from "~/features/knowledge/library/bundle";

const WORDS = { text: "текст", link: "ссылка", table: "А|Б" };
/** `[` and `]` are the ends of the selection. */
const typed = (tool: Tool, marked: string) => {
  const from = marked.indexOf("[");
  const to = marked.indexOf("]") - 1;
  const next = use(tool, { text: marked.replace(/[[\]]/g, ""), from, to }, WORDS);
  return `${next.text.slice(0, next.from)}{${next.text.slice(next.from, next.to)}}${next.text.slice(next.to)}`;
};

describe("the buttons of the editor", () => {
  test.each<[Tool, string, string]>([
    ["bold", "это [важно] да", "это **{важно}** да"],
    ["bold", "это **[важно]** да", "это {важно} да"],
    ["bold", "пусто []", "пусто **{текст}**"],
    ["italic", "это *[мягко]*", "это {мягко}"],
    ["italic", "это **[жирно]**", "это ***{жирно}***"],
    ["heading", "а\nза[голо]вок\nб", "а\n## заголовок{}\nб"],
    ["heading", "## за[голо]вок", "заголовок{}"],
    ["list", "[раз\nдва]", "- раз\n- два{}"],
    ["numbers", "[- раз\n- два]", "1. раз\n2. два{}"],
    ["link", "см. [прайс]", "см. [прайс]({https://})"],
    ["table", "текст[]", "текст\n\n| {А} | Б |\n| --- | --- |\n|   |   |\n"],
  ])("%s: %j", (tool, before, after) => {
    expect(typed(tool, before)).toBe(after);
  });
});

describe("questions with answers", () => {
  const entry = (id: string, questions: string[], answer: string, category?: string) =>
    ({ id, questions, answer, ...(category ? { category_id: category } : {}) }) as FaqView;
  const all = [
    entry("1", ["Есть ли парковка?", "куда поставить машину"], "Во дворе, въезд с Лесной.", "road"),
    entry("2", ["Можно с ребёнком?"], "Да, есть столик с раскрасками."),
  ];
  test("every word stands somewhere, ё or е", () => {
    const ids = (category?: string, q?: string) => find(all, category, q).map(({ id }) => id);
    expect([ids(), ids(undefined, "машину лесной"), ids(undefined, "ребенком"), ids(undefined, "вертолёт")]).toEqual([
      ["1", "2"],
      ["1"],
      ["2"],
      [],
    ]);
    expect([ids("road"), ids("none"), ids("road", "ребёнком")]).toEqual([["1"], ["2"], []]);
    expect([...countByCategory(all)]).toEqual([
      ["road", 1],
      ["", 1],
    ]);
  });
  test("pasted lines are phrasings; empty ones and doubles go", () => {
    expect(clean(["Есть  парковка? ", "есть парковка?", "", "раз\nдва\n"])).toEqual(["Есть парковка?", "раз", "два"]);
  });
});

describe("a question tried out", () => {
  const asked = (more: Partial<AskedKnowledge>): AskedKnowledge => ({
    reading: "",
    decided_by: "nothing",
    faqs: [],
    passages: [],
    threshold: 0.45,
    faq_threshold: 0.5,
    meaning: "off",
    ...more,
  });
  const passage = (score: number) => ({ score }) as AskedKnowledge["passages"][number];
  const faq = (score: number) => ({
    faq_id: "f",
    question: "?",
    answer: "Готовый",
    score,
    lexical: score,
    semantic: 0,
  });
  test("what answers is what the server says would answer", () => {
    const source = (more: Partial<AskedKnowledge>) => {
      const verdict = verdictOf(asked(more));
      return `${verdict.source} ${verdict.answer ?? "-"}`;
    };
    expect(source({ decided_by: "faq", faq: faq(0.5), passages: [passage(0.9)] })).toBe("faq Готовый");
    expect(source({ decided_by: "knowledge", faq: faq(0.6), passages: [passage(0.95)], answer: "Из текста" })).toBe(
      "passage Из текста",
    );
    expect(source({ faq: faq(0.49), passages: [passage(0.449)] })).toBe("none -");
    expect(source({})).toBe("none -");
  });
  test("just under the bound never looks like the bound", () => {
    expect([percent(0.4499, 0.45), percent(0.45, 0.45), percent(0.996, 0.45)]).toEqual([44, 45, 100]);
  });
});

function box(room = 10_000) {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (value.length > room) throw new DOMException("full", "QuotaExceededError");
      kept.set(key, value);
    },
    removeItem: (key: string) => void kept.delete(key),
  };
}

describe("kept on the device", () => {
  const draft = { title: "Т", body: "Текст", category: undefined, lang: "ru", at: Date.now() };
  test("a draft is of one person and one document, and grows old", () => {
    const here = box();
    const own = new LocalDraft(here, "firm.anna", "doc");
    expect(own.keep(draft)).toBe(true);
    expect(own.read()).toEqual({ title: "Т", body: "Текст", lang: "ru", at: draft.at });
    expect(new LocalDraft(here, "firm.boris", "doc").read()).toBeUndefined();
    expect(own.read(draft.at + 31 * 24 * 3600_000)).toBeUndefined();
    own.forget();
    expect(own.read()).toBeUndefined();
  });
  test("without room it says so; a spoilt one is nothing", () => {
    const small = box(20);
    expect(new LocalDraft(small, "a", "b").keep(draft)).toBe(false);
    small.setItem("samovar.article.a.b", "{oops");
    expect(new LocalDraft(small, "a", "b").read()).toBeUndefined();
  });
  test("five last questions, the newest first, each once", () => {
    const recent = new RecentQuestions(box(), "anna");
    for (const question of ["1", "2", "3", "4", "5", "6", "3"]) recent.add(question);
    expect(recent.read()).toEqual(["3", "6", "5", "4", "2"]);
  });
});

test("addresses as people type them", () => {
  expect(
    [
      "example.ru/price",
      " https://example.ru ",
      "http://example.ru",
      "ftp://example.ru",
      "пример.рф",
      "нет",
      "a b.ru",
      "",
    ].map(readAddress),
  ).toEqual([
    "https://example.ru/price",
    "https://example.ru",
    "http://example.ru",
    undefined,
    "https://пример.рф",
    undefined,
    undefined,
    undefined,
  ]);
  expect([hostOf("https://www.example.ru/a?b"), hostOf("что это")]).toEqual(["example.ru", "что это"]);
});

test("only a knowledge base is taken for one", () => {
  expect(readBundle('\uFEFF{"format":"samovar.knowledge/1","articles":[{}]}')?.articles).toHaveLength(1);
  for (const text of [
    "",
    "[]",
    "null",
    "{}",
    '{"format":"samovar.knowledge/2"}',
    '{"format":"samovar.knowledge/1","pages":{}}',
  ])
    expect(readBundle(text), text).toBeUndefined();
});
