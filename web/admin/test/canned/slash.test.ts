// Finding a canned reply while typing, its variables, and what waits to be filled by hand.

import { describe, expect, test } from "vitest";
import { holesIn, matching, pieces, slashAt, unknownIn, withHoles } from "~/features/canned/slash";
import type { CannedReply } from "~/features/canned/wire";

const reply = (shortcut: string, title: string, text = "", lang?: "ru" | "en"): CannedReply => ({
  id: shortcut,
  shortcut,
  title,
  text,
  ...(lang && { lang }),
  used_count: 0,
  updated_at: "2026-11-01T00:00:00Z",
});

describe("the word after a slash", () => {
  test.each([
    ["/", 1, { from: 0, query: "" }],
    ["/адр", 4, { from: 0, query: "адр" }],
    ["Добрый день! /адр", 17, { from: 13, query: "адр" }],
    ["\\адр", 4, { from: 0, query: "адр" }],
    ["строка\n/a", 9, { from: 7, query: "a" }],
  ])("%s", (text, caret, found) => expect(slashAt(text, caret)).toEqual(found));
  test.each([
    ["и/или", 5],
    ["https://site.ru", 8],
    ["/адр дом", 8],
    ["1/2", 3],
    ["/адр", 0],
  ])("none in «%s»", (text, caret) => expect(slashAt(text, caret)).toBeUndefined());
});

describe("matching", () => {
  const all = [
    reply("spasibo", "Благодарность", "Спасибо за визит!"),
    reply("adres", "Как нас найти", "Мы на улице Ленина", "ru"),
    reply("address", "How to find us", "We are in Lenin street", "en"),
    reply("vizit", "Адрес и визит", "Ждём вас"),
  ];
  const ids = (query: string, lang = "ru") => matching(all, query, lang).map(({ id }) => id);
  test("the shortcut before the title, the title before the text", () => {
    expect(ids("виз")).toEqual(["vizit", "spasibo"]);
    expect(ids("ad")).toEqual(["adres", "address"]);
  });
  test("the customer's language first", () => expect(ids("ad", "en")).toEqual(["address", "adres"]));
  test("nothing typed: as the server has them", () =>
    expect(ids("", "ru")).toEqual(["spasibo", "adres", "vizit", "address"]));
  test("one letter does not look into texts", () => expect(ids("ж")).toEqual([]));
  test("capitals are no difference", () => expect(ids("НАС")).toEqual(["adres"]));
});

describe("variables", () => {
  test("are found with spaces and without", () => {
    expect(pieces("Да, {{ contact.name }}!")).toEqual([
      { kind: "text", text: "Да, " },
      { kind: "variable", name: "contact.name" },
      { kind: "text", text: "!" },
    ]);
    expect(pieces("{{")).toEqual([{ kind: "text", text: "{{" }]);
  });
  test("unknown ones are named once", () => {
    expect(unknownIn("{{contact.name}} {{name}} {{name}} {{firm.phone}}")).toEqual(["name"]);
  });
});

describe("holes", () => {
  const names = ["имя клиента", "ближайший визит"];
  const nameOf = (variable: string) => (variable === "contact.name" ? "имя клиента" : "ближайший визит");
  test("what the server left is told by its name", () => {
    expect(withHoles("{{contact.name}}, ждём вас {{booking.next}}", nameOf)).toBe(
      "[имя клиента], ждём вас [ближайший визит]",
    );
  });
  test("are found where they stand; other brackets are the writer's own", () => {
    expect(holesIn("[имя клиента], см. [1]", names)).toEqual([{ name: "имя клиента", from: 0, to: 13 }]);
    expect(holesIn("Анна, ждём", names)).toEqual([]);
  });
});
